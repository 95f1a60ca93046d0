"""Step back: A4 part two, B2, B3. A first verdict is a poor witness; whose hands is a thing in?"""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.causes import CAUSES
from debrief.debriefs.choices import GuessKind, InHands
from debrief.debriefs.models import NamedCause
from debrief.debriefs.record_of_guesses import in_words as record_in_words
from debrief.debriefs.record_of_guesses import resolved_guesses
from debrief.recovery.guesses import (
    CHANCES,
    SCORES,
    as_guess,
    first_guess,
    keep_guess,
    latest_guess,
    picked_chance,
)
from debrief.recovery.stages.base import Carried, Spell, Stage, StageForm, in_words
from debrief.ui.forms import AnyOf, OneOf, SeveralField, WordsField

SORTED = {
    InHands.YES: _("In my hands"),
    InHands.PARTLY: _("Partly"),
    InHands.NO: _("Not in my hands"),
}


class OtherReason(models.TextChoices):
    FIELD = "field", _("Strong field")
    INSIDE = "inside", _("Inside candidate")
    TIRED = "tired", _("They were tired or rushed")
    HARD_QUESTION = "hard_question", _("A hard question they ask everyone")
    FORMAT = "format", _("The format")
    ROLE_CHANGED = "role_changed", _("The role changed")
    MONEY = "money", _("Money or timing")
    BAD_FIT = "bad_fit", _("Bad fit both ways")
    UNSEEN = "unseen", _("Something I can't see")


class StillWant(models.TextChoices):
    YES = "yes", _("Yes")
    NOT_SURE = "not_sure", _("Not sure")
    NO = "no", _("No")


class StepBackForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = ("confidings", "causes", "own_causes", "guesses")

    friend_reply = WordsField(
        label=_("A friend tells you this story about their interview. What do you say?"),
        help_text=_("The same facts, a kinder reader."),
        max_length=600,
        rows=4,
    )
    other_facts = SeveralField(
        label=_("Facts that don't fit the worst version"),
        help_text=_("Small ones count. Up to three."),
        most=3,
        max_length=200,
    )
    other_reasons = AnyOf(
        label=_("What else could be behind a no?"),
        help_text=_("Tap any that could be true. None of them is about your worth."),
        choices=OtherReason.choices,
    )
    felt_score_2 = OneOf(
        label=_("How does it feel now?"),
        help_text=_("0 couldn't have been worse, 10 couldn't have gone better."),
        choices=SCORES,
        layout="scale",
    )
    chance_2 = OneOf(
        label=_("And what chance do you give it now?"),
        help_text=_("The chance to get to the next round, or an offer. Your first guess stays as it was."),
        choices=CHANCES,
    )
    still_want = OneOf(label=_("Do you still want it?"), choices=StillWant.choices)
    learned_want = WordsField(
        label=_("What did this teach you about the work you want?"), max_length=300, rows=2
    )

    # How the page lays them out; the sort of causes stands between first and guess.
    parts: ClassVar[dict[str, tuple[str, ...]]] = {
        "first": ("friend_reply", "other_facts", "other_reasons"),
        "guess": ("felt_score_2", "chance_2"),
        "more": ("still_want", "learned_want"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, cause in self._causes.items():
            self.fields[name] = _sort_field(cause["label"], may_be_partly=cause["may_be_partly"])

    @cached_property
    def sections(self) -> dict[str, list[forms.BoundField]]:
        """The fields of each part of the page."""
        hands = {"hands": [self[name] for name in self._causes]}
        return hands | {part: [self[name] for name in names] for part, names in self.parts.items()}

    @property
    def has_more(self) -> bool:
        """Whether the longer part stands open: there is something in it, or something wrong with it."""
        names = self.parts["more"]
        return any(self[name].value() or self.errors.get(name) for name in names)

    @cached_property
    def both_guesses(self) -> list[tuple[str, str]]:
        """The first guess and the second, each with its day and in words; none before the second is saved."""
        first, second = first_guess(self.debrief), self._second_guess
        if first is None or second is None or not _as_said(first):
            return []
        return [
            (gettext("Your first guess, %(day)s") % {"day": _day_of(first)}, _as_said(first)),
            (gettext("Your second guess, %(day)s") % {"day": _day_of(second)}, _as_said(second)),
        ]

    @cached_property
    def record(self) -> str:
        """The person's own record in a sentence, once the second guess is saved. Takes a query of its own."""
        return record_in_words(resolved_guesses(self.debrief.owner_id)) if self._second_guess else ""

    def stored(self) -> dict[str, Any]:
        values = {**self.answers, **{name: cause["in_hands"] for name, cause in self._causes.items()}}
        if guess := self._second_guess:
            values |= {"felt_score_2": guess["felt_score"], "chance_2": picked_chance(guess)}
        return values

    def carried(self) -> list[Carried]:
        rows = [row for row in self.debrief.confidings_rows if row["after"]]
        names = " ".join(row["person"] for row in rows)
        title = _("What %(name)s saw") % {"name": names} if names else _("What somebody else saw")
        return [Carried("people", title, [row["after"] for row in rows])]

    def is_done(self) -> bool:
        names = (*self.parts["first"], *self.parts["guess"])
        return any(self.cleaned_data[name] for name in names)

    def save(self) -> dict[str, Any]:
        kept = super().save()
        guess = as_guess(kept.get("felt_score_2", ""), kept.get("chance_2", ""))
        keep_guess(self.debrief, GuessKind.SECOND, guess)
        for choice in InHands.values:
            moved = [
                cause["id"]
                for name, cause in self._causes.items()
                if kept.get(name) == choice and cause["in_hands"] != choice
            ]
            if moved:
                rows = NamedCause.objects.filter(owner=self.debrief.owner_id, debrief=self.debrief)
                rows.filter(pk__in=moved).update(in_hands=choice)
        return {name: kept[name] for name in (*self.parts["first"], *self.parts["more"]) if name in kept}

    def as_words(self) -> list[tuple[str, str]]:
        fields = self.sections
        pairs = [(str(f.label), in_words(f)) for f in (*fields["first"], *fields["guess"], *fields["more"])]
        hands = [f"{f.label}: {in_words(f)}" for f in fields["hands"] if in_words(f)]
        pairs.insert(len(fields["first"]), (gettext("In your hands, or not?"), "\n".join(hands)))
        return [(label, words) for label, words in pairs if words]

    @cached_property
    def _causes(self) -> dict[str, dict[str, Any]]:
        """The named causes by field name, each with its label and whether "Partly" is on offer."""
        own = {row["id"]: row["label"] for row in self.debrief.own_causes_rows}
        found = {}
        for row in self.debrief.causes_rows:
            shipped = CAUSES.get(row["key"])
            label = shipped.label if shipped else own.get(row["own_id"])
            if label is None:
                continue  # a key that is not shipped any more has no words to sort it by
            begins = shipped.in_hands if shipped else row["in_hands"]
            may_be_partly = InHands.PARTLY in (begins, row["in_hands"])
            found[f"hands_{row['key'] or row['own_id']}"] = {
                **row,
                "label": label,
                "may_be_partly": may_be_partly,
            }
        return found

    @property
    def _second_guess(self) -> dict[str, Any] | None:
        return latest_guess(self.debrief, GuessKind.SECOND)


def _sort_field(label: Any, *, may_be_partly: bool) -> forms.ChoiceField:
    # Not a shared field: its label is one person's, and is not to stay with the fields of everybody.
    choices = [(key, words) for key, words in SORTED.items() if may_be_partly or key != InHands.PARTLY]
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": OneOf.default_error_messages["invalid_choice"]},
    )


def _day_of(guess: dict[str, Any]) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(guess["made_at"])), "l j F Y")


def _as_said(guess: dict[str, Any]) -> str:
    said = []
    if guess["felt_score"] is not None:
        said.append(gettext("It felt like %(score)d out of 10.") % {"score": guess["felt_score"]})
    if guess["cannot_say"]:
        said.append(gettext("You couldn't say what chance it had."))
    elif guess["chance_pct"] is not None:
        said.append(gettext("You gave it a chance of %(chance)d %%.") % {"chance": guess["chance_pct"]})
    return " ".join(said)


STEP_BACK = Stage(
    key="step_back",
    title=_("Step back"),
    why=_("How it felt from inside is one view of it. Here are a few others."),
    spell=Spell.TOMORROW,
    minutes=5,
    sources=("A4", "B2", "B3"),
    form_class=StepBackForm,
    template_name="recovery/step_back_page.html",
    rests_first=True,
)
