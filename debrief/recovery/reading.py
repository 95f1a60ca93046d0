"""A debrief as one reads it: stage by stage, in the person's own words."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from debrief.debriefs.models import Debrief
from debrief.recovery.journey import JOURNEY_ROWS, Journey, Step
from debrief.recovery.models import State
from debrief.recovery.posted import as_data
from debrief.recovery.stages import OUTCOME, STAGES
from debrief.recovery.stages.base import StageForm

# Everything a reading is made of; name these rows when fetching the debrief.
READING_ROWS = tuple(
    dict.fromkeys(
        (
            *JOURNEY_ROWS,
            "people",
            *(name for stage in (*STAGES, OUTCOME) for name in stage.form_class.reads),
        )
    )
)


@dataclass(frozen=True)
class Part:
    """What one stage holds: pairs of a question and its answer. A draft has not been saved yet."""

    step: Step
    answers: list[tuple[str, str]]
    is_draft: bool


@dataclass(frozen=True)
class Reading:
    """A whole debrief; `about` are the lines under its title."""

    title: str
    about: list[str]
    parts: list[Part]
    left_out: list[Step]


def read(debrief: Debrief) -> Reading:
    """Everything `debrief`, which comes with its `READING_ROWS`, has words for."""
    journey = Journey(debrief)
    parts = [_part(journey, step) for step in _opened(journey)]
    return Reading(
        title=debrief.title,
        about=list(about(debrief)),
        parts=[part for part in parts if part.answers],
        left_out=[step for step in journey.steps if step.state == State.SKIPPED],
    )


def read_saved(debrief: Debrief, only: Collection[str] | None = None) -> list[Part]:
    """What has been saved of the stages with the keys `only`, or of all: for eyes other than its writer's.

    What is still being typed is not in it.
    """
    journey = Journey(debrief)
    steps = (step for step in _opened(journey) if only is None or step.stage.key in only)
    forms = ((step, _as_saved(journey, step)) for step in steps)
    parts = [_in_words(step, form, form.as_shown()) for step, form in forms]
    return [part for part in parts if part.answers]


def _opened(journey: Journey) -> list[Step]:
    steps = (*journey.steps, journey.outcome_step)
    return [step for step in steps if step.version and step.state != State.SKIPPED]


def as_it_stands(journey: Journey, step: Step) -> StageForm:
    """The form of a stage as the server holds it: with its draft if there is one, else with what is saved."""
    words = as_data(dict(step.draft)) if step.draft else None
    return step.stage.form_class(
        words, debrief=journey.debrief, answers=step.answers, is_resumed=words is not None
    )


def _as_saved(journey: Journey, step: Step) -> StageForm:
    return step.stage.form_class(debrief=journey.debrief, answers=step.answers)


def _part(journey: Journey, step: Step) -> Part:
    form = as_it_stands(journey, step)
    return _in_words(step, form, form.as_words())


def _in_words(step: Step, form: StageForm, pairs: list[tuple[str, str]]) -> Part:
    in_title = set() if form.is_bound else {str(form[name].label) for name in form.in_title}
    answers = [(question, answer) for question, answer in pairs if question not in in_title]
    return Part(step, answers, is_draft=form.is_bound)


def about(debrief: Debrief) -> Iterator[str]:
    """The lines under the title: what for, when, and with whom."""
    if debrief.organisation and debrief.role_title:
        yield debrief.role_title
    yield date_format(localtime(debrief.happened_at), "l j F Y, H:i")
    if people := [row["name"] or row["role"] for row in debrief.people_rows if row["name"] or row["role"]]:
        yield _("With %(people)s") % {"people": get_text_list(people, _("and"))}
