"""The stages tips belong to, under short names for the library.

The path itself is a room above and not known here. Keys are stored with tips and never change.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STAGES: dict[str, str | Promise] = {
    "land": _("Catching your breath"),
    "capture": _("Getting it down"),
    "bright_spots": _("What held up"),
    "first_guess": _("Your first guess"),
    "recharge": _("Being good to yourself"),
    "people": _("Letting someone in"),
    "note": _("The thank-you note"),
    "look_again": _("Looking again"),
    "prep_review": _("How you got ready"),
    "step_back": _("Stepping back"),
    "plan": _("One thing for next time"),
    "keep_going": _("Going on"),
}
