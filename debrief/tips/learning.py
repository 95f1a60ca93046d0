"""Learning from what people say which words speak for which tip.

This is ridge regression: a text is the list of its words and pairs of words, and the weights are those that
come closest to the tips that help with each saying while staying small themselves. So words that say the
same share the work, and a word that only keeps telling ones company learns to say nothing, which counting
words tip by tip cannot find out. It takes some seconds, so it is done beforehand, by
`manage.py learn_sayings`, and what was learned lies beside the sayings.
"""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log, sqrt
from pathlib import Path
from typing import NamedTuple

from debrief.tips.evidence import FOLDER, SCALE, features
from debrief.tips.library import read_all
from debrief.tips.ridge import Row, solve
from debrief.tips.typed import read, split

SITUATIONS, SENTENCES = FOLDER / "situations.toml", FOLDER / "sentences.toml"
_NEXT = 0.3  # how much each tip for a saying helps, of the one named before it
_SMALL = 0.6  # what a word every text is full of is trusted with, of another word
_PAIR = 0.5  # and a pair of words
_TIMES = 2  # a pair of words has to be there so often, and a word for others to be a misspelling of it
_PENALTY = 10.0  # for large weights: the more, the more careful
_ROUNDS = 15  # of conjugate gradients; more change nothing that can be seen
_LEAST, _LEAST_OF_PAIR = 4, 12  # hundredths; smaller weights are left out, since they only fill the file
_CLOSE = (",", ":")  # without spaces, which would be a third of what is left


class Saying(NamedTuple):
    """Something people say, and the slugs of the tips that help, the best first."""

    text: str
    tips: tuple[str, ...]


def sayings() -> Iterator[Saying]:
    """Everything people say, as the files have it, and what the tips that ship say of themselves."""
    for slug, record in read_all():
        yield from (Saying(record[name], (slug,)) for name in ("title", "summary"))
    for situation in _tables(SITUATIONS):
        yield from (Saying(text, tuple(situation["tips"])) for text in situation["said"])
    for table in _tables(SENTENCES):
        yield from (Saying(text, tuple(tips)) for text, tips in table.items())


def digest() -> str:
    """What is learned from, and how, as 64 hexadecimal digits; a file that has other ones is old."""
    how = (_NEXT, _SMALL, _PAIR, _TIMES, _PENALTY, _ROUNDS, _LEAST, _LEAST_OF_PAIR, SCALE)
    return hashlib.sha256(json.dumps([how, *sayings()]).encode()).hexdigest()


def learned_as_text() -> str:
    """What learned.json says: one line for each word or pair of words, with tips by number and hundredths."""
    given = list(sayings())
    weights = learn(given)
    slugs = sorted({slug for weight in weights.values() for slug in weight})
    at = {slug: number for number, slug in enumerate(slugs)}
    lines = []
    for feature, of in sorted(weights.items()):
        line = [number for slug in sorted(of) for number in (at[slug], round(of[slug] * SCALE))]
        lines.append(f"{json.dumps(feature, ensure_ascii=False)}:{json.dumps(line, separators=_CLOSE)}")
    words = Counter(word for saying in given for word in split(saying.text))
    often = " ".join(sorted(word for word, count in words.items() if count >= _TIMES))
    head = {"digest": digest(), "tips": slugs, "words": often}
    inside = ",\n".join(lines)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]},\n"weights": {{\n{inside}\n}}}}\n'


def learn(given: Sequence[Saying]) -> dict[str, dict[str, float]]:
    """The weights of words and pairs of words, by the slugs of tips; those that come to nothing left out."""
    texts, small = _features_of(given)
    counts = Counter(feature for text in texts for feature in text)
    trust = {
        feature: _trust(feature, small) * log((len(given) + 1) / (count + 0.5))
        for feature, count in counts.items()
        if count >= _TIMES or " " not in feature
    }
    number = {feature: at for at, feature in enumerate(trust)}
    rows: list[Row] = []
    for text in texts:
        known = [feature for feature in text if feature in trust]
        rows.append([(number[feature], trust[feature] / sqrt(len(known))) for feature in known])
    weights: dict[str, dict[str, float]] = {feature: {} for feature in trust}
    for slug in sorted({slug for saying in given for slug in saying.tips}):
        shares = [_share(slug, saying.tips) for saying in given]
        column = solve(rows, shares, len(trust), penalty=_PENALTY, rounds=_ROUNDS)
        for feature, weight in zip(trust, column, strict=True):
            least = _LEAST_OF_PAIR if " " in feature else _LEAST
            if abs(round(weight * trust[feature] * SCALE)) >= least:
                weights[feature][slug] = weight * trust[feature]
    return {feature: of for feature, of in weights.items() if of}


def _features_of(given: Iterable[Saying]) -> tuple[list[list[str]], frozenset[str]]:
    """The features of each saying, each once, and the lexemes of words every text is full of."""
    texts, small = [], set[str]()
    for sentences in read([saying.text for saying in given]):
        texts.append(list(dict.fromkeys(one for sentence in sentences for one in features(sentence))))
        small |= {word.lexeme for sentence in sentences for word in sentence if word.is_small}
    return texts, frozenset(small)


def _trust(feature: str, small: frozenset[str]) -> float:
    if " " in feature:
        return _PAIR
    return _SMALL if feature in small else 1


def _share(slug: str, tips: Sequence[str]) -> float:
    """Which part of the help a tip gives, of all tips for a saying."""
    if slug not in tips:
        return 0
    return _NEXT ** tips.index(slug) / sum(_NEXT**at for at in range(len(tips)))


def _tables(path: Path) -> Iterable[dict[str, list[str]]]:
    return tomllib.loads(path.read_text(encoding="utf-8")).values()
