"""Moments that went badly: rows of a page, below the questions they began as, asked about in three voices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import Seen, Went
from debrief.debriefs.models import Debrief, Question, RoughPatch
from debrief.recovery.rows import RowForm, Rows, keep_rows, rows_class
from debrief.ui.forms import HiddenField, OneOf, WordsField

MOST_MOMENTS = 5
SUGGESTED = 3  # to begin with, from the questions of the debrief
_WENT = dict(Went.choices)
_SEEN = dict(Seen.choices)


class Voice(models.TextChoices):
    """Who the questions speak to or of: distance in voice, concreteness in content (domain.md 16, 4)."""

    I = "i", _("I")  # noqa: E741  (the word itself)
    YOU = "you", _("you")
    NAME = "name", _("first name")


@dataclass(frozen=True)
class Prompts:
    """The questions in one voice, as whole sentences. `%(name)s` is the person's first name."""

    legend: str | Promise
    what: str | Promise
    instead: str | Promise
    causes: str | Promise


PROMPTS = {
    Voice.I: Prompts(
        legend=_("Which minutes do I want to go over, once?"),
        what=_("Moment %(number)s: what did I say or do, as a camera would have seen it?"),
        instead=_("If I could have that minute again, what would I say or do?"),
        causes=_("What was behind it, as far as I can tell?"),
    ),
    Voice.YOU: Prompts(
        legend=_("Which minutes do you want to go over, once?"),
        what=_("Moment %(number)s: what did you say or do, as a camera would have seen it?"),
        instead=_("If you could have that minute again, what would you say or do?"),
        causes=_("What was behind it, as far as you can tell?"),
    ),
    Voice.NAME: Prompts(
        legend=_("Which minutes does %(name)s want to go over, once?"),
        what=_("Moment %(number)s: what did %(name)s say or do, as a camera would have seen it?"),
        instead=_("If %(name)s could have that minute again, what would %(name)s say or do?"),
        causes=_("What was behind it, as far as %(name)s can tell?"),
    ),
}


class MomentRow(RowForm):
    question = HiddenField()  # the id of the one it began as
    what = WordsField(label=_("What happened"), max_length=400, rows=2)
    instead = WordsField(label=_("What instead"), max_length=600, rows=2)
    seen = OneOf(label=_("Did they notice?"), choices=Seen.choices)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("seen") and not (values.get("what") or values.get("instead") or self.errors):
            self.add_error("what", _("What was it about? A few words will do."))
        return values


class MomentRows(Rows):
    """The moments of a debrief; `said_in` and `href` are the title and address of where its questions are."""

    def __init__(
        self, *args: Any, debrief: Debrief, said_in: str | Promise, href: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=suggested(debrief), **kwargs)
        self.questions = {row["id"]: row for row in debrief.questions_rows}
        self.said_in = said_in
        self.href = href

    def question_of(self, line: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The question a row began as, unless it has gone since or is another debrief's."""
        return self.questions.get(str(line.get("question") or ""))

    def lead(self, line: Mapping[str, Any]) -> SafeString:
        row = self.question_of(line)
        if row is None:
            return SafeString("")
        return format_html(
            '<p class="rows__lead">{} <q>{}</q> <small>{}</small> <a href="{}">{}</a></p>',
            _("From “%(stage)s”:") % {"stage": self.said_in},
            row["text"],
            " · ".join(str(part) for part in (_WENT.get(row["went"]), row["note"]) if part),
            self.href,
            _("Change it there"),
        )

    def in_words(self) -> list[tuple[str, str]]:
        """Each moment that holds something: a heading and its words."""
        told = []
        for number, line in enumerate(self.lines, start=1):
            what, instead, seen = (line.get(name) or "" for name in ("what", "instead", "seen"))
            row = self.question_of(line)
            words = [f"“{row['text']}”" if row else "", what]
            words.append(str(_("That minute again: %(words)s") % {"words": instead}) if instead else "")
            words.append(str(_SEEN.get(seen, "")))
            if what or instead or seen:
                told.append(
                    (str(_("Moment %(number)d") % {"number": number}), "\n".join(filter(None, words)))
                )
        return told

    def has_whole_one(self) -> bool:
        """Whether one of the valid moments has both halves: what happened, and what instead."""
        return any(row["what"] and row["instead"] for row in self.filled())


MOMENTS: dict[Voice, Any] = {
    voice: rows_class(
        MomentRow,
        most=MOST_MOMENTS,
        rows=MomentRows,
        legend=prompts.legend,
        hint=_("One is enough, five is the most. What exactly, when, which words."),
        heading=prompts.what,
        labels={"instead": prompts.instead},
        add_label=_("Add a moment"),
        spare=1,
    )
    for voice, prompts in PROMPTS.items()
}


def suggested(debrief: Debrief) -> list[dict[str, Any]]:
    """The moments that are kept, or else the questions that went worst, the blank ones first.

    A question stands above its row and not in a field: it is what they asked, and nothing the person has
    said about that minute. So a suggestion that is left as it was is a blank row, and nothing is kept of it.
    """
    if kept := debrief.rough_patches_rows:
        return [{**row, "question": row["question_id"]} for row in kept]
    asked = debrief.questions_rows
    worst = [row for went in (Went.BLANK, Went.WOBBLY) for row in asked if row["went"] == went]
    return [{"question": row["id"]} for row in worst[:SUGGESTED]]


def keep_moments(debrief: Debrief, moments: MomentRows) -> None:
    """Make the moments of a debrief those of the page."""
    rows = moments.filled()
    known = {row["question"] for row in rows} & moments.questions.keys()
    # Asked again, because a question may have gone since this request began.
    there = Question.objects.of(debrief.owner_id).filter(pk__in=known) if known else []
    ids = {str(question.pk): question.pk for question in there}
    keep_rows(
        RoughPatch,
        debrief=debrief,
        rows=[{**row, "question_id": ids.get(row["question"])} for row in rows],
        fields=("question_id", "what", "instead", "seen"),
    )
