"""Get it down while it's fresh: facts before judgement. What fades is asked now, the rest can wait."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import Format, Length, Round, Went
from debrief.debriefs.models import Debrief, Person, Question
from debrief.recovery.rows import RowForm, keep_rows, rows_class
from debrief.recovery.stages.base import Item, Listed, Spell, Stage, StageForm
from debrief.ui.forms import DateField, OneOf, TimeField, WordsField

MOST_PEOPLE = 8
MOST_QUESTIONS = 40
QUESTION_LENGTH = 300  # characters

# Fields that are kept on the debrief itself, under the same names.
OF_DEBRIEF = (
    "organisation",
    "role_title",
    "format",
    "round",
    "length",
    "forgot_to_say",
    "clarify_one",
    "next_they_said",
    "decision_by",
    "promised",
    "anything_else",
)


class When(models.TextChoices):
    JUST_NOW = "just_now", _("Just now")
    TODAY = "today", _("Earlier today")
    YESTERDAY = "yesterday", _("Yesterday")
    OTHER = "other", _("Another day")


class PersonRow(RowForm):
    name = WordsField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )
    role = WordsField(
        label=_("What they do there"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    remember = WordsField(label=_("Something to remember"), max_length=200, rows=1)


class QuestionRow(RowForm):
    text = WordsField(label=_("Question"), max_length=QUESTION_LENGTH, rows=1)
    went = OneOf(label=_("How it went"), choices=Went.choices)
    note = WordsField(label=_("A note"), max_length=500, rows=1)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if (
            not values.get("text")
            and not self.has_error("text")
            and (values.get("note") or values.get("went"))
        ):
            self.add_error("text", _("Which question was this about? A few words will do."))
        return values


People = rows_class(
    PersonRow,
    most=MOST_PEOPLE,
    legend=_("Who was there?"),
    hint=_("First names are fine. A note can be written to each of them later."),
    heading=_("Name %(number)s"),
    add_label=_("Add a person"),
    spare=1,
)
Questions = rows_class(
    QuestionRow,
    most=MOST_QUESTIONS,
    legend=_("The questions one by one, and how they went"),
    heading=_("Question %(number)s"),
    add_label=_("Add a question"),
)


class CaptureForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = ("people", "questions")
    in_title: ClassVar[tuple[str, ...]] = ("organisation", "role_title", "interview_at")

    organisation = WordsField(
        label=_("Who was it with?"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )
    role_title = WordsField(
        label=_("For what work?"),
        help_text=_("One of these two is needed, so that you can find it again."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    interview_at = OneOf(label=_("When was it?"), choices=When.choices)
    interview_date = DateField(label=_("Which day?"))
    interview_time = TimeField(label=_("Around what time did it end?"))
    questions_raw = WordsField(
        label=_("What did they ask?"),
        help_text=_("One question a line. Half-remembered is fine."),
        max_length=6000,
        rows=6,
    )
    forgot_to_say = WordsField(
        label=_("Anything you forgot to say?"),
        help_text=_("A certificate, a result, an example. It can still go into a note."),
        max_length=600,
        rows=3,
    )
    next_they_said = WordsField(label=_("What did they say happens next?"), max_length=300, rows=2)
    format = OneOf(label=_("What kind of interview was it?"), choices=Format.choices)
    round = OneOf(label=_("Which round?"), choices=Round.choices)
    length = OneOf(label=_("How long did it take?"), choices=Length.choices)
    clarify_one = WordsField(label=_("Is there one answer you'd like to put better?"), max_length=300, rows=2)
    decision_by = DateField(label=_("Did they name a day for the decision?"))
    promised = WordsField(label=_("Did you promise to send anything?"), max_length=300, rows=2)
    anything_else = WordsField(label=_("Anything else, before it fades"), max_length=4000, rows=4)

    # How the page lays them out: first and short are always there, more and last open on request.
    parts: ClassVar[dict[str, tuple[str, ...]]] = {
        "first": ("organisation", "role_title", "interview_at", "interview_date", "interview_time"),
        "short": ("questions_raw", "forgot_to_say", "next_they_said"),
        "more": ("format", "round", "length"),
        "last": ("clarify_one", "promised", "decision_by", "anything_else"),
    }

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        debrief: Debrief,
        answers: Any = None,
        is_resumed: bool = False,
    ) -> None:
        super().__init__(data, debrief=debrief, answers=answers, is_resumed=is_resumed)
        self.people = People(
            data,
            prefix="people",
            initial=debrief.people_rows,
            is_resumed=is_resumed,
        )
        self.questions = Questions(
            data,
            prefix="questions",
            initial=debrief.questions_rows,
            is_resumed=is_resumed,
        )
        if self.has_questions:
            self["questions_raw"].label = _("Anything more they asked?")

    @property
    def error_forms(self) -> list[Any]:
        return [self, self.questions, self.people]

    @cached_property
    def sections(self) -> dict[str, list[forms.BoundField]]:
        """The fields of each part of the page."""
        return {part: [self[name] for name in names] for part, names in self.parts.items()}

    @property
    def has_questions(self) -> bool:
        return bool(self.questions.lines)

    @property
    def has_more(self) -> bool:
        """Whether the longer part stands open: there is something in it, or something wrong with it."""
        names = (*self.parts["more"], *self.parts["last"])
        # The round of a next round is our suggestion, and no reason to show a long page.
        suggested = "round" if self.debrief.follows_id else ""
        return (
            any(self[name].value() for name in names if name != suggested)
            or any(self.errors.get(name) for name in names)
            or self.people.count > self.people.spare  # one was added
            or any(any(line.get(name) for name in ("name", "role", "remember")) for line in self.people.lines)
        )

    def stored(self) -> dict[str, Any]:
        values = {name: getattr(self.debrief, name) for name in OF_DEBRIEF}
        return {**values, **self._stored_time()}

    def is_valid(self) -> bool:
        # Every part is asked, so that the page names every error at once.
        return all([super().is_valid(), self.people.is_valid(), self.questions.is_valid()])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not (values.get("organisation") or values.get("role_title") or self.errors):
            self.add_error(
                "organisation", _("Give the organisation or the work, so you can find this again.")
            )
        self._clean_time(values)
        if not self.errors.get("questions_raw"):
            self._clean_lines(values)
        decision_by = values.get("decision_by")
        if decision_by and not date(2000, 1, 1) <= decision_by <= date(2100, 1, 1):
            self.add_error("decision_by", _("That day looks a long way off. Check the year."))
        return values

    def is_done(self) -> bool:
        has_name = self.cleaned_data["organisation"] or self.cleaned_data["role_title"]
        has_questions = self.cleaned_data["new_questions"] or self.questions.filled()
        return bool(has_name and (has_questions or self.cleaned_data["anything_else"]))

    def save(self) -> dict[str, Any]:
        changed = [*OF_DEBRIEF, "interview_at"]
        if self.cleaned_data["promised"] != self.debrief.promised:
            self.debrief.promised_done_at = None  # another promise is another thing to do
            changed.append("promised_done_at")
        for name in OF_DEBRIEF:
            setattr(self.debrief, name, self.cleaned_data[name])
        self.debrief.interview_at = self.cleaned_data["happened_at"]
        self.debrief.save(update_fields=changed)
        keep_rows(
            Person, debrief=self.debrief, rows=self.people.filled(), fields=("name", "role", "remember")
        )
        asked = [
            *self.questions.filled(),
            *({"text": line, "went": "", "note": ""} for line in self.cleaned_data["new_questions"]),
        ]
        keep_rows(Question, debrief=self.debrief, rows=asked, fields=("text", "went", "note"))
        return {}

    def as_words(self) -> list[tuple[str, str]]:
        pairs = super().as_words()
        if not self.is_bound:
            pairs = [p for p in pairs if p[0] not in {str(self[n].label) for n in _TIME_FIELDS}]
            if self.debrief.interview_at:
                at = timezone.localtime(self.debrief.interview_at)
                pairs.insert(0, (str(self["interview_at"].label), date_format(at, "l j F Y, H:i")))
        asked = [_question_in_words(row) for row in self.questions.lines if row.get("text")]
        met = [_person_in_words(row) for row in self.people.lines if any(map(row.get, _PERSON_FIELDS))]
        lists = ((_("Who was there"), met), (_("What they asked"), asked))
        first = {str(self[name].label) for name in self.parts["first"]}
        return [
            *(pair for pair in pairs if pair[0] in first),
            *((str(label), Listed.of(items)) for label, items in lists if items),
            *(pair for pair in pairs if pair[0] not in first),
        ]

    # --- when it was ---

    def _stored_time(self) -> dict[str, Any]:
        now = timezone.localtime()
        at = self.debrief.interview_at
        if at is None:
            return {"interview_at": "", "interview_time": now.strftime("%H:%M")}
        at = timezone.localtime(at)
        days = (now.date() - at.date()).days
        picked = {0: When.TODAY, 1: When.YESTERDAY}.get(days, When.OTHER)
        return {"interview_at": picked, "interview_date": at.date(), "interview_time": at.strftime("%H:%M")}

    def _clean_time(self, values: dict[str, Any]) -> None:
        values["happened_at"] = None
        picked = values.get("interview_at")
        if not picked or self.errors.keys() & set(_TIME_FIELDS):
            return
        now = timezone.localtime()
        if picked == When.JUST_NOW:
            values["happened_at"] = now.replace(second=0, microsecond=0)
            return
        day = {When.TODAY: now.date(), When.YESTERDAY: now.date() - timedelta(days=1)}.get(
            picked, values.get("interview_date")
        )
        if day is None:
            self.add_error("interview_date", _("Pick the day it was."))
            return
        if not date(1970, 1, 1) < day <= now.date():
            self.add_error(
                "interview_date", _("That day hasn't come yet, or is very long ago. Check the year.")
            )
            return
        at = datetime.combine(day, values.get("interview_time") or time(12), now.tzinfo)
        # A time later today is a slip of the clock, not a plan: it has happened, so now is the latest.
        values["happened_at"] = min(at.astimezone(UTC), now.astimezone(UTC))

    # --- one question a line ---

    def _clean_lines(self, values: dict[str, Any]) -> None:
        lines = [line.strip() for line in values.get("questions_raw", "").splitlines()]
        lines = [line for line in lines if line]
        values["new_questions"] = lines
        for number, line in enumerate(lines, start=1):
            if len(line) > QUESTION_LENGTH:
                self.add_error(
                    "questions_raw",
                    _("Line %(number)d has %(length)d characters; there is room for %(limit)d. Split it up.")
                    % {"number": number, "length": len(line), "limit": QUESTION_LENGTH},
                )
        if len(lines) + self.questions.count > MOST_QUESTIONS:
            self.add_error(
                "questions_raw",
                _("There is room for %(most)d questions in all. Keep the ones that matter most.")
                % {"most": MOST_QUESTIONS},
            )


_TIME_FIELDS = ("interview_at", "interview_date", "interview_time")
_PERSON_FIELDS = ("name", "role", "remember")


def _question_in_words(row: dict[str, Any]) -> Item:
    went = dict(Went.choices).get(row.get("went", ""), "")
    return Item(row["text"], " · ".join(str(part) for part in (went, row.get("note")) if part))


def _person_in_words(row: dict[str, Any]) -> Item:
    name, *about = (row[field] for field in _PERSON_FIELDS if row.get(field))
    return Item(name, " · ".join(about))


CAPTURE = Stage(
    key="capture",
    title=_("Get it down while it's fresh"),
    why=_("Names, questions, what comes next. The thinking can wait."),
    spell=Spell.NOW,
    minutes=3,
    sources=("B7", "B5"),
    form_class=CaptureForm,
    template_name="recovery/capture_page.html",
    is_short=True,
)
