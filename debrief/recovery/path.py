"""The path as rows of a list, with what happened in the end beneath it."""

from django.utils.translation import gettext as _

from debrief.recovery.journey import RESTING, Journey, Step
from debrief.ui.draw import PathRow


def path_rows(journey: Journey, *, here: str = "") -> list[PathRow]:
    """The stages of a journey under their spells, then the outcome; they lead on from the debrief's address.

    `here` is the key of the stage whose page it is on.
    """
    rows, spell = [], None
    for step in journey.steps:
        heading = "" if step.stage.spell == spell else str(step.stage.spell.label)
        spell = step.stage.spell
        rows.append(_row(step, here=here, heading=heading))
    return [*rows, _row(journey.outcome_step, here=here, heading=_("When you know"))]


def _row(step: Step, *, here: str, heading: str) -> PathRow:
    is_here = step.stage.key == here
    return PathRow(
        href=f"{step.stage.key}/",
        title=str(step.stage.title),
        state=step.state,
        status=step.status,
        heading=heading,
        is_here=is_here,
        # Never a lock: what can wait is opened by a link that says so.
        anyway=_("Open it now anyway") if step.state == RESTING and not is_here else "",
    )
