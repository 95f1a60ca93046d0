from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from debrief.privacy.models import AuditEntry


class Command(BaseCommand):
    help = (
        "Deletes audit entries older than AUDIT_KEPT_DAYS, as the role that owns the tables, because the "
        "application's may not. Run it once a day; `make run` does so at every start."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        before = timezone.now() - timedelta(days=settings.AUDIT_KEPT_DAYS)
        gone, _each = AuditEntry.objects.using("owner").filter(at__lt=before).delete()
        if options["verbosity"]:
            self.stdout.write(f"Deleted {gone} audit entries older than {settings.AUDIT_KEPT_DAYS} days.")
