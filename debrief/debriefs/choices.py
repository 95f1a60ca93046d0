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
    OUTCOME = "outcome", _("When it was decided")


class GuessKind(models.TextChoices):
    FIRST = "first", _("First")
    SECOND = "second", _("Second")


class Need(models.TextChoices):
    LISTEN = "listen", _("Just listen")
    SEE = "see", _("Help me see it differently")
    BOTH = "both", _("Both, in that order")
    PRACTISE = "practise", _("Practise with me")
    DISTRACT = "distract", _("Take my mind off it")
    READ_NOTE = "read_note", _("Read my note")
    PRACTICAL = "practical", _("Practical help")


class Told(models.TextChoices):
    TOLD = "told", _("Told them")
    NOT_YET = "not_yet", _("Not yet")
    DECIDED_NOT = "decided_not", _("Decided not to")


class Seen(models.TextChoices):
    SURELY = "surely", _("They surely noticed")
    MAYBE = "maybe", _("Maybe")
    UNLIKELY = "unlikely", _("Probably not")


class InHands(models.TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class Prepared(models.TextChoices):
    DID = "did", _("Did it")
    PARTLY = "partly", _("Partly")
    DIDNT = "didnt", _("Didn't")
    NOT_NEEDED = "not_needed", _("Not needed")


class CueKind(models.TextChoices):
    QUESTION = "question", _("A question type")
    FEELING = "feeling", _("A feeling")
    MOMENT = "moment", _("A moment in the interview")
    PLACE = "place", _("A time and place")


class Action(models.TextChoices):
    APPLY = "apply", _("Apply to one job")
    REPLY = "reply", _("Reply to someone")
    MESSAGE = "message", _("Message someone who knows the place")
    FEEDBACK = "feedback", _("Ask for feedback once")
    CV = "cv", _("Update one line of the CV")
    NEW_ROLE = "new_role", _("Look at a new kind of role")
    PRACTICE = "practice", _("Book a practice")
    THANK = "thank", _("Thank someone")
    NOTHING = "nothing", _("Nothing until the day below")


class ActionState(models.TextChoices):
    OPEN = "open", _("Still open")
    DONE = "done", _("Done")
    LET_GO = "let_go", _("Let go")


class OpeningState(models.TextChoices):
    IDEA = "idea", _("Idea")
    APPLIED = "applied", _("Applied")
    INTERVIEW = "interview", _("Interview")
    WAITING = "waiting", _("Waiting")
    CLOSED = "closed", _("Closed")


class Result(models.TextChoices):
    NEXT_ROUND = "next_round", _("Next round")
    OFFER = "offer", _("Offer")
    TURNED_DOWN = "turned_down", _("Turned down")
    WITHDREW = "withdrew", _("I withdrew")
    SILENCE = "silence", _("Heard nothing")
    WAITING = "waiting", _("Still waiting")


class CameUp(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Don't know")
