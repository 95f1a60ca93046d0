"""What a browser needs to check a note as it is typed: as JSON.

There is nothing of anybody in it. `static/js/checks.js` reads it, and has of its own only what cannot be
data; tests/notes/test_javascript.py holds both to the same marks.
"""

import hashlib
import json
from functools import cache
from typing import Any

from django.utils.translation import get_language

from debrief.notes import evidence, names, reading, rules, suggestions, wordings
from debrief.notes.checks import MOST_SHOWN
from debrief.notes.marks import GROUPS, LEVELS, Says
from debrief.notes.noticing import Background


def checks() -> tuple[str, str]:
    """The data in the language of the reader, and a print of it that changes when it does."""
    return _checks(get_language())


@cache
def _checks(language: str | None) -> tuple[str, str]:
    text = json.dumps(_data(), ensure_ascii=False, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()[:12]


def _data() -> dict[str, Any]:
    return {
        "letters": reading.AS_READ,
        "longest": reading.LONGEST,
        "sentence": reading.SENTENCE.pattern,
        "mostShown": MOST_SHOWN,
        "evidence": _evidence(),
        "patterns": [_pattern(each) for each in wordings.patterns()],
        "says": {name: _said(saying) for name, saying in rules.SAYINGS.items()},
        "sameNote": _said(suggestions.SAME),
        "rules": [regex.pattern for regex in _RULES],
        "everywhere": [regex.pattern for regex in _EVERYWHERE],
        "leftover": rules.LEFTOVER.pattern,
        "fewest": rules.FEWEST,
        "most": rules.MOST,
        "blockFrom": rules.AIM[1],
        "fewestParagraphs": rules.FEWEST_PARAGRAPHS,
        "mostParagraphs": rules.MOST_PARAGRAPHS,
        "leastOfParagraph": rules.LEAST_OF_A_PARAGRAPH,
        "thanksWithin": rules.THANKS_WITHIN,
        "mostClarifications": rules.MOST_CLARIFICATIONS,
        "longestSignOff": rules.LONGEST_SIGN_OFF,
        "shortLine": rules.SHORT_LINE,
        "alike": names.ALIKE,
        "alikeInGreeting": names.ALIKE_IN_GREETING,
        "shortestName": names.SHORTEST,
        "signature": names.SIGNATURE,
        "noNames": sorted(names.NO_NAMES),
        "noParts": sorted(names.TITLES | names.COMMON),
    }


# In the order in which checks.js takes them.
_RULES = (
    rules.THANKS,
    rules.CHECKING_IN,
    rules.LOST_TIME,
    rules.SIGN_OFF,
    rules.CLARIFICATION,
    rules.ANOTHER,
)
_EVERYWHERE = (rules.STOCK, rules.APOLOGY, names.GREETING, names.SENTENCE_START)


def _evidence() -> dict[str, Any]:
    learned = evidence.evidence()
    return {
        "word": evidence.WORD.pattern,
        "same": evidence.SAME,
        "ending": evidence.ENDING.pattern,
        "short": evidence.SHORT,
        "number": evidence.NUMBER,
        "start": evidence.START,
        "scale": evidence.SCALE,
        "some": evidence.SOME,
        "sure": evidence.SURE,
        "maybe": evidence.MAYBE,
        "nearly": evidence.NEARLY,
        "kinds": learned.kinds,
        "atFirst": learned.at_first,
        "weights": {
            feature: [part for pair in of for part in pair] for feature, of in learned.weights.items()
        },
    }


def _pattern(pattern: wordings.Pattern) -> dict[str, Any]:
    flags = {
        "standsAlone": pattern.stands_alone,
        "onceIfLate": pattern.once_if_late,
        "beforeNo": pattern.before_a_no,
    }
    written = {"kind": pattern.kind, "find": pattern.find, "unless": pattern.unless}
    return {
        **_said(pattern),
        **{name: True for name, is_so in flags.items() if is_so},
        **{name: each for name, each in written.items() if each},
    }


def _said(says: Says) -> dict[str, Any]:
    kinder = str(says.kinder)
    return {
        "id": says.id,
        "rank": LEVELS.index(says.level) * len(GROUPS) + GROUPS.index(says.group),
        "why": str(says.why),
        "kinder": kinder,
        "instead": suggestions.words_to_use(says.id, kinder),
    }


def known(background: Background) -> dict[str, Any]:
    """What the page of a note knows and the note is held against; the rest are fields of that page."""
    prints = (suggestions.print_of(text, name) for name, text in background.others)
    return {
        "name": background.name,
        "people": list(background.people),
        "organisation": background.organisation,
        "specific": background.specific,
        "theyLostTime": background.they_lost_time,
        "isAfterNo": background.is_after_no,
        "others": [number for number in prints if number],
        "words": dict(background.words),
    }
