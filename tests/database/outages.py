"""The site's addresses, and some that go wrong in ways the database can."""

import psycopg
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from debrief.urls import urlpatterns as of_the_site


@login_not_required
def slow(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 50")
        try:
            cursor.execute("SELECT pg_sleep(10)")
        finally:
            cursor.execute("RESET statement_timeout")
    return HttpResponse("never")


@login_not_required
def refused(request: HttpRequest) -> HttpResponse:
    raise IntegrityError("canary")


def lost_at_commit(request: HttpRequest) -> HttpResponse:
    """Do what was asked, and lose the connection before it is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    where = {part: connection.settings_dict[part.upper()] for part in ("host", "port", "user", "password")}
    with psycopg.connect(**where, dbname=connection.settings_dict["NAME"]) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    return HttpResponse("done")


urlpatterns = [
    *of_the_site,
    path("outages/slow", slow),
    path("outages/refused", refused),
    path("outages/lost-at-commit", lost_at_commit),
    path("outages/private", lambda request: HttpResponse("private")),
]
