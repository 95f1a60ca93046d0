"""Reasons for what went badly: asked on a page, kept as rows. Those everybody has, and a person's own."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.causes import CAUSES, GROUPS, MOST_CAUSES, MOST_OWN_CAUSES
from debrief.debriefs.choices import InHands
from debrief.debriefs.models import Debrief, NamedCause, OwnCause
from debrief.ui.draw import Groups
from debrief.ui.forms import AnyOf, MatrixField, OneOf

# Where a reason starts from that nobody has thought of before.
OWN_IN_HANDS = InHands.PARTLY


def fields(own: Iterable[tuple[str, str]] = ()) -> tuple[AnyOf, OneOf, MatrixField]:
    """The fields `causes`, `main_cause` and `in_hands`; the inputs of the last are named `in_hands-<key>`.

    `own` are reasons in the person's own words, as pairs of an id and the words.
    """
    choices = [*((key, cause.label) for key, cause in CAUSES.items()), *own]
    return (
        AnyOf(
            label=_("What was behind it?"),
            help_text=_("Up to five. A reason you can name is one you can plan for."),
            choices=choices,
            most=MOST_CAUSES,
        ),
        OneOf(label=_("The main one"), choices=choices),
        MatrixField(label=_("In my hands?"), groups=[("", choices)], choices=InHands.choices, joint="-"),
    )


def shipped_groups() -> Groups:
    """The reasons everybody has, by group, in plain words."""
    return _shipped_groups(get_language())


@cache
def _shipped_groups(language: str | None) -> Groups:
    return tuple(
        (str(title), tuple((cause.key, str(cause.label)) for cause in causes)) for title, causes in GROUPS
    )


def stored(debrief: Debrief) -> dict[str, Any]:
    """What is named for a debrief, by field; how much is in the person's hands is given for every reason."""
    named = _named(debrief)
    own = (row["id"] for row in debrief.own_causes_rows)
    return {
        "causes": [*named],
        "main_cause": next((key for key, row in named.items() if row["is_main"]), ""),
        "in_hands": {key: _starts_from(key) for key in (*CAUSES, *own)}
        | {key: row["in_hands"] for key, row in named.items()},
    }


def in_words(
    keys: Iterable[str], *, own: Mapping[str, str], main: str | None, in_hands: Mapping[str, str]
) -> list[str]:
    """The reasons in `keys` in words; `own` are the person's own by id. Unknown keys are left out."""
    labels = {**{key: cause.label for key, cause in CAUSES.items()}, **own}
    answers = dict(InHands.choices)
    known = [key for key in keys if key in labels]
    told = []
    for key in known:
        parts = [labels[key]]
        if in_hands.get(key) in answers:
            parts.append(_("In my hands: %(answer)s") % {"answer": str(answers[in_hands[key]]).lower()})
        if key == main and len(known) > 1:
            parts.append(_("The main one"))
        told.append(" · ".join(map(str, parts)))
    return told


def find_own(debrief: Debrief, words: str) -> Mapping[str, Any] | None:
    """The person's own reason in these words, whatever the case, put away or not."""
    rows = (row for row in debrief.own_causes_rows if row["label"].casefold() == words.casefold())
    return next(rows, None)


def has_room_for_own(debrief: Debrief) -> bool:
    """Whether one more of the person's own can be offered."""
    return sum(row["archived_at"] is None for row in debrief.own_causes_rows) < MOST_OWN_CAUSES


def keep_own(debrief: Debrief, words: str) -> str:
    """Make a reason of the person's own, or bring back the one that is there. Returns its id as text."""
    row = find_own(debrief, words)
    if row is None:
        made, _is_new = OwnCause.objects.get_or_create(owner_id=debrief.owner_id, label=words)
        return str(made.pk)
    if row["archived_at"] is not None:
        OwnCause.objects.of(debrief.owner_id).filter(pk=row["id"]).update(archived_at=None)
    return str(row["id"])


def keep(debrief: Debrief, keys: Sequence[str], *, main: str, in_hands: Mapping[str, str]) -> None:
    """Make the reasons named for a debrief those in `keys`, in their order.

    `main` is which of them counts most, if it is one of them; the only one there is does by itself. A reason
    that was there keeps its id, and one that is not in `keys` goes, from this debrief alone.
    """
    before = {key: {"id": row["id"]} for key, row in _named(debrief).items()}
    if len(keys) == 1:
        (main,) = keys
    NamedCause.objects.of(debrief.owner_id).filter(debrief=debrief).delete()
    NamedCause.objects.bulk_create(
        NamedCause(
            owner_id=debrief.owner_id,
            debrief=debrief,
            position=position,
            key=key if key in CAUSES else "",
            own_id=None if key in CAUSES else key,
            is_main=key == main,
            in_hands=in_hands.get(key) or _starts_from(key),
            **before.get(key, {}),
        )
        for position, key in enumerate(keys)
    )


def _named(debrief: Debrief) -> dict[str, Mapping[str, Any]]:
    """The `causes` rows of a debrief by key, or by the id of the person's own one."""
    return {row["key"] or row["own_id"]: row for row in debrief.causes_rows}


def _starts_from(key: str) -> str:
    """How much in the person's hands a reason is as long as they have not said so themselves."""
    return CAUSES[key].in_hands if key in CAUSES else OWN_IN_HANDS
