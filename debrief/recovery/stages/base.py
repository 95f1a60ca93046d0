"""What a stage is, and what its form can do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, NamedTuple, Self

from django import forms
from django.db import models
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.models import Debrief
from debrief.notes.handing_over import File
from debrief.recovery.rows import Rows
from debrief.ui.draw import Offer
from debrief.ui.forms import CalmForm, MatrixField, SeveralField
from debrief.ui.templatetags.ui import ErrorLink, error_links

# Form values by name, as they were posted.
Words = Mapping[str, list[str]]


class Spell(models.TextChoices):
    """The four spells of time of the path, which are also four times of day in its skies."""

    NOW = "now", _("Now")
    TODAY = "today", _("Today")
    TOMORROW = "tomorrow", _("Tomorrow")
    THIS_WEEK = "this_week", _("This week")


@dataclass(frozen=True)
class Carried:
    """What another stage holds and this one shows: its words, and the key of the stage they came from."""

    stage: str
    title: str | Promise
    lines: Sequence[str]
    # A button beside each line that takes it over: what it says, and line by line what it asks for; a line
    # that asks for nothing has none.
    button: str | Promise = ""
    asks: Sequence[str] = ()

    @property
    def offers(self) -> list[Offer]:
        return [Offer(line, "", then) for line, then in zip(self.lines, self.asks, strict=True)]


class Item(NamedTuple):
    """One of several things: what it is, and what goes with it."""

    text: str
    about: str = ""


class Listed(str):
    """An answer of several things. Reads as one text wherever a text is wanted; `items` are for lists."""

    items: tuple[Item, ...]

    @classmethod
    def of(cls, items: Iterable[Item], *, separator: str = "\n") -> Self:
        kept = tuple(items)
        listed = cls(separator.join(" · ".join(filter(None, item)) for item in kept))
        listed.items = kept
        return listed


class StageForm(CalmForm):
    """The questions of one stage.

    A subclass declares its fields under the names of domain.md, says in `stored` what of the debrief
    they show, and in `save` where the answers go. Related rows it reads are named in `reads`.

    `answers` are those this stage keeps for itself; `is_resumed` shows `data` as typed, without
    complaining about any of it yet. `sheet` is which of several the address asks for, where `has_sheets`.
    """

    reads: ClassVar[tuple[str, ...]] = ()
    # The field that asks how the person is now, if there is one. A low answer to it is met with care.
    mood_field: ClassVar[str] = ""
    # Fields whose answers stand in the title of the whole debrief, and are not said again below it.
    in_title: ClassVar[tuple[str, ...]] = ()
    # Whether the page shows one of several sheets; its address names it in `to`.
    has_sheets: ClassVar[bool] = False

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        debrief: Debrief,
        answers: Mapping[str, Any] | None = None,
        is_resumed: bool = False,
        sheet: str = "",
    ) -> None:
        self.debrief = debrief
        self.answers = dict(answers or {})
        self.is_resumed = is_resumed
        self.sheet = sheet
        super().__init__(data, initial=self.stored() if data is None else None)

    @property
    def errors(self) -> ErrorDict:
        return ErrorDict() if self.is_resumed else super().errors

    @property
    def error_forms(self) -> list[Any]:
        """This form and its rows, in the order of the page, for the error summary."""
        return [self]

    @property
    def has_errors(self) -> bool:
        """Whether the page was posted and something on it does not fit."""
        return self.is_bound and not self.is_resumed and bool(self.all_error_links)

    @property
    def all_error_links(self) -> list[ErrorLink]:
        """Every error of the page with the address of its input."""
        return [link for part in self.error_forms for link in error_links(part)]

    @property
    def mood(self) -> int | None:
        """How the person says they are now, from 1 to 5; None while they have not, or would rather not."""
        named = self.cleaned_data.get(self.mood_field) or ""
        return int(named) if named.isdecimal() else None

    @property
    def up_to_mood(self) -> list[BoundField]:
        """The fields as far as the one that asks for the mood, or all of them where none does."""
        names = list(self.fields)
        end = names.index(self.mood_field) + 1 if self.mood_field in self.fields else len(names)
        return [self[name] for name in names[:end]]

    @property
    def after_mood(self) -> list[BoundField]:
        """The fields that come after the one that asks for the mood."""
        return list(self)[len(self.up_to_mood) :]

    def stored(self) -> dict[str, Any]:
        """What is saved so far, by field name."""
        return dict(self.answers)

    @classmethod
    def follow_up(cls, answers: Mapping[str, Any], *, saved_on: date, today: date) -> str | Promise:
        """A question this stage asks once on a later day, or nothing.

        `answers` are its own, `saved_on` and `today` days on the person's clock.
        """
        return ""

    def rows(self, prefix: str) -> Rows | None:
        """The list of rows of this page that goes by `prefix`, if there is one."""
        lists = (part for part in self.error_forms if isinstance(part, Rows))
        return next((rows for rows in lists if rows.prefix == prefix), None)

    def new_row(self, prefix: str, what: str) -> Mapping[str, str] | None:
        """What a row added to the list `prefix` begins with, by field name.

        `what` is what the pressed button stands for ("" for a plain one). None when it cannot be had.
        """
        return {}

    def carried(self) -> list[Carried]:
        """What is shown above the questions from other stages; parts without lines are left out."""
        return []

    def on_button(self, button: str, words: Words) -> tuple[Words, str] | None:
        """What a button of this stage's own makes of the page; None for the buttons every stage has.

        `button` is its value, `words` are the raw form values. Returns the words the page comes back with,
        kept as a draft, and the id of the place it comes back to.
        """
        return None

    def file(self, button: str) -> File | None:
        """What a button of this stage's own hands out of the page as it was posted. Saves nothing."""
        return None

    def comes_back_to(self, button: str) -> str:
        """The id of the place on this page to come back to once `button` has saved it; empty goes on."""
        return ""

    def takes_back(self) -> bool:
        """Whether what is being saved undoes what made the stage done."""
        return False

    def is_done(self) -> bool:
        """Whether the valid answers are enough for the state `done` ("Done when" in domain.md)."""
        raise NotImplementedError

    def save(self) -> dict[str, Any]:
        """Move the valid answers where they belong.

        Returns what this stage keeps for itself: plain values that JSON can hold, by field name.
        """
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}

    def afterthoughts(self) -> list[str]:
        """What the page would still like to ask about valid answers, never in the way of saving them."""
        return []

    def as_words(self) -> list[tuple[str, str]]:
        """What the page holds, as pairs of a question and its answer in words; blank ones left out.

        An answer of several things is `Listed`.
        """
        pairs = [(str(f.label), in_words(f)) for f in self.visible_fields()]
        return [(label, words) for label, words in pairs if words]

    def as_shown(self) -> list[tuple[str, str]]:
        """The same for somebody who is let in on it: what is of use to its writer alone is left out."""
        return self.as_words()


def in_words(field: forms.BoundField) -> str:
    """The answer of one field the way a person reads it."""
    value = field.value()
    if value is None or value is False or value in ("", [], {}):
        return ""
    if value is True:
        return str(_("Yes"))
    if isinstance(field.field, SeveralField):
        return Listed.of(Item(text) for text in value if text)
    if isinstance(field.field, MatrixField):
        words, things = dict(field.field.choices), field.field.things.items()
        return Listed.of(Item(f"{thing}: {words[value[k]]}") for k, thing in things if value.get(k) in words)
    choices: Iterable[Any] | None = getattr(field.field, "choices", None)
    if choices is None:
        return date_format(value, "l j F Y") if isinstance(value, date) else str(value)
    picked = {str(v) for v in value} if isinstance(value, list) else {str(value)}
    labels = [str(label) for key, label in choices if str(key) in picked and str(key)]
    if getattr(field.field, "layout", "") == "scale":
        *_rest, most = (label for _key, label in choices)
        return gettext("%(number)s of %(most)s") % {"number": "".join(labels), "most": most}
    if any(" " in label for label in labels[1:]):
        return Listed.of(map(Item, labels), separator=", ")
    return ", ".join(labels)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stop on the path. One file in this package declares it, one line in `STAGES` adds it."""

    key: str  # permanent: it is in addresses and in rows
    title: str | Promise
    why: str | Promise  # the one line under the title
    spell: Spell
    minutes: int
    sources: tuple[str, ...]  # which tips of the source documents live here: "A1", "B7"
    form_class: type[StageForm]
    template_name: str = "recovery/stage_page.html"
    is_short: bool = False  # belongs to the five-minute path
    rests_first: bool = False  # better after some rest (domain.md 3.1)
    suits_low_mood: bool = False  # offered at mood 1 or 2
    within_hours: int | None = None  # at low mood offered only so long after the interview
