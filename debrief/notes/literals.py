"""What a regular expression cannot do without: the cheap question before the dear one.

Most wordings are in no note. Whether one can be there at all is told by a few of its letters, all wordings at
once, in a small part of the time that trying each of them takes.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from string import digits
from typing import Generic, TypeVar

Thing = TypeVar("Thing", bound=Hashable)
Texts = frozenset[str]

# Texts that one part of an expression may stand for before they are no longer kept one by one.
_MOST = 128
# How many letters of a text in a row are looked for first.
_LENGTH = 4
# Of more letters than these a text gets no rarer.
_RARE = 7
# Letters from rare to common, roughly as in English.
_BY_RARITY = "zqjx0123456789%£$-kvbpgwyfmculdhrsnioate' "


class Index(Generic[Thing]):
    """Finds, of many things that each stand behind an expression, those that can be in a text at all."""

    def __init__(self, expressions: Mapping[Thing, str]) -> None:
        self._always: list[Thing] = []
        self._short: defaultdict[str, list[Thing]] = defaultdict(list)
        self._by_part: defaultdict[str, defaultdict[str, list[Thing]]]
        self._by_part = defaultdict(lambda: defaultdict(list))
        for thing, expression in expressions.items():
            texts = needs(expression)
            if texts is None:
                self._always.append(thing)
            for text in texts or ():
                by_text = self._short if len(text) < _LENGTH else self._by_part[_rarest(text)]
                by_text[text].append(thing)

    def possible_in(self, small: str) -> set[Thing]:
        """`small` is the text in small letters."""
        found = set(self._always)
        parts = {small[start : start + _LENGTH] for start in range(len(small))}
        for by_text in (self._short, *map(self._by_part.__getitem__, parts & self._by_part.keys())):
            for needed, things in by_text.items():
                if needed in small:
                    found.update(things)
        return found


_NOTHING: Texts = frozenset({""})
_TOKEN = re.compile(
    r"""(?P<open>\((?:\?(?::|<?[=!]))?) | (?P<close>\)) | (?P<bar>\|) | (?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])
      | (?P<times>(?:\?|\{(?P<least>\d+)(?:,\d*)?\}|[*+])\??) | (?P<edge>\^|\$|\\[bB])
      | (?P<any>\\[wWdDsS]|\.) | \\?(?P<letter>(?s:.))""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class _Part:
    """`exactly` are all the texts a part stands for, where they are few; one of `needs` is in each."""

    exactly: Texts | None = None
    needs: Texts | None = None


_EMPTY = _Part(_NOTHING)
_ANYTHING = _Part()
_A_DIGIT = _Part(frozenset(digits))


def needs(expression: str) -> Texts | None:
    """Texts in small letters of which at least one is in whatever matches, without regard to case.

    None where no such text can be named. Reads what the wordings are written in: a part of the language, see
    `wordings`.
    """
    part = _alternatives(_TOKEN.finditer(expression))
    return _better(part.needs, _as_needs(part.exactly))


def _alternatives(tokens: Iterator[re.Match[str]]) -> _Part:
    """Up to the end of the expression, or of the group it is in."""
    branches: list[list[_Part]] = [[]]
    for token in tokens:
        branch = branches[-1]
        match token.lastgroup:
            case "close":
                break
            case "bar":
                branches.append([])
            case "open":
                inner = _alternatives(tokens)
                is_only_looked_at = token["open"].endswith(("=", "!"))
                branch.append(_EMPTY if is_only_looked_at else inner)
            case "edge":
                branch.append(_EMPTY)
            case "any":
                branch.append(_A_DIGIT if token["any"] == r"\d" else _ANYTHING)
            case "set":
                branch.append(_one_of(token["set"][1:-1]))
            case "letter":
                branch.append(_Part(frozenset({token["letter"].lower()})))
            case _ if token["times"][0] == "+" or int(token["least"] or 0) > 0:
                branch.append(_ANYTHING)  # once, and then perhaps more
            case _:
                branch[-1] = _perhaps(branch[-1], token["times"][0] == "?")
    return _either([_in_a_row(branch) for branch in branches])


def _one_of(letters: str) -> _Part:
    plain = not letters.startswith("^") and "\\" not in letters and "-" not in letters[1:-1]
    return _Part(frozenset(letters.lower())) if plain and len(letters) <= 4 else _ANYTHING


def _perhaps(part: _Part, is_once: bool) -> _Part:
    return _Part(part.exactly | _NOTHING) if is_once and part.exactly is not None else _ANYTHING


def _in_a_row(parts: Iterable[_Part]) -> _Part:
    found: Texts | None = None
    whole, run = True, _NOTHING
    for part in parts:
        found = _better(found, part.needs)
        if part.exactly is not None and len(run) * len(part.exactly) <= _MOST:
            run = frozenset(map("".join, product(run, part.exactly)))
        else:
            found = _better(found, _as_needs(run))
            whole, run = False, part.exactly if part.exactly is not None else _NOTHING
    return _Part(run, found) if whole else _Part(needs=_better(found, _as_needs(run)))


def _either(branches: list[_Part]) -> _Part:
    exactly: Texts | None = frozenset()
    needed: Texts | None = frozenset()
    for branch in branches:
        here = _better(branch.needs, _as_needs(branch.exactly))
        exactly = None if exactly is None or branch.exactly is None else exactly | branch.exactly
        needed = None if needed is None or here is None else needed | here
    return _Part(exactly, needed)


def _as_needs(texts: Texts | None) -> Texts | None:
    return texts if texts and "" not in texts else None


def _better(one: Texts | None, other: Texts | None) -> Texts | None:
    """Whichever is less likely to be in a note by chance."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda texts: (min(_RARE, *map(len, texts)), -len(texts)))


def _rarest(text: str) -> str:
    """The part of `text` that is least likely to be in a note by chance."""
    parts = (text[start : start + _LENGTH] for start in range(len(text) - _LENGTH + 1))
    return min(parts, key=lambda part: sum(map(_BY_RARITY.find, part)))
