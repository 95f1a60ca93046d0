"""The path. Adding a stage is one file in this package and one line here."""

from debrief.recovery.stages.base import Stage
from debrief.recovery.stages.bright_spots import BRIGHT_SPOTS
from debrief.recovery.stages.capture import CAPTURE
from debrief.recovery.stages.first_guess import FIRST_GUESS
from debrief.recovery.stages.land import LAND
from debrief.recovery.stages.note import NOTE
from debrief.recovery.stages.recharge import RECHARGE

# In the order people meet them.
STAGES: tuple[Stage, ...] = (
    LAND,
    CAPTURE,
    BRIGHT_SPOTS,
    FIRST_GUESS,
    RECHARGE,
    NOTE,
)
