"""An account is deleted while something else of it is under way: on two connections, as with two tabs.

Never a 500, nobody comes back, nothing of theirs stays; and who is left behind is told so.
"""

from collections.abc import Callable, Iterator
from threading import Thread, local
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import Settings

from debrief.accounts.models import User
from debrief.database.local import Urls
from debrief.debriefs.models import Debrief
from debrief.privacy import limits
from debrief.privacy.wall import acting_for
from debrief.tips.models import Tip
from tests import factories
from tests.accounts.soft_key import HOST, SoftKey
from tests.accounts.steps import asked_of
from tests.archive.conftest import archive_of
from tests.archive.test_delete_account import YES, where
from tests.conftest import signed_in_again
from tests.recovery.answers import SAMPLES
from tests.tips.records import record

Write = Callable[[], Any]
JSON = {"accept": "application/json"}
MOMENT = 0.3  # seconds, in which one of the two gets as far as it can without the other


class Interrupting:
    """The middleware next to the views: does something once, before a view or right after it.

    The person is known by then, and the transaction of the request open.
    """

    at = local()

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        response = self.get_response(request)
        self._do("after")
        return response

    def process_view(self, *args: Any) -> None:
        self._do("before")

    def _do(self, moment: str) -> None:
        planned = getattr(self.at, moment, None)
        if planned:
            setattr(self.at, moment, None)
            planned()


def begin_a_debrief(client: Client, person: User, debrief: Debrief) -> Write:
    with acting_for(person.pk):
        Debrief.objects.all().delete()
    return lambda: client.post("/debriefs/new/", {"id": str(uuid4())})


def begin_another_round(client: Client, person: User, debrief: Debrief) -> Write:
    return lambda: client.post("/debriefs/new/", {"id": str(uuid4()), "follows": str(debrief.pk)})


def save_a_stage(client: Client, person: User, debrief: Debrief) -> Write:
    answers = {**SAMPLES["land"].done, "version": "1", "operation": str(uuid4())}
    return lambda: client.post(f"/debriefs/{debrief.pk}/land/", answers)


def save_a_draft(client: Client, person: User, debrief: Debrief) -> Write:
    with acting_for(person.pk):
        empty = factories.debrief(person)
    path, words = f"/debriefs/{empty.pk}/land/draft/", {"version": "0", "feelings_note": "x"}
    return lambda: client.post(path, words, headers=JSON)


def save_a_draft_again(client: Client, person: User, debrief: Debrief) -> Write:
    path = f"/debriefs/{debrief.pk}/land/draft/"
    return lambda: client.post(path, {"version": "1", "feelings_note": "x"}, headers=JSON)


def close_a_debrief(client: Client, person: User, debrief: Debrief) -> Write:
    return lambda: client.post(f"/debriefs/{debrief.pk}/close/")


def ask_for_a_reminder(client: Client, person: User, debrief: Debrief) -> Write:
    with acting_for(person.pk):
        other = factories.debrief(person)
    path, picked = f"/debriefs/{other.pk}/reminders/", {"next_morning": "on", "morning": "09:00"}
    return lambda: client.post(path, picked)


def mark_a_tip(client: Client, person: User, debrief: Debrief) -> Write:
    return lambda: client.post("/tips/a-tip/mark/", {"do": "save"})


def note_down_about_a_tip(client: Client, person: User, debrief: Debrief) -> Write:
    client.post("/tips/a-tip/mark/", {"do": "save"})
    return lambda: client.post("/tips/a-tip/mark/", {"do": "note", "note": "x"})


def change_the_name(client: Client, person: User, debrief: Debrief) -> Write:
    you = {"first_name": "Sam", "time_zone": "UTC", "country": "", "language": "en-gb", "look": ""}
    return lambda: client.post("/you/", you)


def change_the_address(client: Client, person: User, debrief: Debrief) -> Write:
    return lambda: client.post("/accounts/email/", {"email": f"{uuid4().hex}@example.org"})


def change_the_password(client: Client, person: User, debrief: Debrief) -> Write:
    new = "four other words entirely"
    words = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    return lambda: client.post("/accounts/password/change/", words)


def add_a_passkey(client: Client, person: User, debrief: Debrief) -> Write:
    page = client.get("/you/sign-in/passkeys/add/")
    credential = SoftKey().create(asked_of(page))
    words = {"name": "My phone", "credential": credential}
    return lambda: client.post("/you/sign-in/passkeys/add/", words)


def make_recovery_codes(client: Client, person: User, debrief: Debrief) -> Write:
    add_a_passkey(client, person, debrief)()
    return lambda: client.post("/you/sign-in/codes/new/")


def export_everything(client: Client, person: User, debrief: Debrief) -> Write:
    def export() -> Any:
        answer = client.post("/you/export/")
        answer.close()
        return answer

    return export


def bring_everything_in(client: Client, person: User, debrief: Debrief) -> Write:
    archive = archive_of(client)
    with acting_for(person.pk):
        Debrief.objects.all().delete()
    return lambda: client.post("/you/import/", {"archive": SimpleUploadedFile("any.zip", archive)})


def delete_a_debrief(client: Client, person: User, debrief: Debrief) -> Write:
    return lambda: client.post(f"/debriefs/{debrief.pk}/delete/")


def delete_the_account(client: Client, person: User, debrief: Debrief) -> Write:
    return lambda: client.post("/you/delete/", YES)


def sign_in(client: Client, person: User, debrief: Debrief) -> Write:
    elsewhere = Client(raise_request_exception=False)
    words = {"login": person.email, "password": factories.PASSWORD}
    return lambda: elsewhere.post("/accounts/login/", words)


def reset_the_password(client: Client, person: User, debrief: Debrief) -> Write:
    elsewhere = Client(raise_request_exception=False)
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    form = elsewhere.get(f"/accounts/password/reset/key/{key}/")["Location"]
    new = "four other words entirely"
    return lambda: elsewhere.post(form, {"password1": new, "password2": new})


WRITES = (
    begin_a_debrief,
    begin_another_round,
    save_a_stage,
    save_a_draft,
    save_a_draft_again,
    close_a_debrief,
    ask_for_a_reminder,
    mark_a_tip,
    note_down_about_a_tip,
    change_the_name,
    change_the_address,
    change_the_password,
    add_a_passkey,
    make_recovery_codes,
    export_everything,
    bring_everything_in,
    delete_a_debrief,
    delete_the_account,
    sign_in,
)
# It ends every session, that of whoever deletes included; so where it comes first, nothing is deleted.
ENDS_SESSIONS = (reset_the_password,)


# What cannot be told from an account that was never there, and what comes to the same.
GOES_ON = {
    "sign_in": "200",
    "make_recovery_codes": "200",
    "reset_the_password": "200",
    "delete_the_account": "302",
}


@pytest.fixture
def person(committed: None, settings: Settings) -> Iterator[User]:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Interrupting"]
    settings.ALLOWED_HOSTS = ["*"]
    cache.clear()
    made = factories.person("leaving")
    Tip.objects.bulk_create([Tip(**record())])
    yield made
    Tip.objects.filter(slug="a-tip").delete()
    if User.objects.filter(pk=made.pk).exists():
        with acting_for(made.pk):
            made.delete()


def told(answer: Any) -> str:
    """What somebody learns from an answer: "gone", or where it went on from there."""
    assert answer.status_code < 500
    if answer.status_code == 401:
        assert answer.json() == {"saved": False, "signed_out": True}
        return "gone"
    if answer.status_code == 410:
        assert "Your account was deleted" in answer.text
        assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
        assert answer.cookies[django_settings.SESSION_COOKIE_NAME].value == ""
        return "gone"
    assert answer.status_code in (200, 302), answer.text
    return str(answer.status_code)


@pytest.fixture
def nothing_is_left(person: User, database_urls: Urls) -> Iterator[None]:
    yield
    assert not User.objects.filter(pk=person.pk).exists()
    assert where(database_urls, str(person.pk)) == set()


def prepared(write: Callable[..., Write], person: User) -> Write:
    return write(client_of(person), person, factories.full_debrief(person))


def client_of(person: User) -> Client:
    # A client that raises would raise what happens to another one at the same time.
    return signed_in_again(person, raise_request_exception=False, headers={"host": HOST})


@pytest.mark.usefixtures("nothing_is_left")
@pytest.mark.parametrize("write", WRITES + ENDS_SESSIONS, ids=lambda write: write.__name__)
def test_deleted_before_it_is_written(write: Callable[..., Write], person: User) -> None:
    """The person is known to the request, then deleted, then their request goes on."""
    leaving, go = client_of(person), prepared(write, person)
    Interrupting.at.before = lambda: elsewhere(lambda: delete(leaving)).join()
    assert told(go()) == GOES_ON.get(write.__name__, "gone")


@pytest.mark.usefixtures("nothing_is_left")
@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_deleted_before_what_is_written_is_committed(write: Callable[..., Write], person: User) -> None:
    """Everything is written; deleting ends first, or waits for it."""
    leaving, go = client_of(person), prepared(write, person)
    deleting: list[Thread] = []

    def begin_to_delete() -> None:
        deleting.append(elsewhere(lambda: delete(leaving)))
        deleting[0].join(MOMENT)

    Interrupting.at.after = begin_to_delete
    told(go())
    deleting[0].join()


@pytest.mark.usefixtures("nothing_is_left")
@pytest.mark.parametrize("write", WRITES + ENDS_SESSIONS, ids=lambda write: write.__name__)
def test_written_before_the_deletion_is_committed(
    write: Callable[..., Write], person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every row is deleted and the transaction still open; what is written then waits for it, or fails."""
    leaving, go = client_of(person), prepared(write, person)
    answers: list[Any] = []
    writing = Thread(target=lambda: (answers.append(go()), connection.close()))
    forget_person = limits.forget_person

    def forget_and_wait(*args: Any) -> None:
        forget_person(*args)
        if not writing.ident:
            writing.start()
            writing.join(MOMENT)

    monkeypatch.setattr(limits, "forget_person", forget_and_wait)
    delete(leaving)
    writing.join()
    # Where nothing is left to change, nothing fails: the page that is led to asks to sign in.
    leads_on = write in (delete_the_account, close_a_debrief)
    assert told(answers[0]) == ("302" if leads_on else "gone")


def delete(leaving: Client) -> None:
    assert leaving.post("/you/delete/", YES)["Location"] == "/you/gone/"


def elsewhere(do: Callable[[], None]) -> Thread:
    """Something on a connection of its own."""
    thread = Thread(target=lambda: (do(), connection.close()))
    thread.start()
    return thread
