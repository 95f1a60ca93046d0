from typing import Any

from django.contrib.auth.models import Permission
from django.core.management.base import BaseCommand, CommandError, CommandParser

from debrief.accounts.models import User
from debrief.tips.models import Tip


class Command(BaseCommand):
    help = "Lets somebody who has an account edit the tips, at /staff/. Of debriefs it shows them nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--remove", action="store_true", help="they edit the tips no more")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = User.objects.get_by_natural_key(options["email"])
        except User.DoesNotExist:
            raise CommandError(
                f"Nobody signs in as {options['email']}. They sign up first, then this makes them an editor."
            ) from None
        permissions = Permission.objects.filter(
            content_type__app_label=Tip._meta.app_label, content_type__model=Tip._meta.model_name
        )
        if options["remove"]:
            person.user_permissions.remove(*permissions)
            person.is_staff = person.is_superuser
            said = "no longer edits the tips"
        else:
            person.user_permissions.add(*permissions)
            person.is_staff = True
            said = "edits the tips at /staff/"
        person.save(update_fields=["is_staff"])
        self.stdout.write(f"{person.email} {said}.")
