"""The record of an interview, and what another page, plot or reminder reads of what was said about it.

What only its own stage reads back is kept with the stage, in `recovery.StageEntry`. Limits of texts are
in the forms; the database holds what has to be true of every row.
"""

from debrief.debriefs.models.onward import (
    IfThenPlan,
    Lesson,
    NextAction,
    Opening,
    Outcome,
    PracticeAnswer,
)
from debrief.debriefs.models.record import Debrief, DebriefPart, DebriefQuerySet, part_of, parts
from debrief.debriefs.models.review import NamedCause, OwnCause, Preparation, RoughPatch
from debrief.debriefs.models.said import BrightSpot, Confiding, Guess, MoodCheck, Person, Question
from debrief.debriefs.models.words import WordIndex

__all__ = [
    "BrightSpot",
    "Confiding",
    "Debrief",
    "DebriefPart",
    "DebriefQuerySet",
    "Guess",
    "IfThenPlan",
    "Lesson",
    "MoodCheck",
    "NamedCause",
    "NextAction",
    "Opening",
    "Outcome",
    "OwnCause",
    "Person",
    "PracticeAnswer",
    "Preparation",
    "Question",
    "RoughPatch",
    "WordIndex",
    "part_of",
    "parts",
]
