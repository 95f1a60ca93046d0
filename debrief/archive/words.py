"""What each table holds, in plain words: for what is stored, for what goes, and for what came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from debrief.privacy.models import OwnedModel


@dataclass(frozen=True)
class Held:
    """`what` a table holds, and how its rows are counted; without `counted` it is not worth counting."""

    what: str | Promise
    counted: str | Promise = ""


# In the order somebody would look for them. A test asks for every table.
HELD: Mapping[str, Held] = {
    "debriefs.debrief": Held(
        _("each interview: where, what for, when, in what form, and what you wrote about it as a whole"),
        ngettext_lazy("%(n)d debrief", "%(n)d debriefs", "n"),
    ),
    "debriefs.person": Held(
        _("the people you met, as far as you wrote them down"),
        ngettext_lazy("%(n)d person you met", "%(n)d people you met", "n"),
    ),
    "debriefs.question": Held(
        _("the questions they asked, and how each went"),
        ngettext_lazy("%(n)d question", "%(n)d questions", "n"),
    ),
    "debriefs.brightspot": Held(
        _("what held up"), ngettext_lazy("%(n)d thing that held up", "%(n)d things that held up", "n")
    ),
    "debriefs.moodcheck": Held(
        _("how you said you were, and when"), ngettext_lazy("%(n)d mood", "%(n)d moods", "n")
    ),
    "debriefs.guess": Held(
        _("what you expected, and when"), ngettext_lazy("%(n)d guess", "%(n)d guesses", "n")
    ),
    "debriefs.confiding": Held(
        _("whom you let in on it, and what you wanted to tell them"),
        ngettext_lazy("%(n)d person you let in", "%(n)d people you let in", "n"),
    ),
    "debriefs.roughpatch": Held(
        _("the minutes that went badly, and what you’d do with them now"),
        ngettext_lazy("%(n)d rough patch", "%(n)d rough patches", "n"),
    ),
    "debriefs.namedcause": Held(
        _("the reasons you named"), ngettext_lazy("%(n)d reason", "%(n)d reasons", "n")
    ),
    "debriefs.owncause": Held(
        _("reasons in your own words"),
        ngettext_lazy("%(n)d reason in your own words", "%(n)d reasons in your own words", "n"),
    ),
    "debriefs.preparation": Held(
        _("how you had got ready"),
        ngettext_lazy("%(n)d answer on how you got ready", "%(n)d answers on how you got ready", "n"),
    ),
    "debriefs.lesson": Held(_("what you take from it"), ngettext_lazy("%(n)d lesson", "%(n)d lessons", "n")),
    "debriefs.ifthenplan": Held(
        _("your plans for next time"), ngettext_lazy("%(n)d plan", "%(n)d plans", "n")
    ),
    "debriefs.practiceanswer": Held(
        _("answers you practised"), ngettext_lazy("%(n)d practised answer", "%(n)d practised answers", "n")
    ),
    "debriefs.nextaction": Held(
        _("the one next step, and what became of it"),
        ngettext_lazy("%(n)d next step", "%(n)d next steps", "n"),
    ),
    "debriefs.outcome": Held(
        _("what happened in the end"), ngettext_lazy("%(n)d outcome", "%(n)d outcomes", "n")
    ),
    "debriefs.opening": Held(
        _("other doors you keep open"), ngettext_lazy("%(n)d other door", "%(n)d other doors", "n")
    ),
    "notes.note": Held(
        _("thank-you notes, and when you said you sent them"),
        ngettext_lazy("%(n)d note", "%(n)d notes", "n"),
    ),
    "reminders.reminder": Held(
        _("the reminders you asked for: of which kind, when, and whether they went out"),
        ngettext_lazy("%(n)d reminder", "%(n)d reminders", "n"),
    ),
    "recovery.stageentry": Held(
        _("every other answer of a stage, and what you typed and did not save yet"),
        ngettext_lazy(
            "%(n)d stage with what you wrote in it", "%(n)d stages with what you wrote in them", "n"
        ),
    ),
    "tips.tipmark": Held(
        _("what you made of the tips: opened, kept, tried, hidden, and your note on each"),
        ngettext_lazy("%(n)d tip you made something of", "%(n)d tips you made something of", "n"),
    ),
    "sharing.sharelink": Held(
        _(
            "links you gave out: whom you said they were for, what they show and until when, and not the "
            "links themselves; what is left of one goes once it has expired"
        ),
        ngettext_lazy("%(n)d link you gave out", "%(n)d links you gave out", "n"),
    ),
    "debriefs.wordindex": Held(_("a list of the words in each debrief, so that search finds it")),
}


def held_in(model: type[OwnedModel]) -> Held:
    """The words for a table. One that nobody has put into words yet goes by its name."""
    name = str(model._meta.verbose_name_plural)
    return HELD.get(model._meta.label_lower, Held(name, f"%(n)d × {name}"))


def in_order(tables: Iterable[type[OwnedModel]]) -> list[type[OwnedModel]]:
    """Tables in the order of the words above; those without words come last."""
    places = {name: place for place, name in enumerate(HELD)}
    return sorted(tables, key=lambda model: places.get(model._meta.label_lower, len(places)))


def counted(counts: Mapping[type[OwnedModel], int]) -> list[str]:
    """Numbers of rows in words; nothing is said of what there is none of."""
    return [str(held_in(model).counted % {"n": counts[model]}) for model in in_order(counts) if counts[model]]
