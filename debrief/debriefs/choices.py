"""The answers people can pick, with their words on screen. Keys are stored and never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mood(models.IntegerChoices):
    AWFUL = 1, _("Awful")
    LOW = 2, _("Low")
    FLAT = 3, _("Flat")
    ALL_RIGHT = 4, _("All right")
    GOOD = 5, _("Good")


class Format(models.TextChoices):
    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")
    PANEL = "panel", _("Panel")
    TASK = "task", _("Task or test")
    PRESENTATION = "presentation", _("Presentation")
    ONE_WAY = "one_way", _("Recorded one-way")
    GROUP = "group", _("Group or assessment day")
    CHAT = "chat", _("Informal chat")
    OTHER = "other", _("Other")


class Round(models.TextChoices):
    FIRST = "first", _("First")
    SECOND = "second", _("Second")
    LATER = "later", _("Later")
    LAST = "last", _("Last")
    UNKNOWN = "unknown", _("Don't know")


class Length(models.TextChoices):
    UNDER_30 = "under_30", _("Under 30 minutes")
    UP_TO_60 = "30_60", _("30 to 60")
    UP_TO_90 = "60_90", _("60 to 90")
    LONGER = "longer", _("Longer")


class Went(models.TextChoices):
    SOLID = "solid", _("Solid")
    FINE = "fine", _("Fine")
    WOBBLY = "wobbly", _("Wobbly")
    BLANK = "blank", _("Blank")
    NOT_SURE = "not_sure", _("Not sure")


class BrightChip(models.TextChoices):
    READY = "ready", _("I turned up ready")
    ON_TIME = "on_time", _("I was on time")
    WARM_HELLO = "warm_hello", _("A warm hello")
    EYE_CONTACT = "eye_contact", _("Good eye contact")
    LISTENED = "listened", _("I listened")
    ANSWERED = "answered", _("I answered at least one question well")
    EXAMPLE = "example", _("I gave a real example")
    ASKED = "asked", _("I asked a good question")
    POLITE = "polite", _("I stayed polite under pressure")
    SAID_SO = "said_so", _("I said so when I didn't know")
    PICKED_UP = "picked_up", _("I picked myself up after a wobble")
    KNEW_THEM = "knew_them", _("I knew something about them")
    LOOKED = "looked", _("I looked the part")
    LAUGHED = "laughed", _("We laughed or relaxed")
    CARED = "cared", _("I showed I cared about the work")
    GOT_THROUGH = "got_through", _("I got through it")


class Moment(models.TextChoices):
    """When a mood was named."""

    BEFORE = "before", _("Right after")
    NEXT_DAY = "next_day", _("The next day")


class GuessKind(models.TextChoices):
    FIRST = "first", _("First")
    SECOND = "second", _("Second")
