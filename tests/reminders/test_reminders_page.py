"""Asking for reminders of one debrief: off unless asked for, each by itself, and taken back as easily."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Outcome
from debrief.notes.models import Note
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry, State
from debrief.recovery.stages import STAGES
from debrief.reminders import views
from debrief.reminders.models import Kind
from debrief.reminders.models import State as ReminderState
from tests import factories
from tests.conftest import signed_in
from tests.reminders.conftest import ALL, DECISION_BY, INTERVIEW, NOW, a_debrief, ask, change, jobs, reminders
from tests.test_query_counts import queries


def page_of(client: Client, debrief: Debrief) -> str:
    response = client.get(f"/debriefs/{debrief.pk}/reminders/")
    assert response.status_code == 200
    return response.content.decode()


def without_tags(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html))


def test_nothing_waits_and_nothing_is_sent_unless_it_is_asked_for(client: Client, theirs: Debrief) -> None:
    for path in ("/", f"/debriefs/{theirs.pk}/", f"/debriefs/{theirs.pk}/enough/", "/you/reminders/"):
        client.get(path)
    page_of(client, theirs)
    ask(client, theirs, morning="09:00", by="email")
    client.post("/you/reminders/", {"reminders": "on"})
    assert reminders(theirs) == {}
    assert jobs() == {}
    assert mail.outbox == []


def test_each_kind_says_when_it_would_come(client: Client, theirs: Debrief) -> None:
    said = without_tags(page_of(client, theirs))
    assert "In the morning Tomorrow, Wednesday 7 January, 09:00" in said
    assert "While a note still fits Tomorrow, Wednesday 7 January, 07:00" in said
    assert "decide Saturday 10 January, 09:00" in said
    assert "off for your account" in said
    assert "checked" not in page_of(client, theirs).split('name="by"')[1].split(">")[0]


def test_what_is_asked_for_waits_as_jobs_that_carry_ids(
    client: Client, theirs: Debrief, person: User
) -> None:
    assert ask(client, theirs, **{**ALL, "morning": "08:00"})["Location"].endswith("/reminders/")
    waiting = reminders(theirs)
    assert {kind: str(one.wall.at) for kind, one in waiting.items()} == {
        "next_morning": "2026-01-07 08:00:00+00:00",
        "note_window": "2026-01-07 07:00:00+00:00",
        "decision": "2026-01-10 08:00:00+00:00",
    }
    assert {one.zone for one in waiting.values()} == {"Europe/London"}
    found = jobs()
    assert found.keys() == {str(one.pk) for one in waiting.values()}
    for one in waiting.values():
        at, args = found[str(one.pk)]
        assert at == one.wall.at
        assert args == {"owner": str(person.pk), "reminder": str(one.pk), "tries": 0}
    person.refresh_from_db()
    assert person.has_reminders
    said = without_tags(page_of(client, theirs))
    assert "off for your account" not in said
    assert "Tomorrow, Wednesday 7 January, 08:00" in said


def test_how_they_come_is_never_chosen_for_somebody(client: Client, theirs: Debrief, person: User) -> None:
    response = ask(client, theirs, next_morning="on", morning="09:00")
    assert response.status_code == 422
    assert "neither is chosen for you" in response.content.decode()
    assert reminders(theirs) == {}
    person.refresh_from_db()
    assert not person.has_reminders


@pytest.mark.parametrize(
    "fields",
    [
        {**ALL, "morning": "03:00"},
        {**ALL, "morning": ""},
        {**ALL, "by": "pigeon"},
        {"next_morning": "on"},
    ],
)
def test_what_nobody_offered_is_refused(client: Client, theirs: Debrief, fields: dict[str, str]) -> None:
    response = ask(client, theirs, **fields)
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert "Error:" in response.content.decode()
    assert reminders(theirs) == {}


def test_another_hour_and_taking_back(client: Client, theirs: Debrief) -> None:
    ask(client, theirs)
    ask(client, theirs, **{**ALL, "morning": "11:00", "note_window": ""})
    waiting = reminders(theirs)
    assert waiting.keys() == {"next_morning", "decision"}
    assert {one.wall_time for one in waiting.values()} == {time(11)}
    assert {key: at for key, (at, _args) in jobs().items()} == {
        str(one.pk): one.wall.at for one in waiting.values()
    }
    ask(client, theirs, morning="11:00", by="email")
    assert reminders(theirs) == {}
    assert jobs() == {}


def test_the_hour_that_was_picked_is_shown_again(client: Client, theirs: Debrief) -> None:
    ask(client, theirs)
    with acting_for(theirs.owner_id):
        reminders(theirs)["next_morning"].go_to(ReminderState.SENT, sending_at=NOW, sent_at=NOW)
    ask(client, theirs, **{**ALL, "morning": "11:00"})
    page = client.get(f"/debriefs/{theirs.pk}/reminders/")
    assert page.context["form"].initial["morning"] == "11:00"


def test_a_calendar_takes_no_job_and_turns_nothing_on(client: Client, theirs: Debrief, person: User) -> None:
    ask(client, theirs, **{**ALL, "by": "calendar"})
    assert len(reminders(theirs)) == 3
    assert jobs() == {}
    person.refresh_from_db()
    assert not person.has_reminders
    ask(client, theirs)
    assert len(jobs()) == 3
    ask(client, theirs, **{**ALL, "by": "calendar"})
    assert jobs() == {}


def test_without_mail_there_is_the_calendar(client: Client, theirs: Debrief, settings: Settings) -> None:
    settings.HAS_MAIL = False
    html = page_of(client, theirs)
    assert "This place sends no mail" in html
    assert 'name="by"' not in html
    ask(client, theirs, **ALL)  # whatever it says of e-mail
    assert {one.by for one in reminders(theirs).values()} == {"calendar"}
    assert jobs() == {}
    assert f"/debriefs/{theirs.pk}/reminders.ics" in page_of(client, theirs)
    assert "This place sends no mail" in client.get("/you/reminders/").content.decode()
    assert client.post("/you/reminders/", {"reminders": "on"}).status_code == 200


def test_jobs_are_undone_with_their_request(
    client: Client, theirs: Debrief, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        assert len(jobs()) == 3
        raise RuntimeError

    monkeypatch.setattr(views.messages, "info", fail)
    client.raise_request_exception = False
    assert ask(client, theirs).status_code == 500
    assert reminders(theirs) == {}
    assert jobs() == {}


def _sent(debrief: Debrief) -> None:
    with acting_for(debrief.owner_id):
        Note.objects.create(
            owner_id=debrief.owner_id, debrief=debrief, is_to_team=True, body="x", sent_at=NOW
        )


def _known(debrief: Debrief) -> None:
    with acting_for(debrief.owner_id):
        Outcome.objects.create(owner_id=debrief.owner_id, debrief=debrief, result="offer")


def _settled(debrief: Debrief) -> None:
    with acting_for(debrief.owner_id):
        StageEntry.objects.bulk_create(
            StageEntry(owner_id=debrief.owner_id, debrief=debrief, stage_key=stage.key, state=State.SKIPPED)
            for stage in STAGES
        )


@pytest.mark.parametrize(
    ("happens", "kind", "said"),
    [
        (_sent, "note_window", "A note is sent."),
        (lambda it: change(it, interview_at=NOW - timedelta(hours=25)), "note_window", "That day is over."),
        (lambda it: change(it, interview_at=NOW - timedelta(hours=20)), "note_window", "That day is over."),
        (_known, "decision", "You know how it ended."),
        (lambda it: change(it, decision_by=None), "decision", "There is no day by which"),
        (lambda it: change(it, decision_by=NOW.date() - timedelta(days=9)), "decision", "has gone by."),
        (_settled, "next_morning", "Its path is settled."),
        (lambda it: change(it, closed_at=NOW), "decision", "This debrief is closed"),
    ],
)
def test_what_makes_no_sense_says_so_and_has_no_box(
    client: Client, theirs: Debrief, happens: Any, kind: str, said: str
) -> None:
    happens(theirs)
    html = page_of(client, theirs)
    assert said in html
    assert f'name="{kind}"' not in html
    ask(client, theirs)
    assert kind not in reminders(theirs)


def test_a_closed_debrief_has_nothing_to_ask_for(client: Client, theirs: Debrief) -> None:
    change(theirs, closed_at=NOW)
    html = page_of(client, theirs)
    assert "Nothing to ask for now" in html
    assert "<form class" not in html
    # From a page that was opened before, whatever is on it.
    for fields in (ALL, {"next_morning": "on", "morning": "x"}):
        assert ask(client, theirs, **fields)["Location"] == f"/debriefs/{theirs.pk}/reminders/"
    assert reminders(theirs) == {}


@pytest.mark.parametrize(
    ("ended", "when"),
    [
        ("2026-01-06T13:00", "2026-01-07T07:00"),  # hour 18 is seven in the morning
        ("2026-01-06T14:44", "2026-01-07T08:30"),
        ("2026-01-06T09:00", "2026-01-07T07:00"),  # hour 18 is three in the night
        ("2026-01-06T04:30", "2026-01-06T21:30"),  # hour 18 is half past ten, and seven is too late
    ],
)
def test_the_note_s_hour_keeps_out_of_the_night(
    client: Client, theirs: Debrief, ended: str, when: str
) -> None:
    change(theirs, interview_at=datetime.fromisoformat(ended).replace(tzinfo=UTC))
    ask(client, theirs)
    assert reminders(theirs)["note_window"].wall.at == datetime.fromisoformat(when).replace(tzinfo=UTC)


def test_a_pause_is_kept_from_the_start(client: Client, theirs: Debrief) -> None:
    change(theirs, pause_until=datetime(2026, 1, 8, 9, tzinfo=UTC))
    assert "Thursday 8 January, 09:00" in page_of(client, theirs)
    ask(client, theirs, **{**ALL, "morning": "08:00"})
    waiting = reminders(theirs)
    assert waiting["next_morning"].wall.day.day == 9  # eight is before nine
    assert waiting["decision"].wall.day.day == 10
    assert "note_window" not in waiting


def test_after_midnight_the_morning_is_that_of_the_same_day(
    client: Client, theirs: Debrief, clock: Any
) -> None:
    clock.move_to(datetime(2026, 1, 7, 1, 30, tzinfo=UTC))
    ask(client, theirs)
    assert reminders(theirs)["next_morning"].wall.day.day == 7


def test_the_zone_is_the_person_s_and_stays(client: Client, theirs: Debrief, person: User) -> None:
    person.time_zone = "America/New_York"
    person.save()
    ask(client, theirs)
    person.time_zone = "Asia/Tokyo"
    person.save()
    one = reminders(theirs)["next_morning"]
    assert (one.zone, one.wall.at) == ("America/New_York", datetime(2026, 1, 7, 14, tzinfo=UTC))


def test_a_debrief_has_at_most_three(client: Client, theirs: Debrief) -> None:
    ask(client, theirs)
    ask(client, theirs)
    assert reminders(theirs).keys() == set(Kind.values)
    assert len(reminders(theirs)) == 3


def test_what_went_out_stays_and_cannot_be_asked_for_twice(client: Client, theirs: Debrief) -> None:
    ask(client, theirs)
    one = reminders(theirs)["next_morning"]
    with acting_for(theirs.owner_id):
        one.go_to(ReminderState.SENT, sending_at=NOW, sent_at=NOW)
    html = page_of(client, theirs)
    assert "Sent: today, Tuesday 6 January, 15:00." in html
    assert 'name="next_morning"' not in html
    ask(client, theirs, morning="09:00", by="email")
    assert reminders(theirs).keys() == {"next_morning"}


def test_the_path_and_the_end_of_a_sitting_lead_there(client: Client, theirs: Debrief) -> None:
    link = f'href="/debriefs/{theirs.pk}/reminders/"'
    assert link in client.get(f"/debriefs/{theirs.pk}/").content.decode()
    assert link in client.get(f"/debriefs/{theirs.pk}/enough/").content.decode()


def test_pages_take_two_queries_at_any_length(client: Client, theirs: Debrief, person: User) -> None:
    for others in (0, 30):
        for _ in range(others):
            ask(client, a_debrief(person))
        ask(client, theirs)
        for path in (f"/debriefs/{theirs.pk}/reminders/", "/you/reminders/"):
            assert client.get(path).status_code == 200
            assert len(queries(lambda path=path: client.get(path))) == 2, (path, others)
        path = f"/debriefs/{theirs.pk}/reminders.ics"
        assert len(queries(lambda path=path: client.get(path))) == 2


# --- all of them ---


def test_turning_off_takes_back_what_waits_by_mail(client: Client, theirs: Debrief, person: User) -> None:
    other = a_debrief(person, organisation="Halden Health")
    ask(client, theirs)
    ask(client, other, **{**ALL, "by": "calendar"})
    html = without_tags(client.get("/you/reminders/").content.decode())
    assert html.count("Northwind Traders") == 3
    assert html.count("Halden Health") == 3
    assert "In the morning: tomorrow, Wednesday 7 January, 09:00 · By e-mail" in html
    assert "On. One comes only where you ask" in client.get("/you/").content.decode()

    assert client.post("/you/reminders/", {"reminders": "off"})["Location"] == "/you/reminders/"
    assert reminders(theirs) == {}
    assert len(reminders(other)) == 3
    assert jobs() == {}
    person.refresh_from_db()
    assert not person.has_reminders
    assert "Off. You hear from Debrief" in client.get("/you/").content.decode()


def test_nobody_else_s_wait_there(client: Client, theirs: Debrief) -> None:
    ask(client, theirs)
    stranger = factories.person("stranger")
    html = signed_in(stranger).get("/you/reminders/").content.decode()
    assert "Northwind" not in html
    assert "Nothing." in html
    signed_in(stranger).post("/you/reminders/", {"reminders": "off"})
    assert len(reminders(theirs)) == 3


@pytest.mark.parametrize("sent", ["", "sideways"])
def test_neither_on_nor_off_is_refused(client: Client, person: User, sent: str) -> None:
    response = client.post("/you/reminders/", {"reminders": sent})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()


@pytest.mark.parametrize("path", ["/debriefs/{}/delete/"])
def test_deleting_a_debrief_takes_its_jobs(client: Client, theirs: Debrief, path: str) -> None:
    ask(client, theirs)
    assert len(jobs()) == 3
    client.post(path.format(theirs.pk))
    assert jobs() == {}


def test_the_times_are_those_of_the_debrief(theirs: Debrief) -> None:
    assert (theirs.interview_at, theirs.decision_by) == (INTERVIEW, DECISION_BY)
