"""When the time comes: look again, send once or not at all, and say what became of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from pytest_django import Settings

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Outcome
from debrief.notes.models import Note
from debrief.privacy.wall import acting_for
from debrief.reminders.models import Reminder
from debrief.reminders.sending import TRY_AGAIN_AFTER, begin
from tests import factories
from tests.conftest import signed_in
from tests.reminders.conftest import (
    ALL,
    MailServer,
    a_debrief,
    again,
    ask,
    change,
    come,
    jobs,
    reminders,
)

Clock = time_machine.Traveller


@pytest.mark.parametrize("kind", ["next_morning", "note_window", "decision"])
def test_it_comes_at_its_time_and_says_nothing_of_anybody(
    client: Client, theirs: Debrief, person: User, clock: Clock, kind: str, mail_server: MailServer
) -> None:
    ask(client, theirs)
    one = come(reminders(theirs)[kind], clock)
    assert (one.state, one.sent_at, one.sending_at) == ("sent", one.wall.at, one.wall.at)
    (message,) = mail_server.mails
    assert message["To"] == person.email
    assert message["Subject"] == "A note from Debrief"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<reminder-{one.pk}@debrief.example>"
    assert message.get_content_type() == "text/plain"
    text = mail_server.text()
    assert f"https://debrief.example/debriefs/{theirs.pk}/\n" in text
    assert "https://debrief.example/you/reminders/\n" in text
    for private in ("Northwind", factories.CANARY, "interview", person.email, person.first_name):
        assert private not in text
        assert private not in message["Subject"]


def test_done_twice_it_is_sent_once(client: Client, theirs: Debrief, clock: Clock) -> None:
    ask(client, theirs)
    one = come(reminders(theirs)["next_morning"], clock)
    assert come(one).state == "sent"
    assert len(mail.outbox) == 1


def test_before_its_time_it_waits_on(client: Client, theirs: Debrief) -> None:
    ask(client, theirs)
    before = jobs()
    one = come(reminders(theirs)["next_morning"])
    assert one.state == "waiting"
    assert jobs() == before
    assert mail.outbox == []


# --- looking again ---


def test_off_by_then(client: Client, theirs: Debrief, clock: Clock, person: User) -> None:
    ask(client, theirs)
    User.objects.filter(pk=person.pk).update(has_reminders=False)
    one = come(reminders(theirs)["next_morning"], clock)
    assert (one.state, one.reason) == ("dropped", "turned_off")
    assert mail.outbox == []


def _note(debrief: Debrief, **fields: Any) -> None:
    with acting_for(debrief.owner_id):
        Note.objects.create(owner_id=debrief.owner_id, debrief=debrief, is_to_team=True, body="x", **fields)


def _outcome(debrief: Debrief, result: str) -> None:
    with acting_for(debrief.owner_id):
        Outcome.objects.create(owner_id=debrief.owner_id, debrief=debrief, result=result)


@pytest.mark.parametrize(
    ("kind", "happens", "reason"),
    [
        ("note_window", lambda it: _note(it, sent_at=datetime.now(UTC)), "note_sent"),
        ("note_window", _note, None),
        ("decision", lambda it: _outcome(it, "turned_down"), "outcome_known"),
        ("decision", lambda it: _outcome(it, "waiting"), None),
        ("decision", lambda it: change(it, decision_by=None), "no_date"),
        ("next_morning", lambda it: change(it, closed_at=datetime.now(UTC)), "closed"),
        (
            "note_window",
            lambda it: change(it, pause_until=datetime(2026, 1, 9, 9, tzinfo=UTC)),
            "window_over",
        ),
    ],
)
def test_what_has_happened_by_then(
    client: Client, theirs: Debrief, clock: Clock, kind: str, happens: Any, reason: str | None
) -> None:
    ask(client, theirs)
    happens(theirs)
    one = come(reminders(theirs)[kind], clock)
    assert (one.state, one.reason) == (("dropped", reason) if reason else ("sent", ""))
    assert len(mail.outbox) == (0 if reason else 1)


def test_a_pause_moves_it_to_after_the_pause(client: Client, theirs: Debrief, clock: Clock) -> None:
    ask(client, theirs)
    change(theirs, pause_until=datetime(2026, 1, 8, 9, tzinfo=UTC))
    one = come(reminders(theirs)["next_morning"], clock)
    assert (one.state, one.wall.at) == ("waiting", datetime(2026, 1, 8, 9, tzinfo=UTC))
    assert jobs()[str(one.pk)][0] == one.wall.at
    assert come(one, clock).state == "sent"


@pytest.mark.parametrize(
    ("kind", "fields", "day"),
    [
        ("decision", {"decision_by": date(2026, 1, 14)}, 15),
        ("decision", {"decision_by": date(2026, 1, 2)}, None),
        ("note_window", {"interview_at": datetime(2026, 1, 7, 13, tzinfo=UTC)}, 8),
    ],
)
def test_a_day_that_was_moved_meanwhile(
    client: Client, theirs: Debrief, clock: Clock, kind: str, fields: dict[str, Any], day: int | None
) -> None:
    ask(client, theirs)
    change(theirs, **fields)
    one = come(reminders(theirs)[kind], clock)
    assert one.state == ("waiting" if day else "sent")
    if day:
        assert one.wall.day == date(2026, 1, day)
        assert come(one, clock).state == "sent"
    assert len(mail.outbox) == 1


def test_at_most_one_a_day(client: Client, theirs: Debrief, clock: Clock, person: User) -> None:
    other = a_debrief(person)
    ask(client, theirs)
    ask(client, other, **{**ALL, "morning": "10:00"})
    assert come(reminders(theirs)["note_window"], clock).state == "sent"  # 07:00
    first = come(reminders(theirs)["next_morning"], clock)
    second = come(reminders(other)["next_morning"], clock)
    assert [(one.state, one.wall.day.day) for one in (first, second)] == [("waiting", 8)] * 2
    assert first.wall.clock.hour == 9
    assert come(first, clock).state == "sent"
    second = come(second, clock)
    assert (second.state, second.wall.day.day) == ("waiting", 9)
    assert come(second, clock).state == "sent"
    assert len(mail.outbox) == 3


def test_a_note_s_day_that_had_another_one_says_so(client: Client, theirs: Debrief, clock: Clock) -> None:
    ask(client, theirs, **{**ALL, "morning": "07:00"})
    waiting = reminders(theirs)
    assert come(waiting["next_morning"], clock).state == "sent"
    dropped = come(waiting["note_window"], clock)
    assert (dropped.state, dropped.reason) == ("dropped", "one_a_day")
    assert "Another one had come that day" in client.get(f"/debriefs/{theirs.pk}/reminders/").text


def test_another_person_s_do_not_count(client: Client, theirs: Debrief, clock: Clock) -> None:
    stranger = factories.person("stranger", time_zone="Europe/London")
    also = a_debrief(stranger)
    ask(client, theirs)

    ask(signed_in(stranger), also)
    assert come(reminders(theirs)["next_morning"], clock).state == "sent"
    assert come(reminders(also)["next_morning"], clock).state == "sent"


@pytest.mark.parametrize(("earlier", "state"), [("06T10:59", "sent"), ("06T11:00", "waiting")])
def test_the_day_is_the_person_s(
    client: Client, theirs: Debrief, clock: Clock, person: User, earlier: str, state: str
) -> None:
    """In Auckland midnight comes at eleven in the morning, UTC."""
    person.time_zone = "Pacific/Auckland"
    person.save()
    ask(client, theirs)
    at = datetime.fromisoformat(f"2026-01-{earlier}").replace(tzinfo=UTC)
    with acting_for(person.pk):
        reminders(theirs)["decision"].go_to("sent", sending_at=at, sent_at=at)
    one = reminders(theirs)["next_morning"]
    assert one.wall.at == datetime(2026, 1, 6, 20, tzinfo=UTC)
    one = come(one, clock)
    assert (one.state, one.wall.day.day) == (state, 7 if state == "sent" else 8)


def test_late_it_waits_for_the_same_hour(client: Client, theirs: Debrief, clock: Clock) -> None:
    ask(client, theirs)
    one = reminders(theirs)["next_morning"]
    clock.move_to(one.wall.at + timedelta(minutes=59))
    assert come(one).state == "sent"
    other = reminders(theirs)["decision"]
    clock.move_to(other.wall.at + timedelta(minutes=61))
    other = come(other)
    assert (other.state, other.wall.day, other.wall.clock.hour) == ("waiting", date(2026, 1, 11), 9)
    clock.move_to(other.wall.at + timedelta(hours=25))
    other = come(other)
    assert (other.state, other.reason) == ("dropped", "missed")


# --- mail that does not get through ---


def test_a_server_that_is_away_is_tried_again_and_then_no_more(
    client: Client, theirs: Debrief, clock: Clock, settings: Settings, mail_server: MailServer
) -> None:
    ask(client, theirs)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    one = come(reminders(theirs)["next_morning"], clock)
    for tries, pause in enumerate(TRY_AGAIN_AFTER):
        at, args = jobs()[str(one.pk)]
        assert one.state == "waiting"
        assert (at, args["tries"]) == (datetime.now(UTC) + pause, tries + 1)
        clock.move_to(at)
        one = come(one, tries=args["tries"])
    assert (one.state, one.reason) == ("dropped", "not_taken")
    assert "didn’t take it" in client.get(f"/debriefs/{theirs.pk}/reminders/").content.decode()
    settings.EMAIL_PORT = port
    ask(client, theirs)
    one = come(again(one), clock)
    assert one.state == "sent"
    assert len(mail_server.mails) == 1


@pytest.mark.parametrize(
    ("answer", "answer_to_address", "state"),
    [
        ("451 Later", "250 Ok", "waiting"),
        ("554 Never", "250 Ok", "dropped"),
        ("250 Kept", "451 Later", "waiting"),
        ("250 Kept", "550 Nobody here", "dropped"),
    ],
)
def test_a_server_that_refuses(
    client: Client,
    theirs: Debrief,
    clock: Clock,
    mail_server: MailServer,
    answer: str,
    answer_to_address: str,
    state: str,
) -> None:
    mail_server.answer, mail_server.answer_to_address = answer, answer_to_address
    ask(client, theirs)
    assert come(reminders(theirs)["next_morning"], clock).state == state
    assert mail_server.mails == []


def test_cut_off_while_it_is_taken_nobody_can_tell(
    client: Client, theirs: Debrief, clock: Clock, mail_server: MailServer
) -> None:
    mail_server.answer = ""
    ask(client, theirs)
    one = come(reminders(theirs)["next_morning"], clock)
    assert one.state == "unknown"
    mail_server.answer = "250 Kept"
    assert come(one).state == "unknown"
    assert len(mail_server.mails) == 1
    # It counts as sent that day, is shown, and can be asked for again.
    clock.shift(timedelta(minutes=1))
    html = client.get(f"/debriefs/{theirs.pk}/reminders/").content.decode()
    assert "We can’t tell whether this one went out. Again: tomorrow, Thursday 8 January, 09:00" in html
    ask(client, theirs)
    one = again(one)
    assert (one.state, one.wall.day) == ("waiting", date(2026, 1, 8))
    assert come(one, clock).state == "sent"
    assert {str(message["Message-ID"]) for message in mail_server.mails} == {
        f"<reminder-{one.pk}@debrief.example>"
    }


def test_what_was_being_sent_by_a_worker_that_is_gone(client: Client, theirs: Debrief, clock: Clock) -> None:
    ask(client, theirs)
    one = reminders(theirs)["next_morning"]
    clock.move_to(one.wall.at)
    assert begin(owner_id=one.owner_id, reminder_id=one.pk) is not None
    assert again(one).state == "sending"
    page = f"/debriefs/{theirs.pk}/reminders/"
    assert "On its way." in client.get(page).content.decode()

    clock.shift(timedelta(minutes=1))
    assert come(one).state == "sending"  # perhaps it is not gone
    at, _args = jobs()[str(one.pk)]
    assert at > one.wall.at + timedelta(minutes=5)
    clock.move_to(at)
    assert "We can’t tell" in client.get(page).content.decode()
    one = come(one)
    assert one.state == "unknown"
    assert come(one).state == "unknown"
    assert mail.outbox == []


def test_one_that_is_unclear_can_be_asked_for_again_after_its_day(
    client: Client, theirs: Debrief, clock: Clock
) -> None:
    ask(client, theirs)
    one = reminders(theirs)["decision"]
    clock.move_to(one.wall.at)
    begin(owner_id=one.owner_id, reminder_id=one.pk)
    clock.shift(timedelta(minutes=6))
    ask(client, theirs)
    assert again(one).wall.day == one.wall.day + timedelta(days=1)


def test_it_goes_nowhere_once_its_debrief_is_gone(client: Client, theirs: Debrief, clock: Clock) -> None:
    ask(client, theirs)
    one = reminders(theirs)["next_morning"]
    client.post(f"/debriefs/{theirs.pk}/delete/")
    clock.move_to(one.wall.at)
    assert begin(owner_id=one.owner_id, reminder_id=one.pk) is None


def test_nobody_s_reminder_is_sent_for_somebody_else(client: Client, theirs: Debrief, clock: Clock) -> None:
    ask(client, theirs)
    one = reminders(theirs)["next_morning"]
    clock.move_to(one.wall.at)
    stranger = factories.person("stranger", has_reminders=True)
    assert begin(owner_id=stranger.pk, reminder_id=one.pk) is None
    with acting_for(stranger.pk):
        assert not Reminder.objects.exists()


def test_without_a_worker_its_page_says_so_after_a_day(client: Client, theirs: Debrief, clock: Clock) -> None:
    ask(client, theirs)
    one = reminders(theirs)["next_morning"]
    page = f"/debriefs/{theirs.pk}/reminders/"
    clock.move_to(one.wall.at + timedelta(hours=23))
    assert "On its way." in client.get(page).content.decode()
    clock.move_to(one.wall.at + timedelta(hours=25))
    html = client.get(page).content.decode()
    assert "Its time went by while no mail could be sent. Again: tomorrow, Friday 9 January, 09:00" in html
    ask(client, theirs)
    assert come(again(one), clock).state == "sent"
