"""Reminders as a file for somebody's own calendar (RFC 5545)."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from icalendar import Alarm, Calendar, Event

from debrief.debriefs.models import Debrief
from debrief.reminders.models import Reminder, State
from debrief.reminders.offers import reminder_of
from debrief.ui.addresses import absolute

TITLE = "Debrief"  # whoever looks over a shoulder at the calendar sees nothing else
_TAKES = timedelta(minutes=10)
_AROUND = timedelta(days=366)  # of clock changes that a file tells, instead of seventy years of them


def as_calendar(debrief: Debrief, *, now: datetime) -> bytes:
    """The reminders that wait in `debrief`, which comes with its `reminders`, each with an alarm.

    An event keeps its UID, so a calendar that reads the file again moves it and adds none.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Debrief//Reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    waiting = [reminder_of(row) for row in debrief.reminders_rows if row["state"] == State.WAITING]
    for reminder in waiting:
        calendar.add_component(_event(reminder, debrief, now))
    if waiting:
        days = [reminder.wall_date for reminder in waiting]
        calendar.add_missing_timezones(min(days) - _AROUND, max(days) + _AROUND)
    return calendar.to_ical()


def _event(reminder: Reminder, debrief: Debrief, now: datetime) -> Event:
    begins = reminder.wall.at.astimezone(ZoneInfo(reminder.zone))
    event = Event()
    event.add("uid", f"reminder-{reminder.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now)
    event.add("dtstart", begins)
    event.add("dtend", begins + _TAKES)
    event.add("summary", TITLE)
    event.add("url", absolute(reverse("recovery:path_page", args=[debrief.pk])))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", TITLE)
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return event
