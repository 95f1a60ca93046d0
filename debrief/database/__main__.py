"""Run a command with the database there: python -m debrief.database -- COMMAND ARGUMENTS…

The embedded server is started for it if need be, prepared and migrated, and stopped afterwards unless
somebody else uses it. With DATABASE_URL that server is used, and migrating it is left to whoever runs it.
Ends with the exit code of COMMAND.
"""

import os
import signal
import subprocess
import sys

import django
import psycopg
from django.conf import settings

from . import release, stopping
from .binaries import EmbeddedServerError
from .provision import ProvisionError, provided
from .roles import RolesError


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("Say what to run: python -m debrief.database -- COMMAND ARGUMENTS…", file=sys.stderr)
        return 2
    os.environ["DEBRIEF_ONE_MACHINE"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debrief.settings")
    is_embedded = not os.environ.get("DATABASE_URL")
    stopping.raise_when_told()
    try:
        with provided(settings.DATA_DIR, os.environ) as urls:
            os.environ.update(DATABASE_URL=urls.app, DATABASE_OWNER_URL=urls.owner)
            if is_embedded:
                django.setup()
                release.point_at(urls)
                release.bring_up_to_date()
            return _run(command)
    except (EmbeddedServerError, ProvisionError, RolesError) as error:
        print(error, file=sys.stderr)
    except psycopg.OperationalError as error:
        print(f"The database of DATABASE_URL does not answer: {error}", file=sys.stderr)
    except stopping.Stopped:
        print("Stopped.", file=sys.stderr)
    return 1


def _run(command: list[str]) -> int:
    """Run `command` to its end and return its exit code, 128 and more when a signal ended it."""
    try:
        child = subprocess.Popen(command)
    except OSError as error:
        print(f"{command[0]} cannot be run: {error.strerror}.", file=sys.stderr)
        return 127

    def pass_on(number: int) -> None:
        # Ctrl-C in a terminal reaches the command as well, which would take a second one for impatience.
        if number != signal.SIGINT:
            child.send_signal(number)

    stopping.handle(pass_on)
    code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
