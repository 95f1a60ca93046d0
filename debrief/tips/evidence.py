"""What each word and pair of words says about the tips that would help.

The weights are learned beforehand from what people say (`learning`) and lie in sayings/learned.json.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

from debrief.tips.lexemes import Word

FOLDER = Path(__file__).parent / "sayings"
LEARNED = FOLDER / "learned.json"
SCALE = 100  # weights are whole numbers in the file: a hundred means that a word alone is sure of a tip


@dataclass(frozen=True)
class Evidence:
    """`weights` by feature (see `features`), then by slug; `words` are those said more than once."""

    weights: Mapping[str, Mapping[str, float]]
    words: frozenset[str]

    def speaks_of(self, word: Word) -> bool:
        """Whether a word is known, in any of its forms."""
        return word.text in self.words or word.lexeme in self.weights

    def tips(self, sentences: Iterable[Sequence[Word]]) -> dict[str, float]:
        """How much what was said speaks for each tip: near 1 for one that surely helps, near 0 for others.

        The longer a text, the less each word says.
        """
        known = {one for sentence in sentences for one in features(sentence)} & self.weights.keys()
        sums: dict[str, float] = defaultdict(float)
        for feature in known:
            for slug, weight in self.weights[feature].items():
                sums[slug] += weight
        return {slug: total / sqrt(len(known)) for slug, total in sums.items()}


def features(sentence: Sequence[Word]) -> Iterator[str]:
    """The words of a sentence, and each two that follow each other with a space between them, stemmed."""
    lexemes = [word.lexeme for word in sentence]
    yield from lexemes
    yield from (f"{one} {following}" for one, following in pairwise(lexemes))


@cache
def evidence() -> Evidence:
    """What was learned from the sayings that ship."""
    file = json.loads(LEARNED.read_text(encoding="utf-8"))
    slugs = file["tips"]
    weights = {
        feature: {slugs[at]: weight / SCALE for at, weight in zip(line[::2], line[1::2], strict=True)}
        for feature, line in file["weights"].items()
    }
    return Evidence(weights, frozenset(file["words"].split()))
