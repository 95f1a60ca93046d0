"""What happened in the end: A4 and B10. No stage of the path, but drawn, drafted and saved like one."""

from datetime import date
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import CameUp, GuessKind, Moment, Mood, Result
from debrief.debriefs.models import Debrief, MoodCheck, Outcome
from debrief.recovery.asking import may_be_silence
from debrief.recovery.guesses import first_guess, latest_guess
from debrief.recovery.stages.base import Spell, Stage, StageForm
from debrief.ui.forms import DateField, OneOf, WordsField

LOW_GUESS = 30  # per cent; a yes after a first chance up to this is worth remembering (domain.md 13)
WENT_FURTHER = (Result.NEXT_ROUND, Result.OFFER)


def beaten_guess(debrief: Debrief) -> int | None:
    """The first chance in per cent, if it was a low one and they said yes all the same.

    `debrief` comes with its `outcomes` and `guesses`.
    """
    guess = first_guess(debrief)
    chance = guess["chance_pct"] if guess else None
    is_yes = any(row["result"] in WENT_FURTHER for row in debrief.outcomes_rows)
    return chance if is_yes and chance is not None and chance <= LOW_GUESS else None


def _result_field(choices: list[tuple[str, Any]]) -> OneOf:
    needed = _("Pick one of these. “Still waiting” is an answer too.")
    return OneOf(
        label=_("What happened?"), choices=choices, required=True, error_messages={"required": needed}
    )


# Two fields, because a field is shared by all forms of its class.
_WITH_SILENCE = _result_field(Result.choices)
_WITHOUT_SILENCE = _result_field([choice for choice in Result.choices if choice[0] != Result.SILENCE])


class OutcomeForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = ("guesses", "mood_checks", "outcomes")

    result = _WITHOUT_SILENCE
    heard_at = DateField(label=_("When did you hear?"))
    feedback = WordsField(
        label=_("What did they say?"),
        help_text=_("Word for word, as far as you have it. You can add this later."),
        max_length=2000,
        rows=4,
    )
    worst_noticed_came_up = OneOf(label=_("Did it come up?"), choices=CameUp.choices)
    mood_now = OneOf(label=_("How are you now?"), choices=Mood.choices, layout="moods")
    tell_self_then = WordsField(
        label=_("What would you tell yourself, that first evening?"), max_length=280, rows=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._offers_silence():
            self.fields["result"] = _WITH_SILENCE
        if not (self.feared or self._row.get("worst_noticed_came_up")):
            del self.fields["worst_noticed_came_up"]

    @property
    def feared(self) -> str:
        """What the first guess was most afraid they noticed, if that was written down."""
        guess = latest_guess(self.debrief, GuessKind.FIRST)
        return guess["worst_noticed"] if guess else ""

    def stored(self) -> dict[str, Any]:
        row = self._row
        names = ("result", "feedback", "worst_noticed_came_up", "tell_self_then")
        values = {name: row[name] for name in names} if row else {}
        if row.get("heard_at"):
            values["heard_at"] = date.fromisoformat(row["heard_at"])
        if mood := self._mood():
            values["mood_now"] = mood["mood"]
        return values

    def clean_heard_at(self) -> date | None:
        day = self.cleaned_data["heard_at"]
        if day and not date(2000, 1, 1) <= day <= timezone.localdate():
            self.add_error("heard_at", _("That day hasn't come yet, or is very long ago. Check the year."))
        return day

    def is_done(self) -> bool:
        return bool(self.cleaned_data["result"] != Result.WAITING)

    def save(self) -> dict[str, Any]:
        values = {name: value for name, value in self.cleaned_data.items() if name != "mood_now"}
        Outcome.objects.update_or_create(
            owner_id=self.debrief.owner_id,
            debrief=self.debrief,
            defaults={**values, "told_at": timezone.now()},
        )
        self._save_mood()
        if self._row.get("result", Result.WAITING) != Result.WAITING and not self.is_done():
            # It isn't over after all, so the questions about it come back.
            self.debrief.closed_at = None
            self.debrief.save(update_fields=["closed_at"])
        return {}

    @property
    def _row(self) -> dict[str, Any]:
        return next(iter(self.debrief.outcomes_rows), {})

    def _offers_silence(self) -> bool:
        interviewed_on = timezone.localdate(self.debrief.happened_at)
        is_chosen = self._row.get("result") == Result.SILENCE
        return is_chosen or may_be_silence(interviewed_on, timezone.localdate())

    def _mood(self) -> dict[str, Any] | None:
        rows = self.debrief.mood_checks_rows
        return next((row for row in rows if row["moment"] == Moment.OUTCOME), None)

    def _save_mood(self) -> None:
        picked, before = self.cleaned_data["mood_now"], self._mood()
        mood = int(picked) if picked else None
        if mood == (before["mood"] if before else None):
            return  # shown and sent back as it was: not felt anew
        within: dict[str, Any] = {"owner_id": self.debrief.owner_id, "debrief": self.debrief}
        within["moment"] = Moment.OUTCOME
        if mood is None:
            MoodCheck.objects.filter(**within).delete()
        else:
            felt = {"mood": mood, "felt_at": timezone.now()}
            MoodCheck.objects.update_or_create(**within, defaults=felt)


OUTCOME = Stage(
    key="outcome",
    title=_("What happened in the end"),
    why=_("Put it here when you know. “Still waiting” is an answer too."),
    spell=Spell.THIS_WEEK,
    minutes=1,
    sources=("A4", "B10"),
    form_class=OutcomeForm,
    template_name="recovery/outcome_page.html",
)
