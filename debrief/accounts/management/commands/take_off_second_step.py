from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string

from debrief.accounts.models import User
from debrief.accounts.signing_in import sessions

_MAIL = "mfa/email/second_step_taken_off_{}.txt"


class Command(BaseCommand):
    help = (
        "Take passkeys, authenticator app and recovery codes off the account of somebody who lost them all, "
        "and sign them out everywhere. The password stays. Make sure first that it is them who asks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address the person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = User.objects.get_by_natural_key(options["email"])
        except User.DoesNotExist as error:
            raise CommandError("There is no account with that address.") from error
        Authenticator.objects.filter(user=person).delete()
        sessions.end_all(person)
        if settings.HAS_MAIL:
            subject, message = (
                render_to_string(_MAIL.format(part)).strip() for part in ("subject", "message")
            )
            send_mail(subject, message, None, [person.email])
        if options["verbosity"]:
            self.stdout.write("Done. The password alone opens the account now.")
