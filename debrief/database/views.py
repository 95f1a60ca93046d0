"""What monitors and load balancers ask."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer that this process serves requests, whatever the database does."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer which parts are ready, with 503 when one is not: the database, its migrations, the queue.

    The queue is ready when jobs can wait in it. Whether a worker is at work is not asked: without one pages
    are served all the same, and what waits is late.
    """
    has_database = _answers("SELECT 1")
    checks = {
        "database": has_database,
        "migrations": has_database and _is_migrated(),
        "queue": has_database and _answers("SELECT id FROM procrastinate_jobs LIMIT 1"),
    }
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _answers(statement: str) -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        connection.close()
        return False
    return True


# Once true it stays true for this process: its code does not change, and nobody migrates backwards under it.
_known_migrated = False


def _is_migrated() -> bool:
    """Return whether every migration of this code has been applied."""
    global _known_migrated
    if not _known_migrated:
        try:
            loader = MigrationLoader(connection)
        except DatabaseError:
            return False
        _known_migrated = loader.graph.nodes.keys() <= (loader.applied_migrations or {}).keys()
    return _known_migrated
