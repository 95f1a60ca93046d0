"""Asking after a next action once its day has come: what to ask, and what the three answers mean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import Action, ActionState
from debrief.debriefs.models import Debrief

IN_DAYS = timedelta(days=3)  # when a next action is due unless somebody says otherwise, and how far it moves


class Answer(models.TextChoices):
    """The three answers, equal in weight."""

    DONE = "done", _("Done")
    MOVE = "move", _("Move it")
    LET_GO = "let_go", _("Let it go")


class AnswerForm(forms.Form):
    """One of the three buttons. `action` is the id of what was asked about, which may be replaced by now."""

    action = forms.UUIDField()
    answer = forms.ChoiceField(choices=Answer.choices)


@dataclass(frozen=True)
class DueAction:
    """A next action whose day has come and that nobody has answered for."""

    debrief: Debrief
    id: str
    name: str
    is_rest: bool  # "Nothing until": there is nothing to have got to

    @property
    def question(self) -> str | Promise:
        return _("Is that time over?") if self.is_rest else _("Did you get to it?")

    @property
    def answers(self) -> Sequence[tuple[str, str | Promise]]:
        return Answer.choices


def action_name(row: Mapping[str, Any]) -> str:
    """What a next action is called; `row` as in `Debrief.next_actions_rows`."""
    if row["kind"] == Action.NOTHING:
        day = date_format(date.fromisoformat(row["day"]), "j F")
        return gettext("Nothing until %(day)s") % {"day": day}
    return str(Action(row["kind"]).label) if row["kind"] else str(row["own"])


def due_actions(debriefs: Iterable[Debrief]) -> list[DueAction]:
    """What to ask about, on the person's clock, in the order of `debriefs`; they come with `next_actions`.

    Asked until it is answered or the debrief is closed.
    """
    today = timezone.localdate().isoformat()
    return [
        DueAction(debrief, row["id"], action_name(row), row["kind"] == Action.NOTHING)
        for debrief in debriefs
        if debrief.closed_at is None
        for row in debrief.next_actions_rows
        if row["state"] == ActionState.OPEN and row["day"] <= today
    ]
