"""The answers a note is made of, with their words on screen. Keys are stored and never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    EMAIL = "email", _("Email")
    MESSAGE = "message", _("Message")
    LETTER = "letter", _("Letter")
    PORTAL = "portal", _("Their portal")


class Tone(models.TextChoices):
    PLAIN = "plain", _("Plain")
    WARM = "warm", _("Warm")
    FORMAL = "formal", _("Formal")


class Situation(models.TextChoices):
    WAITING = "waiting", _("Waiting to hear")
    CHECKING_IN = "checking_in", _("Waiting, over a week")
    TOLD_NO = "told_no", _("Already told no")
    NO_CONTACT = "no_contact", _("They said don't contact us")


class Use(models.TextChoices):
    MENTION = "mention", _("Mention it")
    LEAVE = "leave", _("Leave it out")
