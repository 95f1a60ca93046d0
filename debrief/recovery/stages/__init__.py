"""The path. Adding a stage is one file in this package and one line here.

`OUTCOME` is not on it: what happened in the end is told when it is known.
"""

from debrief.recovery.stages.base import Stage
from debrief.recovery.stages.bright_spots import BRIGHT_SPOTS
from debrief.recovery.stages.capture import CAPTURE
from debrief.recovery.stages.first_guess import FIRST_GUESS
from debrief.recovery.stages.keep_going import KEEP_GOING
from debrief.recovery.stages.land import LAND
from debrief.recovery.stages.look_again import LOOK_AGAIN
from debrief.recovery.stages.note import NOTE
from debrief.recovery.stages.outcome import OUTCOME
from debrief.recovery.stages.people import PEOPLE
from debrief.recovery.stages.plan import PLAN
from debrief.recovery.stages.prep_review import PREP_REVIEW
from debrief.recovery.stages.recharge import RECHARGE
from debrief.recovery.stages.step_back import STEP_BACK

__all__ = ["OUTCOME", "STAGES"]

# In the order people meet them.
STAGES: tuple[Stage, ...] = (
    LAND,
    CAPTURE,
    BRIGHT_SPOTS,
    FIRST_GUESS,
    RECHARGE,
    PEOPLE,
    NOTE,
    LOOK_AGAIN,
    PREP_REVIEW,
    STEP_BACK,
    PLAN,
    KEEP_GOING,
)
