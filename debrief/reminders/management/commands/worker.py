from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from debrief.database import stopping
from debrief.privacy import wall
from debrief.reminders.working import work


class Command(BaseCommand):
    help = "Sends reminders when their time comes, until it is told to stop. One or more, beside the site."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        stopping.end_with_whoever_serves()
        try:
            wall.verify()
        except ImproperlyConfigured as wrong:
            raise CommandError(str(wrong)) from None
        work()
