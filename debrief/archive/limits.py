"""How often somebody may have a file made, or bring one in: exactly so often, whichever process is asked."""

from dataclasses import dataclass
from math import ceil
from time import time
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from debrief.accounts.models import User


def lock(owner_id: UUID) -> None:
    """Let no new row of a person come in from elsewhere until the transaction ends: its key to them waits."""
    User.objects.select_for_update().only("pk").get(pk=owner_id)


@dataclass(frozen=True)
class Limit:
    """At most `most` times in any `seconds`."""

    name: str
    most: int
    seconds: int

    def key(self, owner_id: UUID) -> str:
        return f"archive:{self.name}:{owner_id}"

    def take(self, owner_id: UUID) -> int:
        """Count one more time. Returns 0, or in how many minutes there is room for it again.

        Runs in a transaction. The cache lies in the same database, so the lock on the person's row holds
        everybody else up who counts for them until this request has ended; and a request that fails has not
        counted.
        """
        lock(owner_id)
        now = time()
        taken = [at for at in cache.get(self.key(owner_id), []) if now - at < self.seconds]
        if len(taken) >= self.most:
            return max(1, ceil((taken[0] + self.seconds - now) / 60))
        cache.set(self.key(owner_id), [*taken, now], self.seconds)
        return 0


EXPORT = Limit("export", most=6, seconds=3600)
IMPORT = Limit("import", most=12, seconds=3600)


def forget(owner_id: UUID) -> None:
    """Drop all that was counted for somebody who is leaving, by whatever part of Debrief."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])  # type: ignore[index]
        cursor.execute(f"DELETE FROM {table} WHERE cache_key LIKE %s", [f"%{owner_id}%"])  # noqa: S608  (our own)
