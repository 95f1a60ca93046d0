"""What somebody signs in with, where they are signed in, and showing once more that it is them."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import HASH_SESSION_KEY
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from debrief.accounts.models import Session, User
from debrief.accounts.sessions import SHARED_IDLE, SessionStore
from debrief.accounts.signing_in import views
from debrief.accounts.signing_in.devices import device_of
from tests import factories
from tests.accounts.conftest import Mailbox
from tests.accounts.soft_key import SoftKey
from tests.accounts.steps import (
    PHONE,
    add_app,
    add_passkey,
    browser,
    challenge,
    confirm,
    digits,
    sign_in,
)
from tests.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits_left_over")]

# Every page that changes what one signs in with.
SENSITIVE = [
    "/you/sign-in/passkeys/add/",
    "/you/sign-in/passkeys/1/name/",
    "/you/sign-in/passkeys/1/remove/",
    "/you/sign-in/app/add/",
    "/you/sign-in/codes/new/",
]


@pytest.fixture
def here(owner: User) -> Client:
    """The owner at a phone, having just shown that it is them."""
    client = browser()
    sign_in(client, owner)
    confirm(client)
    return client


# --- is it you? ---


@pytest.mark.parametrize("path", SENSITIVE)
def test_before_a_change_one_signs_in_again(owner: User, path: str) -> None:
    client = browser()
    sign_in(client, owner)
    for method in (client.get, client.post):
        assert method(path)["Location"].startswith("/accounts/reauthenticate/?next=/you/sign-in/")
    confirm(client, path)
    assert client.get(path).status_code in (200, 404)


def test_it_is_asked_again_after_ten_minutes(here: Client) -> None:
    assert here.get(SENSITIVE[0]).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert here.get(SENSITIVE[0]).status_code == 302


def test_a_wrong_password_does_not_do(owner: User) -> None:
    client = browser()
    sign_in(client, owner)
    answer = client.post("/accounts/reauthenticate/", {"password": "not the one at all"})
    assert "That isn&#x27;t the password" in answer.text
    assert client.get(SENSITIVE[0]).status_code == 302


def test_what_was_typed_is_there_again_and_lies_readable_nowhere(here: Client, owner: User) -> None:
    add_passkey(here)
    key = Authenticator.objects.get(user=owner, type="webauthn")
    page = f"/you/sign-in/passkeys/{key.pk}/name/"
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        here.post(page, {"name": "Aunt's tablet"}, headers={"sec-fetch-site": "same-origin"})
        assert "tablet" not in json.dumps([row.get_decoded() for row in Session.objects.all()])
        confirm(here, page)
        assert here.get(page).context["form"]["name"].value() == "Aunt's tablet"
    key.refresh_from_db()
    assert key.wrap().name == "My phone"


def test_who_has_no_password_shows_it_by_a_code_from_the_mail(owner: User, mailbox: Mailbox) -> None:
    owner.set_unusable_password()
    owner.save()
    client = signed_in(owner)
    asked = client.get("/accounts/password/set/")
    assert asked["Location"] == "/accounts/reauthenticate/mail/?next=/accounts/password/set/"
    page = client.get(asked["Location"])
    assert "Send the code" in page.text
    assert not mailbox.mails
    client.post("/accounts/reauthenticate/mail/", {"send": "yes", "next": "/accounts/password/set/"})
    code = re.findall(r"^([A-Z0-9-]{6,12})\s*$", mailbox.text(), re.MULTILINE)[0]
    wrong = client.post("/accounts/reauthenticate/mail/", {"code": "WRONG1"})
    assert "There is a problem" in wrong.text
    right = {"code": code, "next": "/accounts/password/set/"}
    assert client.post("/accounts/reauthenticate/mail/", right)["Location"] == "/accounts/password/set/"
    assert client.get("/accounts/password/set/").status_code == 200
    assert "There is a problem" in client.post("/accounts/reauthenticate/mail/", right).text


@pytest.mark.parametrize("spoiled", ["third wrong one", "ten minutes"])
def test_a_mailed_code_ends(owner: User, mailbox: Mailbox, spoiled: str) -> None:
    client = signed_in(owner)
    client.post("/accounts/reauthenticate/mail/", {"send": "yes"})
    code = re.findall(r"^([A-Z0-9-]{6,12})\s*$", mailbox.text(), re.MULTILINE)[0]
    later = timezone.now() + timedelta(minutes=11 if spoiled == "ten minutes" else 0)
    with time_machine.travel(later):
        for _ in range(3 if spoiled == "third wrong one" else 0):
            client.post("/accounts/reauthenticate/mail/", {"code": "WRONG1"})
        answer = client.post("/accounts/reauthenticate/mail/", {"code": code})
    assert "There is a problem" in answer.text


# --- passkeys ---


def test_a_passkey_signs_in_to_the_page_that_was_asked_for(here: Client, owner: User) -> None:
    key = add_passkey(here)
    client = browser()
    answer = client.post(
        "/accounts/login/passkey/", {"credential": key.get(challenge(client)), "next": "/you/"}
    )
    assert answer["Location"] == "/you/"
    assert owner.email in client.get("/you/").text


def test_a_challenge_is_good_once_and_a_foreign_key_never(here: Client) -> None:
    key = add_passkey(here)
    client = browser()
    options = challenge(client)
    assert _refused(client, key.get(options, sign=False))
    assert _refused(client, key.get(options, host="localhost.elsewhere.example"))
    assert _refused(client, SoftKey().get(options))
    signed = key.get(options)
    assert not _refused(client, signed)
    client.post("/accounts/logout/")
    assert _refused(client, signed)


def _refused(client: Client, credential: str) -> bool:
    answer = client.post("/accounts/login/passkey/", {"credential": credential})
    assert answer.status_code == 302
    return bool(answer["Location"] == "/accounts/login/")


@pytest.mark.parametrize(
    "credential",
    [
        "", "[]", "null", "0", "false", "1", "{}", '{"response": null}', '{"response": []}', '{"id": 1}',
        "x" * 5000,
        '{"type":"public-key","id":"AA","rawId":"AA","response":{"clientDataJSON":"AA","authenticatorData":"AA",'
        '"signature":"AA","userHandle":"%%"}}',
        '{"type":"public-key","id":"AA","rawId":"AA","response":{"clientDataJSON":"e30","attestationObject":"AA",'
        '"authenticatorData":"' + "A" * 80 + '","signature":"AA","userHandle":"AAAA"}}',
    ],
)  # fmt: skip
def test_a_made_up_credential_is_refused_in_words(here: Client, credential: str) -> None:
    client = browser()
    challenge(client)
    answer = client.post("/accounts/login/passkey/", {"credential": credential}, follow=True)
    assert "does not open an account here" in answer.text
    here.get("/you/sign-in/passkeys/add/")
    answer = here.post("/you/sign-in/passkeys/add/", {"name": "x", "credential": credential})
    assert "There is a problem" in answer.text
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("action", ["name", "remove"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_touches_anothers_passkey(
    here: Client, owner: User, stranger: User, action: str, method: str
) -> None:
    add_passkey(here)
    key = Authenticator.objects.get(user=owner, type="webauthn")
    client = browser()
    sign_in(client, stranger)
    confirm(client)
    assert "My phone" not in client.get("/you/sign-in/").text
    assert getattr(client, method)(f"/you/sign-in/passkeys/{key.pk}/{action}/").status_code == 404


# --- the second step ---


def test_a_code_of_the_app_works_once(here: Client, owner: User) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        secret = add_app(here)
        code = digits(secret)
        first, second = browser(), browser()
        for client in (first, second):
            assert sign_in(client, owner)["Location"] == "/accounts/login/second-step/"
            assert client.get("/you/").status_code == 302
        assert first.post("/accounts/login/second-step/", {"code": code})["Location"] == "/"
        assert "A code works once" in second.post("/accounts/login/second-step/", {"code": code}).text


def test_a_code_by_mail_does_not_go_round_the_second_step(
    here: Client, owner: User, mailbox: Mailbox
) -> None:
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    add_app(here)
    client = browser()
    client.post("/accounts/login/code/", {"email": owner.email})
    code = re.findall(r"^([A-Z0-9-]{6,12})\s*$", mailbox.text(), re.MULTILINE)[0]
    answer = client.post("/accounts/login/code/confirm/", {"code": code})
    assert answer["Location"] == "/accounts/login/second-step/"


def test_secrets_are_of_no_use_in_a_stolen_table(here: Client, settings: Settings) -> None:
    secret = add_app(here)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    codes = here.get("/you/sign-in/codes/").context["unused_codes"]
    assert len(codes) == 10
    assert secret not in kept
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret that came after the first"
    app = Authenticator.objects.get(type="totp").wrap()
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        assert app.validate_code(digits(secret))


def test_guessing_codes_takes_a_break(here: Client, owner: User) -> None:
    secret = add_app(here)
    client = browser()
    sign_in(client, owner)
    for n in range(6):
        client.post("/accounts/login/second-step/", {"code": f"00000{n}"})
    with time_machine.travel(timezone.now() + timedelta(seconds=31), tick=False):
        answer = client.post("/accounts/login/second-step/", {"code": digits(secret)})
    assert answer.status_code == 200


# --- where somebody is signed in ---


def test_the_list_names_browser_and_hour_and_no_address(here: Client, owner: User, stranger: User) -> None:
    sign_in(browser("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130 Safari/537.36"), owner)
    sign_in(browser("curl/8"), stranger)
    page = here.get("/you/sign-in/")
    assert [one.device for one in page.context["sessions"]] == ["Firefox, Android", "Chrome, Windows"]
    assert [one.is_here for one in page.context["sessions"]] == [True, False]
    assert all(one.seen_at.minute == one.seen_at.second == 0 for one in page.context["sessions"])
    for row in Session.objects.all():
        assert row.session_key not in page.text
        assert "127.0.0.1" not in row.session_data + json.dumps(row.get_decoded())


def test_the_hour_is_noted_once(here: Client) -> None:
    before = Session.objects.get().seen_at
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        with CaptureQueriesContext(connection) as first:
            here.get("/you/")
        with CaptureQueriesContext(connection) as second:
            here.get("/you/")
    assert Session.objects.get().seen_at == before + timedelta(hours=2)
    assert [sum("UPDATE" in one["sql"] for one in queries) for queries in (first, second)] == [1, 0]


def test_one_session_is_ended_and_only_ones_own(here: Client, owner: User, stranger: User) -> None:
    other, theirs = browser(), browser()
    sign_in(other, owner)
    sign_in(theirs, stranger)
    (handle,) = (one.handle for one in theirs.get("/you/sign-in/").context["sessions"])
    here.post("/you/sign-in/sessions/end/", {"session": handle})
    assert theirs.get("/you/").status_code == 200
    mine = next(one for one in here.get("/you/sign-in/").context["sessions"] if not one.is_here)
    here.post("/you/sign-in/sessions/end/", {"session": mine.handle})
    assert other.get("/you/").status_code == 302
    assert here.get("/you/").status_code == 200


def test_ended_in_the_middle_of_a_request_the_answer_stands_and_the_next_asks_to_sign_in(
    here: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = SessionStore.save

    def save_too_late(store: SessionStore, must_create: bool = False) -> None:
        Session.objects.all().delete()
        save(store, must_create)

    monkeypatch.setattr(SessionStore, "save", save_too_late)
    answer = here.post("/accounts/reauthenticate/", {"password": factories.PASSWORD, "next": "/you/"})
    assert (answer.status_code, answer["Location"]) == (302, "/you/")
    assert answer.cookies["sessionid"].value == ""
    monkeypatch.undo()
    assert here.get("/you/")["Location"] == "/accounts/login/?next=/you/"
    assert not Session.objects.exists()


def test_the_page_takes_as_many_queries_for_many(owner: User, here: Client) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            here.get("/you/sign-in/")
        counts.append(len(queries))
        for n in range(20):
            Authenticator.objects.create(user=owner, type="webauthn", data={"name": f"Key {n}"})
            sign_in(browser(), owner) if n < 1 else signed_in(owner)
    assert counts[0] == counts[1] == 3


@pytest.mark.parametrize("ends", [True, False])
def test_a_new_password_ends_the_others_when_asked_to(here: Client, owner: User, ends: bool) -> None:
    other = browser()
    sign_in(other, owner)
    new = "entirely other words"
    form = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    assert 'name="end_others" id="id_end_others"' in here.get("/accounts/password/change/").text
    here.post("/accounts/password/change/", {**form, **({"end_others": "on"} if ends else {})})
    assert here.get("/you/").status_code == 200
    assert other.get("/you/").status_code == (302 if ends else 200)
    owner.refresh_from_db()
    if not ends:
        assert other.session[HASH_SESSION_KEY] == owner.get_session_auth_hash()


def test_a_password_set_anew_by_mail_ends_every_session(here: Client, owner: User, mailbox: Mailbox) -> None:
    browser().post("/accounts/password/reset/", {"email": owner.email})
    link = re.findall(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mailbox.text())[0]
    visitor = browser()
    form = visitor.get(link, follow=True).redirect_chain[-1][0]
    new = "entirely other words"
    assert visitor.post(form, {"password1": new, "password2": new}).status_code == 302
    assert not Session.objects.filter(user=owner).exists()
    assert here.get("/you/").status_code == 302


def test_signing_in_clears_away_what_is_over(owner: User) -> None:
    signed_in(owner)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    sign_in(browser(), owner)
    assert Session.objects.count() == 1


def test_deleting_somebody_ends_their_sessions(owner: User) -> None:
    client = signed_in(owner)
    User.objects.filter(pk=owner.pk).delete()
    assert not Session.objects.exists()
    assert client.get("/you/").status_code == 302


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (PHONE, "Firefox, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Chrome/130 Safari/537 Edg/130", "Edge, Mac"),
        ("<script>\r\nBcc: x@example.org", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_words_of_ours(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


# --- a shared phone ---


def test_who_is_asking_is_as_the_database_has_it_now(owner: User, stranger: User) -> None:
    client = signed_in(owner)
    assert client.get("/you/").status_code == 200
    Session.objects.filter(user=owner).update(user=stranger)  # what is sealed in the session counts
    assert owner.email in client.get("/you/").content.decode()
    Session.objects.update(user=owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert client.get("/you/").status_code == 302
    User.objects.filter(pk=owner.pk).update(is_active=True, password="changed elsewhere")
    assert client.get("/you/").status_code == 302


def test_signing_out_clears_the_browser(here: Client, owner: User) -> None:
    assert here.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'
    assert here.cookies["known"].value  # limits know it again
    assert "Clear-Site-Data" not in browser().post("/accounts/logout/")
    shared = browser()
    sign_in(shared, owner, is_shared="on")
    assert "known" not in shared.cookies
    assert shared.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "cookies", "storage"'


def test_an_error_of_ours_does_not_tell_either(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser()
    client.raise_request_exception = False
    sign_in(client, owner, is_shared="on")

    def fail(request: HttpRequest) -> None:
        raise RuntimeError

    monkeypatch.setattr(views.sessions, "signed_in", fail)
    with monkeypatch.context() as patch:
        patch.setattr(transaction, "set_rollback", lambda rollback: None)  # of the test's own transaction
        answer = client.get("/you/sign-in/")
    assert answer.status_code == 500
    assert "<title>Notes</title>" in answer.text
    assert "Something broke on our side" in answer.text


@pytest.mark.parametrize("way", ["password", "passkey", "code"])
def test_on_a_shared_phone_a_session_is_short_however_it_began(
    here: Client, owner: User, mailbox: Mailbox, settings: Settings, way: str
) -> None:
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    client = browser()
    if way == "passkey":
        key = add_passkey(here)
        data = {"credential": key.get(challenge(client)), "is_shared": "on"}
        answer = client.post("/accounts/login/passkey/", data)
    elif way == "code":
        client.post("/accounts/login/code/", {"email": owner.email, "is_shared": "on"})
        code = re.findall(r"^([A-Z0-9-]{6,12})\s*$", mailbox.text(), re.MULTILINE)[0]
        answer = client.post("/accounts/login/code/confirm/", {"code": code})
    else:
        answer = sign_in(client, owner, is_shared="on")
    assert answer["Location"] == "/"
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["max-age"] == cookie["expires"] == ""
    row = Session.objects.get(pk=cookie.value)
    assert timezone.now() < row.expire_date <= timezone.now() + SHARED_IDLE
    assert "<title>Notes</title>" in client.get("/you/").text


def test_a_phone_of_ones_own_is_not_treated_as_shared(here: Client, settings: Settings) -> None:
    assert settings.SHARED_PHONE_COOKIE_NAME not in here.cookies
    assert "<title>Notes</title>" not in here.get("/you/").text
    assert Session.objects.get().expire_date > timezone.now() + timedelta(days=29)


def test_use_puts_off_the_end_and_a_pause_brings_it(owner: User) -> None:
    client = browser()
    sign_in(client, owner, is_shared="on")
    start = timezone.now()
    for minutes, status in ((15, 200), (30, 200), (45, 200), (66, 302)):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert client.get("/you/").status_code == status, minutes


def test_a_session_store_keeps_what_django_asks_of_it(owner: User) -> None:
    store = SessionStore()
    store.create()
    assert store.exists(str(store.session_key))
    assert Session.objects.get(pk=store.session_key).user is None
    assert Session.get_session_store_class() is SessionStore
