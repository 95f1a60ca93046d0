"""Take one thing forward: B5, B7, A2, B2. A lesson, a plan for its moment, an answer said better."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from textwrap import shorten
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.causes import CAUSES
from debrief.debriefs.choices import CueKind, Went
from debrief.debriefs.if_then import READY, in_a_sentence, ready_for, says_what_not
from debrief.debriefs.models import Debrief, IfThenPlan, Lesson, PracticeAnswer, Question
from debrief.debriefs.preparation import ITEMS
from debrief.recovery.rows import RowForm, Rows, keep_rows, rows_class
from debrief.recovery.stages.base import Carried, Spell, Stage, StageForm
from debrief.ui.draw import Offer, draw_offers
from debrief.ui.forms import DateField, OneOf, Tick, TimeField, WordsField

MOST_LESSONS = 3
MOST_PLANS = 5
MOST_PRACTISED = 5
LESSON_LENGTH = 280  # characters
AT_ONCE = 2  # offers that stand open; the rest are a tap away
STARTS_AT = time(9)  # a next interview of which only the day is known
FURTHEST = timedelta(days=731)  # of a next interview from today
BEATS = ("situation", "task", "action", "result")
_HARD_FIRST = {Went.BLANK: 0, Went.WOBBLY: 1}
_GONE = _("This question is not in the debrief any more, or is here twice. Leave it out with the box below.")


class LessonRow(RowForm):
    text = WordsField(label=_("Lesson"), max_length=LESSON_LENGTH, rows=2)


class PlanRow(RowForm):
    cue = WordsField(label=_("If"), max_length=120, rows=1)
    action = WordsField(label=_("then I will"), max_length=200, rows=1)
    reason = WordsField(label=_("so that (if you like)"), max_length=120, rows=1)
    cue_kind = OneOf(label=_("The “if” is"), help_text=_("The “if” is"), choices=CueKind.choices)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not self.errors and any(values[name] for name in ("cue", "action", "reason", "cue_kind")):
            if not values["cue"]:
                self.add_error("cue", _("When does it start? Name the moment, in a few words."))
            if not values["action"]:
                self.add_error("action", _("What will you do then? A few words are enough."))
        return values


class PracticeRow(RowForm):
    question = forms.UUIDField(required=False, widget=forms.HiddenInput, error_messages={"invalid": _GONE})
    situation = WordsField(label=_("Situation"), max_length=300, rows=1)
    task = WordsField(label=_("Task"), max_length=200, rows=1)
    action = WordsField(label=_("Action"), max_length=600, rows=2)
    result = WordsField(label=_("Result"), max_length=300, rows=1)
    free = WordsField(label=_("Or the whole answer in one piece"), max_length=1200, rows=2)
    leave_out = Tick(label=_("Leave this question out again"))

    def is_blank(self) -> bool:
        is_picked = self.cleaned_data.get("question") is not None
        return bool(self.cleaned_data.get("leave_out")) or (not is_picked and super().is_blank())


class PlanRows(Rows):
    def note(self, line: Mapping[str, Any]) -> str | Promise:
        return _what_instead() if says_what_not(line.get("action") or "") else ""


class PracticeRows(Rows):
    """Answers to practise, each below its question.

    `asked` are the words of the debrief's questions by id, `instead` what the person would say now to them.
    """

    def __init__(
        self, *args: Any, asked: Mapping[str, str], instead: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.instead = instead

    def holds_something(self, line: Mapping[str, Any]) -> bool:
        return bool(line.get("question")) or super().holds_something(line)

    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for row in self.forms:
            if row.is_blank() or row.errors:
                continue
            question = str(row.cleaned_data["question"])
            if question in seen or question not in self.asked:
                row.add_error("question", _GONE)
            seen.add(question)

    def note(self, line: Mapping[str, Any]) -> str | Promise:
        begun = self.instead.get(str(line.get("question")))
        if begun and _as_stored(line.get("action")) == begun:
            return _("Action begins with what you would say now, from looking again. Change it as you like.")
        return ""

    def _draw(self, line: Mapping[str, Any], index: int | str, number: int | str) -> str:
        words = self.asked.get(str(line.get("question")), _("A question that is gone"))
        row = SafeString(super()._draw(line, index, number))
        return format_html("<fieldset><legend>{}</legend>{}</fieldset>", words, row)


Lessons = rows_class(
    LessonRow,
    most=MOST_LESSONS,
    legend=_("What do you take from it?"),
    hint=_("One thing you know now, in a sentence. Up to three, and one is plenty."),
    heading=_("Lesson %(number)s"),
    add_label=_("Add a lesson"),
    spare=1,
)
Plans = rows_class(
    PlanRow,
    most=MOST_PLANS,
    rows=PlanRows,
    legend=_("And when its moment comes?"),
    hint=_("One sentence: the moment, and what you do in it. A verb first, and done in under a minute."),
    heading=_("Plan %(number)s: if"),
    add_label=_("Add a plan"),
    spare=1,
)
Practice = rows_class(
    PracticeRow,
    most=MOST_PRACTISED,
    rows=PracticeRows,
    legend=_("Say it again, better"),
    hint=_("Pick a question, then answer it in four beats or in one piece. Up to five."),
    heading=_("Situation"),
)


class PlanForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = (
        "questions",
        "rough_patches",
        "causes",
        "preparations",
        "lessons",
        "plans",
        "practice_answers",
    )

    next_interview_date = DateField(
        label=_("When is your next interview?"), help_text=_("If there is one. Any interview counts.")
    )
    next_interview_time = TimeField(
        label=_("At what time does it begin?"), help_text=_("Left empty, it stands at 09:00.")
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        debrief: Debrief,
        answers: Any = None,
        is_resumed: bool = False,
    ) -> None:
        super().__init__(data, debrief=debrief, answers=answers, is_resumed=is_resumed)
        self.lessons = Lessons(data, prefix="lessons", initial=debrief.lessons_rows, is_resumed=is_resumed)
        self.plans = Plans(data, prefix="plans", initial=debrief.plans_rows, is_resumed=is_resumed)
        self.plans.offers = self._ready_plans()
        self.asked = {row["id"]: row["text"] for row in debrief.questions_rows}
        self.practise = Practice(
            data,
            prefix="practise",
            initial=[{**row, "question": row["question_id"]} for row in debrief.practice_answers_rows],
            is_resumed=is_resumed,
            asked=self.asked,
            instead=self._instead,
        )

    @property
    def error_forms(self) -> list[Any]:
        return [self.lessons, self.plans, self.practise, self]

    @property
    def has_practice(self) -> bool:
        """Whether the part for practising stands open."""
        return bool(self.practise.lines)

    @cached_property
    def questions(self) -> SafeString:
        """The questions that can still be picked, the hard ones first, as HTML; "" when there is none."""
        rows = [row for row in self.debrief.questions_rows if row["id"] not in self._picked]
        if not rows or not self.practise.has_room:
            return SafeString("")
        rows.sort(key=lambda row: _HARD_FIRST.get(row["went"], len(_HARD_FIRST)))
        went = dict(Went.choices)
        offers = [Offer(r["text"], str(went.get(r["went"], "")), f"add_practise:{r['id']}") for r in rows]
        return draw_offers(
            offers,
            gettext("Practise this one"),
            at_once=AT_ONCE,
            more=gettext("The other questions they asked"),
        )

    def stored(self) -> dict[str, Any]:
        at = self.debrief.next_interview_at
        if at is None:
            return {}
        at = timezone.localtime(at)
        return {"next_interview_date": at.date(), "next_interview_time": at.strftime("%H:%M")}

    def carried(self) -> list[Carried]:
        taken = {_as_stored(line.get("text")) for line in self.lessons.lines}
        patches = [row for row in self.debrief.rough_patches_rows if row["instead"]]
        asks = [
            f"add_lessons:{row['id']}"
            if self.lessons.has_room and _as_lesson(row["instead"]) not in taken
            else ""
            for row in patches
        ]
        to_add = [row["item"] for row in self.debrief.preparations_rows if row["is_to_add"]]
        return [
            Carried(
                "look_again",
                _("With that minute again, you would"),
                [row["instead"] for row in patches],
                button=_("Take this as a lesson"),
                asks=asks,
            ),
            Carried(
                "prep_review",
                _("To add when you get ready next time"),
                [str(ITEMS[key].label) for key in to_add if key in ITEMS],
            ),
        ]

    def new_row(self, prefix: str, what: str) -> Mapping[str, str] | None:
        if prefix == "practise":
            if what not in self.asked or what in self._picked:
                return None
            return {"question": what, "action": self._instead.get(what, "")}
        if not what:
            return {}
        if prefix == "lessons":
            patches = self.debrief.rough_patches_rows
            found = next((row["instead"] for row in patches if row["id"] == what), "")
            return {"text": _as_lesson(found)} if found else None
        if plan := READY.get(what):
            return {"cue": str(plan.cue), "action": str(plan.action), "cue_kind": plan.cue_kind.value}
        return None

    def is_valid(self) -> bool:
        # Every part is asked, so that the page names every error at once.
        parts = (self.lessons, self.plans, self.practise)
        return all([super().is_valid(), *(part.is_valid() for part in parts)])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        values["next_interview_at"] = None
        if self.errors:
            return values
        day, at = values["next_interview_date"], values["next_interview_time"]
        if day is None:
            if at is not None:
                self.add_error("next_interview_date", _("Pick the day as well."))
            return values
        today = timezone.localdate()
        if day != self.stored().get("next_interview_date") and not today <= day <= today + FURTHEST:
            self.add_error(
                "next_interview_date",
                _("That day is over.")
                if day < today
                else _("That day looks a long way off. Check the year."),
            )
            return values
        values["next_interview_at"] = datetime.combine(day, at or STARTS_AT, timezone.get_current_timezone())
        return values

    def is_done(self) -> bool:
        return bool(self.lessons.filled() or self.plans.filled())

    def save(self) -> dict[str, Any]:
        keep_rows(Lesson, debrief=self.debrief, rows=self.lessons.filled(), fields=("text",))
        keep_rows(
            IfThenPlan,
            debrief=self.debrief,
            rows=self.plans.filled(),
            fields=("cue_kind", "cue", "action", "reason"),
        )
        self._save_practice()
        self.debrief.next_interview_at = self.cleaned_data["next_interview_at"]
        self.debrief.save(update_fields=["next_interview_at"])
        return {}

    def afterthoughts(self) -> list[str]:
        weak = (line["action"] for line in self.plans.lines if says_what_not(line.get("action") or ""))
        return [f"“{action}”: {_what_instead()}" for action in weak]

    def as_words(self) -> list[tuple[str, str]]:
        lessons = [line.get("text", "") for line in self.lessons.lines]
        plans = [
            in_a_sentence(line.get("cue", ""), line.get("action", ""), line.get("reason", ""))
            for line in self.plans.lines
            if self.plans.holds_something(line)
        ]
        pairs = [
            (gettext("What you take from it"), "\n".join(filter(None, lessons))),
            (gettext("If-then plans"), "\n".join(plans)),
            *(
                (self.asked.get(str(line.get("question")), ""), _answer_in_words(line))
                for line in self.practise.lines
            ),
        ]
        if not self.is_bound and (at := self.debrief.next_interview_at):
            pairs.append(
                (gettext("Your next interview"), date_format(timezone.localtime(at), "l j F Y, H:i"))
            )
        return [(label, words) for label, words in pairs if words] + (
            super().as_words() if self.is_bound else []
        )

    @cached_property
    def _picked(self) -> set[str]:
        """The ids of the questions that are being practised, as they stand on the page."""
        return {str(line.get("question") or "") for line in self.practise.lines}

    @cached_property
    def _instead(self) -> dict[str, str]:
        """What the person would say now, by the id of the question; of several the first."""
        rows = [row for row in self.debrief.rough_patches_rows if row["question_id"] and row["instead"]]
        return {row["question_id"]: row["instead"] for row in reversed(rows)}

    def _ready_plans(self) -> SafeString:
        """The ready plans that are not in a row yet, with the reason each is for."""
        there = {line.get("cue") for line in self.plans.lines}
        plans = [plan for plan in ready_for(self.debrief.causes_rows) if str(plan.cue) not in there]
        if not plans or not self.plans.has_room:
            return SafeString("")
        offers = [
            Offer(
                str(plan),
                str(CAUSES[plan.key].label) if plan.key in CAUSES else gettext("For the days after"),
                f"add_plans:{plan.key}",
            )
            for plan in plans
        ]
        return draw_offers(offers, gettext("Use this one"), at_once=AT_ONCE, more=gettext("More ready plans"))

    def _save_practice(self) -> None:
        rows = self.practise.filled()
        # A question belongs to one answer, so the question says which row it is. One that was taken out in
        # another tab since this page was checked has nothing to point at.
        there = set(
            Question.objects.filter(
                owner=self.debrief.owner_id,
                debrief=self.debrief,
                pk__in=[row["question"] for row in rows],
            ).values_list("pk", flat=True)
        )
        ids = {UUID(row["question_id"]): UUID(row["id"]) for row in self.debrief.practice_answers_rows}
        kept = [
            {**row, "id": ids.get(row["question"]), "question_id": row["question"]}
            for row in rows
            if row["question"] in there
        ]
        keep_rows(PracticeAnswer, debrief=self.debrief, rows=kept, fields=("question_id", *BEATS, "free"))


def _as_stored(words: str | None) -> str:
    """Words as they are stored: what a browser sends ends its lines with CR LF."""
    return (words or "").replace("\r\n", "\n")


def _as_lesson(words: str) -> str:
    """What a lesson has room for, cut between words: the rest stays where it was written."""
    return words if len(words) <= LESSON_LENGTH else shorten(words, LESSON_LENGTH, placeholder="…")


def _what_instead() -> str:
    return gettext(
        "This says what you won't do. What will you do instead? "
        "It is saved as it is; a thing to do is easier to hold on to."
    )


def _answer_in_words(line: Mapping[str, Any]) -> str:
    fields = PracticeRow.base_fields
    beats = [f"{fields[name].label}: {line[name]}" for name in BEATS if line.get(name)]
    return "\n".join([*beats, *filter(None, [line.get("free")])]) or gettext("Picked to practise")


PLAN = Stage(
    key="plan",
    title=_("Take one thing forward"),
    why=_("One thing is enough. Keep it small, and tie it to the moment it is for."),
    spell=Spell.THIS_WEEK,
    minutes=5,
    sources=("B5", "B7", "A2", "B2"),
    form_class=PlanForm,
    template_name="recovery/plan_page.html",
    rests_first=True,
)
