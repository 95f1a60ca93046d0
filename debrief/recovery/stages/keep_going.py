"""Keep going: B3 and B10, and seeing how it plays out (A4). A next action with a day, and what else is open.

A next action instead of "stay positive": more searching goes with more offers, and choosing with care goes
with better jobs (van Hooft et al. 2021). It is asked about on its day; see `recovery.next_actions`.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import Action, ActionState, OpeningState
from debrief.debriefs.models import NextAction
from debrief.recovery.next_actions import IN_DAYS, action_name
from debrief.recovery.openings import MOST_OPENINGS, Openings, as_shown, has_room, keep_openings
from debrief.recovery.stages.base import Spell, Stage, StageForm
from debrief.ui.forms import DateField, OneOf, WordsField

OWN = "own"
YEAR = timedelta(days=366)


class KeepGoingForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = ("next_actions", "openings")

    next_action = OneOf(
        label=_("What's one small next step?"),
        help_text=_("One is plenty. Nothing until a day you name is a plan too."),
        choices=[
            *((key, label) for key, label in Action.choices if key != Action.NOTHING),
            (OWN, _("My own idea")),
            (Action.NOTHING, Action.NOTHING.label),
        ],
    )
    action_own = WordsField(label=_("Your own idea"), max_length=140)
    action_day = DateField(label=_("Which day?"), help_text=_("From that day on, home asks how it went."))
    week_target = OneOf(
        label=_("How much suits a week?"),
        help_text=_("For you to have in mind. Nothing here counts."),
        choices=[
            ("1", _("1 action")),
            ("2", _("2 actions")),
            ("3", _("3 actions")),
            ("5", _("5 actions")),
            ("none", _("None")),
        ],
    )
    door_note = WordsField(label=_("If this one closes, what's still open?"), max_length=280, rows=2)

    def __init__(
        self, data: QueryDict | None = None, *, debrief: Any, answers: Any = None, is_resumed: bool = False
    ) -> None:
        super().__init__(data, debrief=debrief, answers=answers, is_resumed=is_resumed)
        self.openings = Openings(
            data, prefix="openings", initial=as_shown(debrief.openings_rows), is_resumed=is_resumed
        )

    @property
    def error_forms(self) -> list[Any]:
        return [self, self.openings]

    @cached_property
    def kept(self) -> dict[str, Any] | None:
        """The next action as it is stored."""
        return next(iter(self.debrief.next_actions_rows), None)

    @property
    def settled_action(self) -> str:
        """The next action, in words, once somebody has answered for it; its state is `kept.state`."""
        return action_name(self.kept) if self.kept and self.kept["state"] != ActionState.OPEN else ""

    @property
    def has_more(self) -> bool:
        """Whether the longer part stands open: there is something in it, or something wrong with it."""
        return any(
            self[name].value() or self.errors.get(name) for name in ("week_target", "door_note")
        ) or bool(self.openings.lines)

    def stored(self) -> dict[str, Any]:
        values: dict[str, Any] = {**self.answers, "action_day": self._first_day()}
        if self.kept:
            values["next_action"] = self.kept["kind"] or OWN
            values["action_own"] = self.kept["own"] or values.get("action_own", "")
            values["action_day"] = date.fromisoformat(self.kept["day"])
        return values

    def is_valid(self) -> bool:
        if not all([super().is_valid(), self.openings.is_valid()]):
            return False
        if not has_room(self._stored_openings(), self._opening_rows()):
            self.add_error(
                None,
                _("There is room for %(most)d openings, those added elsewhere included.")
                % {"most": MOST_OPENINGS},
            )
        return not self.errors

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        own = values.get("action_own")
        if values.get("next_action") == OWN and not own and "action_own" not in self.errors:
            self.add_error("action_own", _("Say what it is, in a word or two, or pick another."))
        if own and not values.get("next_action") and "next_action" not in self.errors:
            values["next_action"] = OWN
        self._clean_day(values)
        return values

    def is_done(self) -> bool:
        return bool(self.cleaned_data["next_action"])

    def save(self) -> dict[str, Any]:
        values = self.cleaned_data
        self._save_action()
        keep_openings(owner_id=self.debrief.owner_id, rows=self._opening_rows())
        kept = {name: values[name] for name in ("week_target", "door_note") if values[name]}
        if values["next_action"] != OWN and values["action_own"]:
            kept["action_own"] = values["action_own"]
        if not values["next_action"] and values["action_day"]:
            kept["action_day"] = values["action_day"].isoformat()
        return kept

    def as_words(self) -> list[tuple[str, str]]:
        pairs = super().as_words()
        if not (self["next_action"].value() or self["action_own"].value()):
            pairs = [pair for pair in pairs if pair[0] != str(self["action_day"].label)]
        if self.kept and not self.is_bound and self.settled_action:
            pairs.insert(0, (self.settled_action, str(ActionState(self.kept["state"]).label)))
        openings = [_opening_in_words(line) for line in self.openings.lines]
        if any(openings):
            pairs.append((str(self.openings.legend), "\n".join(filter(None, openings))))
        return pairs

    # --- the next action ---

    def _first_day(self) -> date:
        """The day to begin with: one that was picked before an action was, or three days from today."""
        today = timezone.localdate()
        picked = self.answers.get("action_day")
        return date.fromisoformat(picked) if picked and picked >= today.isoformat() else today + IN_DAYS

    def _clean_day(self, values: dict[str, Any]) -> None:
        today, day, kept = timezone.localdate(), values.get("action_day"), self.kept or {}
        if "action_day" in self.errors:
            return
        is_left = day is not None and day.isoformat() == kept.get("day")
        if is_left and _said(values) == {name: kept[name] for name in ("kind", "own")}:
            return
        # Neither the day of the action before nor one that stood beside none was picked for this one.
        is_stale = day is not None and day < today and (is_left or not values.get("next_action"))
        if day is None or is_stale:
            values["action_day"] = today + IN_DAYS
        elif day < today:
            self.add_error("action_day", _("That day has passed. Pick today or a later one."))
        elif day > today + YEAR:
            self.add_error("action_day", _("Pick a day within a year."))

    def _save_action(self) -> None:
        """Another action is another row, so that an answer to the one before does not count for it."""
        values = self.cleaned_data
        within: dict[str, Any] = {"owner_id": self.debrief.owner_id, "debrief_id": self.debrief.pk}
        picked, said = values["next_action"], _said(values)
        before = NextAction.objects.filter(**within)
        same = before.filter(**said).first() if picked else None
        if same is None:
            before.delete()
            if picked:
                NextAction.objects.create(**within, **said, day=values["action_day"])
        elif same.day != values["action_day"]:
            same.day, same.state = values["action_day"], ActionState.OPEN
            same.save(update_fields=["day", "state"])

    # --- the openings ---

    def _stored_openings(self) -> set[UUID]:
        return {UUID(row["id"]) for row in self.debrief.openings_rows}

    def _opening_rows(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.openings.forms if form.cleaned_data]


def _said(values: Mapping[str, Any]) -> dict[str, str]:
    """The action that is picked, as its columns hold it."""
    if values.get("next_action") == OWN:
        return {"kind": "", "own": values.get("action_own") or ""}
    return {"kind": values.get("next_action") or "", "own": ""}


def _opening_in_words(line: dict[str, Any]) -> str:
    name = ", ".join(filter(None, (line.get("organisation"), line.get("role"))))
    state = dict(OpeningState.choices).get(line.get("state", ""), "")
    return " · ".join(str(part) for part in (name, state) if part) if name else ""


KEEP_GOING = Stage(
    key="keep_going",
    title=_("Keep going"),
    why=_("One small step somewhere else takes some of the weight off this one."),
    spell=Spell.THIS_WEEK,
    minutes=3,
    sources=("B3", "B10", "A4"),
    form_class=KeepGoingForm,
    template_name="recovery/keep_going_page.html",
)
