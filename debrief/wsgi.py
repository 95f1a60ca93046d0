"""The application for a WSGI server, refusing to serve with a role that row security would not bind."""

import logging
import os

from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debrief.settings")
application = get_wsgi_application()

from debrief.privacy import wall  # noqa: E402  (needs Django to be set up)

try:
    wall.verify()
except OperationalError:
    # A worker that boots during an outage serves as soon as it is over; the middleware checks the role
    # again before anybody's rows are read.
    logging.getLogger(__name__).warning("The database does not answer. Serving all the same, until it does.")
finally:
    connection.close()  # it belongs to this thread, and requests run in others
