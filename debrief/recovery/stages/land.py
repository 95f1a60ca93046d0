"""How are you right now? Care, not learning: naming a feeling takes some heat out (Lieberman 2007)."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import Moment, Mood
from debrief.debriefs.models import MoodCheck
from debrief.recovery.stages.base import Spell, Stage, StageForm
from debrief.ui.forms import AnyOf, OneOf, WordsField

RATHER_NOT = "none"


class Feeling(models.TextChoices):
    EMBARRASSED = "embarrassed", _("embarrassed")
    DISAPPOINTED = "disappointed", _("disappointed")
    ANXIOUS = "anxious", _("anxious")
    ANGRY = "angry", _("angry")
    SAD = "sad", _("sad")
    NUMB = "numb", _("numb")
    RELIEVED = "relieved", _("relieved")
    HOPEFUL = "hopeful", _("hopeful")
    CONFUSED = "confused", _("confused")
    TIRED = "tired", _("tired")
    ASHAMED = "ashamed", _("ashamed")
    FRUSTRATED = "frustrated", _("frustrated")
    PROUD = "proud", _("proud")
    HURT = "hurt", _("hurt")
    OVERWHELMED = "overwhelmed", _("overwhelmed")
    CALM = "calm", _("calm")


class Breath(models.TextChoices):
    DONE = "done", _("I took it")
    SKIPPED = "skipped", _("Not this time")


class LandForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = ("mood_checks",)
    mood_field = "mood_before"

    mood_before = OneOf(
        label=_("How do you feel?"),
        help_text=_("One tap is enough. It is for you, and nobody sees it unless you show them."),
        choices=[*Mood.choices, (RATHER_NOT, _("Rather not say"))],
        layout="moods",
    )
    feelings = AnyOf(
        label=_("Any of these?"),
        help_text=_("Up to five, or none. A name takes some of the heat out."),
        choices=Feeling.choices,
        most=5,
    )
    feeling_own = WordsField(label=_("Or a word of your own"), max_length=30)
    breathing_done = OneOf(
        label=_("One slow minute, if you want it"),
        help_text=_(
            "Breathe in and count to four. Breathe out and count to six. Six times is about a minute. "
            "Going on without it is as good."
        ),
        choices=Breath.choices,
        layout="breath",
    )

    def stored(self) -> dict[str, Any]:
        return {**self.answers, "mood_before": self._mood()}

    def is_done(self) -> bool:
        return bool(self.cleaned_data["mood_before"])

    def save(self) -> dict[str, Any]:
        answers = super().save()
        picked = answers.pop("mood_before", None)
        if picked:
            mood = None if picked == RATHER_NOT else int(picked)
            MoodCheck.objects.update_or_create(
                owner_id=self.debrief.owner_id,
                debrief=self.debrief,
                moment=Moment.BEFORE,
                defaults={"mood": mood},
            )
        return answers

    def _mood(self) -> str:
        for row in self.debrief.mood_checks_rows:
            if row["moment"] == Moment.BEFORE:
                return str(row["mood"] or RATHER_NOT)
        return ""


LAND = Stage(
    key="land",
    title=_("How are you right now?"),
    why=_("Before the facts, a moment to land. You can stop after this page."),
    spell=Spell.NOW,
    minutes=1,
    sources=("B3", "B5", "B6"),
    form_class=LandForm,
    is_short=True,
)
