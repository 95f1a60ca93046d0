"""The file for somebody's own calendar: times, an alarm, and nothing that tells what they are about."""

from datetime import UTC, date, time, timedelta
from typing import Any

from django.test import Client
from icalendar import Calendar
from pytest_django import Settings

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.reminders.when import WallTime
from tests import factories
from tests.reminders.conftest import ALL, ask, come, reminders


def read(client: Client, debrief: Debrief) -> Calendar:
    response = client.get(f"/debriefs/{debrief.pk}/reminders.ics")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="debrief.ics"'
    assert "no-store" in response["Cache-Control"]
    return Calendar.from_ical(response.content)  # type: ignore[return-value]


def test_what_waits_is_in_it_and_says_nothing(client: Client, theirs: Debrief, person: User) -> None:
    ask(client, theirs, **{**ALL, "by": "calendar"})
    calendar = read(client, theirs)
    waiting = reminders(theirs).values()
    events = calendar.events
    assert {event.start.astimezone(UTC) for event in events} == {one.wall.at for one in waiting}
    assert {event.start.tzinfo.key for event in events} == {"Europe/London"}
    assert {str(event["uid"]) for event in events} == {
        f"reminder-{one.pk}@debrief.example" for one in waiting
    }
    for event in events:
        assert event["summary"] == "Debrief"
        assert event["url"] == f"https://debrief.example/debriefs/{theirs.pk}/"
        assert event.end - event.start == timedelta(minutes=10)
        (alarm,) = event.walk("VALARM")
        assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta(0))
    text = calendar.to_ical().decode()
    for private in ("Northwind", factories.CANARY, person.email, "interview", "note", "decision"):
        assert private not in text


def test_it_brings_its_time_zones_along(client: Client, theirs: Debrief, person: User) -> None:
    person.time_zone = "Pacific/Auckland"
    person.save()
    ask(client, theirs, **{**ALL, "by": "calendar"})
    calendar = read(client, theirs)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Pacific/Auckland"]
    assert calendar.get_missing_tzids() == set()


def test_an_event_keeps_its_name_when_it_is_moved(client: Client, theirs: Debrief) -> None:
    ask(client, theirs, **{**ALL, "by": "calendar"})
    before = {str(event["uid"]) for event in read(client, theirs).events}
    ask(client, theirs, **{**ALL, "by": "calendar", "morning": "11:00"})
    assert {str(event["uid"]) for event in read(client, theirs).events} == before


def test_a_time_the_clocks_skip_is_the_moment_meant(client: Client, theirs: Debrief) -> None:
    """In a file, a time that no clock shows would be read in as many ways as there are programs."""
    ask(client, theirs, **{**ALL, "by": "calendar", "note_window": "", "decision": ""})
    one = reminders(theirs)["next_morning"]
    with acting_for(theirs.owner_id):
        one.wall = WallTime(date(2026, 3, 29), time(1, 30), "Europe/London")
        one.save()
    (event,) = read(client, theirs).events
    assert event.start.isoformat() == "2026-03-29T02:00:00+01:00"


def test_what_was_sent_or_not_asked_for_is_not_in_it(client: Client, theirs: Debrief, clock: Any) -> None:
    assert read(client, theirs).events == []
    ask(client, theirs)
    come(reminders(theirs)["next_morning"], clock)
    assert len(read(client, theirs).events) == 2


def test_it_works_without_mail(client: Client, theirs: Debrief, settings: Settings) -> None:
    settings.HAS_MAIL = False
    ask(client, theirs)
    assert len(read(client, theirs).events) == 3
