"""What a tip has to keep before anybody reads it (domain.md 10.1, and the claims of sections 1 and 2).

One place for the loader, for files that are brought in, and for the page where tips are edited.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from debrief.tips.models import MINUTES, Kind, Shelf, Source, Strength
from debrief.tips.reasons import REASONS
from debrief.tips.stages import STAGES

Problems = dict[str, list[str]]

# What each field of a record is called where it is edited, in the order of a file.
LABELS: dict[str, Any] = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "body": gettext_lazy("Text"),
    "try_this": gettext_lazy("Try this"),
    "minutes": gettext_lazy("Minutes"),
    "when": gettext_lazy("When"),
    "stages": gettext_lazy("Stages"),
    "causes": gettext_lazy("Reasons"),
    "low_ok": gettext_lazy("Fine at a low mood"),
    "kind": gettext_lazy("Kind"),
    "source": gettext_lazy("Source"),
    "source_no": gettext_lazy("Number in the source"),
    "evidence": gettext_lazy("Evidence"),
    "strength": gettext_lazy("How sure we are"),
    "caution": gettext_lazy("When it doesn't fit"),
    "related": gettext_lazy("Close to this one"),
    "reviewed_on": gettext_lazy("Last looked over on"),
}
# Characters a line holds at most.
LONGEST = {"title": 60, "summary": 140, "try_this": 160, "evidence": 240, "caution": 160}
FEWEST_WORDS, MOST_WORDS = 120, 250
MOST_RELATED = 3
MOST_SLUG = 60
# How many tips each source document has.
SOURCE_TIPS = {Source.A.value: 4, Source.B.value: 10}

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TAKEN = frozenset({"saved"})  # a page of its own among the addresses of tips
_MAY_BE_EMPTY = frozenset({"caution"})
_UNREADABLE = re.compile("[\0-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
# A name and then a year: "(Kross et al. 2014)". A word that only begins a sentence about a year is none.
_NAMED_AND_DATED = re.compile(
    r"\b(?!(?:After|Before|By|During|From|In|Since|The|Until)\b)[A-ZÀ-ÖØ-Þ]\w+.{0,80}?\b(?:19|20)\d\d\b"
)
# Section 2, claim by claim, in the words a writer would reach for.
_CLAIMS = re.compile(
    r"\b7\s?(%|per cent)|seven per ?cent|chemistry|"
    r"\blik(e|able|ability)\w*\b[^.]{0,40}predict|"
    r"(get|got|getting) on with (the|your) interviewer|"
    r"(must|will|bound to) have been (one|a|some|two)|there('s| is) always (one|a|some)|"
    r"first choice|countless|next (one|interview) will (be|go)|no reason (why )?you|"
    r"red flag|dishevelled|best way to (recover|get over)|(have|grab|get) a drink",
    re.IGNORECASE,
)
# Section 1: figures recalled and not checked yet, and the one that is not to be shown.
_UNCHECKED = re.compile(r"\.42\b|\b18 ?%|interviewing\.io|Di Stefano", re.IGNORECASE)

_TYPES: dict[str, type | tuple[type, ...]] = {
    "minutes": int,
    "stages": list,
    "causes": list,
    "low_ok": bool,
    "source_no": (int, type(None)),
    "related": list,
    "reviewed_on": date,
}


def problems(
    slug: str, record: Mapping[str, Any], *, known: Collection[str], today: date | None = None
) -> Problems:
    """Everything that keeps a record from being a tip, as sentences by field; empty when it may be read.

    `record` has the fields of `library.FIELDS`, `known` are the slugs of all tips there are or are about to
    be. With `today` a tip cannot have been looked over later than tomorrow, which it may already be
    elsewhere; loading goes without, because a clock that is wrong must not keep Debrief from starting.
    """
    found: Problems = defaultdict(list)
    found["slug"] += problems_of_address(slug)
    for name in LABELS:
        if not _is_of_type(name, record[name]):
            found[name].append(_("This is not the sort of value that belongs here."))
    if found.keys() & LABELS.keys():
        return {name: sentences for name, sentences in found.items() if sentences}
    for name in (*LONGEST, "body"):
        found[name] += _about_words(name, record[name])
    _look_at_choices(record, found)
    _look_at_source(record, found)
    found["related"] += _about_related(slug, record["related"], known)
    if record["evidence"] and not _NAMED_AND_DATED.search(record["evidence"]):
        found["evidence"].append(_("Name who found it and the year, like “Boothby et al. 2018”."))
    if today and record["reviewed_on"] > today + timedelta(days=1):
        found["reviewed_on"].append(_("This day is still to come."))
    return {name: sentences for name, sentences in found.items() if sentences}


def problems_of_address(slug: str) -> list[str]:
    """What keeps `slug` from being the address of a tip, as sentences."""
    if _SLUG.fullmatch(slug) and len(slug) <= MOST_SLUG and slug not in _TAKEN:
        return []
    return [
        _("Small letters, digits and single hyphens, at most %(most)s characters, and not “saved”.")
        % {"most": MOST_SLUG}
    ]


def label_of(name: str) -> str:
    """What the field is called on a page."""
    return str(LABELS.get(name, _("Address")))


def _is_of_type(name: str, value: Any) -> bool:
    wanted = _TYPES.get(name, str)
    if isinstance(value, bool) and wanted is not bool:
        return False
    if isinstance(value, list):
        return wanted is list and all(isinstance(one, str) for one in value)
    return isinstance(value, wanted) and not isinstance(value, datetime)


def _about_words(name: str, text: str) -> list[str]:
    if not text.strip():
        return [] if name in _MAY_BE_EMPTY and not text else [_("Fill this in.")]
    told = []
    if name == "body":
        count = len(text.split())
        if not FEWEST_WORDS <= count <= MOST_WORDS:
            told.append(
                _("The text has %(count)s words; it takes %(fewest)s to %(most)s.")
                % {"count": count, "fewest": FEWEST_WORDS, "most": MOST_WORDS}
            )
    elif len(text) > LONGEST[name]:
        told.append(
            _("This has %(count)s characters; at most %(most)s fit.")
            % {"count": len(text), "most": LONGEST[name]}
        )
    if text != text.strip() or _UNREADABLE.search(text) or (name != "body" and re.search(r"[\n\t]", text)):
        told.append(
            _("Leave out spaces at either end, line breaks in a line, and characters nobody can see.")
        )
    for pattern, sentence in (
        (_CLAIMS, _("“%(words)s” belongs to a claim that nothing we know of supports.")),
        (_UNCHECKED, _("“%(words)s” is a figure nobody has checked yet.")),
    ):
        if match := pattern.search(text):
            told.append(sentence % {"words": match[0]})
    return told


def _look_at_choices(record: Mapping[str, Any], found: Problems) -> None:
    one_of: dict[str, Collection[Any]] = {
        "minutes": MINUTES,
        "when": Shelf.values,
        "kind": Kind.values,
        "source": Source.values,
        "strength": Strength.values,
    }
    for name, values in one_of.items():
        if record[name] not in values:
            found[name].append(
                _("Choose one of these: %(values)s.") % {"values": ", ".join(str(value) for value in values)}
            )
    several_of: dict[str, Collection[str]] = {"stages": STAGES, "causes": REASONS}
    for name, keys in several_of.items():
        if unknown := [one for one in record[name] if one not in keys]:
            found[name].append(_("There is no %(values)s here.") % {"values": ", ".join(unknown)})
        if len(record[name]) != len(set(record[name])):
            found[name].append(_("Name each of them once."))


def _look_at_source(record: Mapping[str, Any], found: Problems) -> None:
    number, most = record["source_no"], SOURCE_TIPS.get(record["source"])
    if most is None and number is not None:
        found["source_no"].append(_("Only a tip of a source document has a number."))
    elif most is not None and (number is None or not 1 <= number <= most):
        found["source_no"].append(_("The tips of this document are 1 to %(most)s.") % {"most": most})


def _about_related(slug: str, related: list[str], known: Collection[str]) -> list[str]:
    told = []
    if unknown := [one for one in related if one not in known]:
        told.append(_("There is no tip called %(values)s.") % {"values": ", ".join(unknown)})
    if slug in related:
        told.append(_("A tip is not close to itself."))
    if len(related) != len(set(related)):
        told.append(_("Name each of them once."))
    if len(related) > MOST_RELATED:
        told.append(_("Name at most %(most)s.") % {"most": MOST_RELATED})
    return told


def as_lines(found: Mapping[str, Problems]) -> list[str]:
    """What is wrong with several records, a line each, for whoever sits at a terminal."""
    return [
        f"{slug}: {label_of(name)}: {sentence}"
        for slug, problems_of_one in found.items()
        for name, sentences in problems_of_one.items()
        for sentence in sentences
    ]
