"""How whoever is shown a debrief can be of use, by what they were asked for.

People want to be heard before they are helped to see it differently (Pauw et al. 2018), and being heard alone
does not ease it (Batenburg and Das 2014): so one after the other, or the one that was asked for.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import Need

# What can be asked of somebody who reads.
NEEDS: tuple[Need, ...] = (Need.LISTEN, Need.SEE, Need.BOTH, Need.PRACTISE, Need.READ_NOTE)

HOW_TO_HELP: Mapping[str, str | Promise] = {
    "": _(
        "Read it to the end before you say anything about it. Then ask which would help more: "
        "being listened to, or hearing how it looks from where you are."
    ),
    Need.LISTEN: _(
        "What would help is being heard. Read it to the end, then ask how it was and let them talk. "
        "Nothing in it needs fixing, so advice can wait until it is asked for."
    ),
    Need.SEE: _(
        "What would help is your view of it. Say first that you see why it stings. Then say what you would "
        "make of it if it had happened to a friend, and what they may be too close to see."
    ),
    Need.BOTH: _(
        "What would help is two things, in this order. First hear them out, with no fixing. Then, when they "
        "are ready, say how it looks from where you are."
    ),
    Need.PRACTISE: _(
        "What would help is saying some answers out loud to somebody. Pick three questions, ask them as an "
        "interviewer would, and listen to each answer to its end. Say what worked before what didn't."
    ),
    Need.READ_NOTE: _(
        "What would help is a second pair of eyes on the note. Say whether it sounds like them, and whether "
        "there is a line to leave out. It is theirs, so it may well stay as it is."
    ),
}


def how_to_help(need: str) -> str | Promise:
    """What to say to whoever reads; what suits any need where nothing was said, or nothing for a reader."""
    return HOW_TO_HELP.get(need, HOW_TO_HELP[""])
