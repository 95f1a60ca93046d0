"""A mail on every change of what somebody signs in with, over the real protocol.

The tests commit for real: mails are sent once a change is.
"""

from email.message import Message

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command

from tests import factories
from tests.accounts.conftest import Mailbox
from tests.accounts.steps import add_app, add_passkey, browser, confirm, sign_in


def test_every_change_is_told_by_mail_without_anybodys_words(committed: None, mailbox: Mailbox) -> None:
    cache.clear()
    owner, here = factories.person("owner"), browser()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    sign_in(here, owner)
    confirm(here)
    add_passkey(here, "Subject: of mine\r\nBcc: x@example.org")
    passkey = Authenticator.objects.get(user=owner, type="webauthn")
    add_app(here)
    here.post("/you/sign-in/codes/new/")
    code = here.get("/you/sign-in/codes/").context["unused_codes"][0]
    other = browser()
    sign_in(other, owner)
    assert other.post("/accounts/login/second-step/", {"code": code}).status_code == 302
    here.post("/you/sign-in/app/remove/")
    here.post(f"/you/sign-in/passkeys/{passkey.pk}/remove/")
    new = "entirely other words"
    here.post(
        "/accounts/password/change/", {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    )
    assert mailbox.subjects() == [
        "A passkey was added",
        "An authenticator app was added",
        "New recovery codes were made",
        "A recovery code was used",
        "The authenticator app was taken off",
        "A passkey was removed",
        "Your password was changed",
    ]
    for mail in mailbox.mails:
        assert mail["To"] == owner.email
        assert mail.get_content_type() == "text/plain"
        text = _text(mail)
        assert "Firefox, Android" in text
        assert "127.0.0.1" not in text
        assert "of mine" not in text
    assert "9 are left" in _text(mailbox.mails[3])


def _text(mail: Message) -> str:
    return str(mail.get_payload(decode=True).decode())  # type: ignore[union-attr]


def test_whoever_runs_the_place_takes_off_a_second_step_that_was_lost(
    committed: None, mailbox: Mailbox
) -> None:
    cache.clear()
    owner, here = factories.person("owner"), browser()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    sign_in(here, owner)
    confirm(here)
    add_app(here)
    call_command("take_off_second_step", owner.email.upper(), verbosity=0)
    assert here.get("/you/").status_code == 302
    assert sign_in(browser(), owner)["Location"] == "/"
    assert mailbox.subjects()[-1] == "Passkeys and app were taken off"
    assert mailbox.mails[-1]["To"] == owner.email
    with pytest.raises(CommandError, match="no account"):
        call_command("take_off_second_step", "nobody@example.org", verbosity=0)
