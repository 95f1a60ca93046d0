from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from debrief.sharing.models import ShareLink


class Command(BaseCommand):
    help = (
        "Deletes what is kept of links that have expired, as the role that owns the tables, because the "
        "application's sees nobody's. Run it once a day; `make run` does so at every start."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        gone, _each = ShareLink.objects.using("owner").filter(expires_at__lte=timezone.now()).delete()
        if options["verbosity"]:
            self.stdout.write(f"Deleted {gone} links that had expired.")
