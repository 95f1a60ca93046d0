"""Learning from sentences of notes which words speak for which trouble.

This is ridge regression, as for finding tips: a sentence is the set of its words and pairs of words, and the
weights are those that come closest to what each sentence has while staying small themselves. Beside sentences
with trouble stand all those of good notes, which is most of what tells the two apart. It takes a minute, so
it is done beforehand, by `manage.py learn_troubles`, and what was learned lies beside the sentences.
"""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from math import log, sqrt
from typing import NamedTuple

from debrief.notes.evidence import ENDING, FOLDER, SAME, SCALE, SHORT, SOME, WORD, features
from debrief.notes.marks import Known
from debrief.notes.reading import Reading
from debrief.tips.ridge import Row, solve

_PAIR = 0.7  # what a pair of words is trusted with, of a word
_TIMES = 2  # so often a word or pair has to be there; what is said once cannot be told from chance
_PENALTY = 10.0  # for large weights: the more, the more careful
_ROUNDS = 12  # of conjugate gradients; more change nothing that can be seen
_LEAST_FOR, _LEAST_AGAINST = 2, 6  # tenths; smaller weights only fill the file
# How many times more a sentence counts the second time at most, if it has trouble and if it has none. That
# begins where the first try gave it less than this, or more than that, and is all of it so much further on.
_MORE_IF_TROUBLED, _LESS_THAN, _WITHIN = 6, 0.6, 0.6
_MORE_IF_FINE, _MORE_THAN, _FROM_THERE = 20, 0.1, 0.4
_CLOSE = (",", ":")  # without spaces


@dataclass(frozen=True)
class Good:
    """A whole note that is fine as it is."""

    name: str
    text: str
    known: Known


class Learned(NamedTuple):
    """The kinds of trouble, what to expect of each before a word is read, and the weights of features."""

    kinds: list[str]
    at_first: list[float]
    weights: dict[str, list[float]]


@dataclass(frozen=True)
class Line:
    """A single sentence. `raises` are ids of patterns, one of which is what is wrong; none if nothing is."""

    text: str
    raises: frozenset[str] = frozenset()


def good_notes() -> Iterator[Good]:
    for path in sorted((FOLDER / "good").glob("*.toml")):
        for number, record in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["note"], 1):
            known = Known(people=record.get("people", ()), already_told_no=record.get("told_no", False))
            yield Good(f"{path.stem}-{number}", record["text"].strip(), known)


def fine_lines() -> Iterator[Line]:
    yield from map(Line, (FOLDER / "fine.txt").read_text(encoding="utf-8").splitlines())


def troubled_lines() -> Iterator[Line]:
    tables = tomllib.loads((FOLDER / "troubled.toml").read_text(encoding="utf-8"))
    for ids, table in tables.items():
        yield from (Line(line, frozenset(ids.split())) for line in table["lines"])


def lines() -> Iterator[Line]:
    """Every sentence there is to learn from, those of good notes among them."""
    yield from troubled_lines()
    yield from fine_lines()
    yield from map(Line, dict.fromkeys(text for note in good_notes() for text in _sentences(note.text)))


def digest() -> str:
    """What is learned from, and how, as 64 hexadecimal digits; a file that has other ones is old."""
    how = [
        (_PAIR, _TIMES, _PENALTY, _ROUNDS, _LEAST_FOR, _LEAST_AGAINST, SCALE, SOME, SHORT),
        (_MORE_IF_TROUBLED, _LESS_THAN, _WITHIN, _MORE_IF_FINE, _MORE_THAN, _FROM_THERE),
        (WORD.pattern, ENDING.pattern, SAME),
    ]
    what = [(line.text, sorted(line.raises)) for line in lines()]
    return hashlib.sha256(json.dumps([how, what]).encode()).hexdigest()


def learned_as_text() -> str:
    """What learned.json says: one line for each word or pair of words, with kinds by number and weights."""
    kinds, at_first, weights = learn(list(lines()))
    written = []
    for feature, of in sorted(weights.items()):
        whole = [round(weight * SCALE) for weight in of]
        line = [part for kind, weight in enumerate(whole) if _is_kept(weight) for part in (kind, weight)]
        if line:
            name = json.dumps(feature, ensure_ascii=False)
            written.append(f"{name}:{json.dumps(line, separators=_CLOSE)}")
    rounded = [round(share, 4) for share in at_first]
    head = json.dumps({"digest": digest(), "kinds": kinds, "at_first": rounded})
    inside = ",\n".join(written)
    return f'{head[:-1]},\n"weights": {{\n{inside}\n}}}}\n'


def learn(given: Sequence[Line]) -> Learned:
    """What sentences teach, in two tries: what the first has nearly wrong counts more in the second."""
    kinds = sorted({id for line in given for id in line.raises})
    has = [[kind in line.raises for kind in kinds] for line in given]
    found = [features(_as_read(line.text)) for line in given]
    trust = _trust(found)
    rows = list(_rows(found, trust))
    at_first, columns = _fitted(rows, has, len(trust), [1.0] * len(rows))
    emphasis = list(map(_emphasis, _scores(rows, at_first, columns), has))
    at_first, columns = _fitted(rows, has, len(trust), emphasis)
    weights = {
        feature: [weight * much for weight in of]
        for (feature, much), of in zip(trust.items(), zip(*columns, strict=True), strict=True)
    }
    return Learned(kinds, at_first, weights)


def _trust(found: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much is expected of each feature that is there often enough: more, the rarer it is."""
    counts = Counter(feature for one in found for feature in one)
    return {
        feature: (_PAIR if " " in feature else 1) * log((len(found) + 1) / (count + 0.5))
        for feature, count in sorted(counts.items())
        if count >= _TIMES
    }


def _rows(found: Sequence[frozenset[str]], trust: Mapping[str, float]) -> Iterator[Row]:
    number = {feature: at for at, feature in enumerate(trust)}
    for one in found:
        length = sqrt(SOME + len(one))
        yield [(number[feature], trust[feature] / length) for feature in sorted(one & trust.keys())]


def _fitted(
    rows: Sequence[Row], has: Sequence[Sequence[bool]], width: int, emphasis: Sequence[float]
) -> tuple[list[float], list[list[float]]]:
    """What to expect at first and the weights, for each kind; a row counts as much as its `emphasis`."""
    roots = list(map(sqrt, emphasis))
    weighed = [[(at, value * root) for at, value in row] for row, root in zip(rows, roots, strict=True)]
    at_first, columns = [], []
    for wanted in zip(*has, strict=True):
        share = sum(compress(emphasis, wanted)) / sum(emphasis)
        rest = [root * (is_so - share) for root, is_so in zip(roots, wanted, strict=True)]
        at_first.append(share)
        columns.append(solve(weighed, rest, width, penalty=_PENALTY, rounds=_ROUNDS))
    return at_first, columns


def _scores(
    rows: Sequence[Row], at_first: Sequence[float], columns: Sequence[Sequence[float]]
) -> Iterator[list[float]]:
    for row in rows:
        yield [
            share + sum(value * column[at] for at, value in row)
            for share, column in zip(at_first, columns, strict=True)
        ]


def _emphasis(scores: Sequence[float], has: Sequence[bool]) -> float:
    """How much a sentence counts the second time: more, the nearer the first try came to having it wrong.

    Weights that come close to all sentences care most for the many that are easy.
    """
    own = [score for score, is_so in zip(scores, has, strict=True) if is_so]
    if own:
        return 1 + _MORE_IF_TROUBLED * _part((_LESS_THAN - max(own)) / _WITHIN)
    return 1 + _MORE_IF_FINE * _part((max(scores) - _MORE_THAN) / _FROM_THERE)


def _part(value: float) -> float:
    return max(0, min(value, 1))


def _is_kept(weight: int) -> bool:
    return weight >= _LEAST_FOR or weight <= -_LEAST_AGAINST


def _sentences(note: str) -> Iterator[str]:
    reading = Reading(note)
    yield from (reading.text[start:end] for start, end in reading.sentences)


def _as_read(sentence: str) -> str:
    return Reading(sentence).small
