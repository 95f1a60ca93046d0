"""How much the words of a sentence speak for each kind of trouble, whatever way it is said.

The weights are learned beforehand from sentences of notes (`learning`) and lie in said/learned.json. Browsers
get the same (`browser`), and static/js/checks.js adds them up in the same way.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

FOLDER = Path(__file__).parent / "said"
LEARNED = FOLDER / "learned.json"
SCALE = 10  # weights are whole numbers in the file: ten mean that a word alone would be sure
# Added to the number of features, so that two or three words alone are sure of little.
SOME = 10

# From here on a sentence has a trouble by what it says. From there on it may have the one it looks like,
# unless it says another one that much more. Chosen on notes nothing was learned from: docs/decisions/0021.
SURE = 0.33
MAYBE = 0.20
NEARLY = 0.7  # of what it says most

WORD = re.compile(r"n't\b|[a-z]+(?=n't\b)|'[a-z]+|[a-z]+|[0-9]+|[£$€?]", re.ASCII)
SAME = {
    "n't": "not",
    "cannot": "not",
    "cant": "not",
    "dont": "not",
    "'m": "am",
    "im": "am",
    "'re": "are",
    "'ve": "have",
    "'ll": "will",
}
ENDING = re.compile(r"(?:ings?|edly|ed|ies|ied|es|s|ly|e|y)$")
SHORT = 4  # letters of a word that has no ending to lose
NUMBER = "0"  # any number
START = "^"  # before the first word


@dataclass(frozen=True)
class Evidence:
    """`at_first` is what to expect of each of the kinds before a word is read.

    `weights` by feature (see `features`): the number of a kind, and how much it speaks for it.
    """

    kinds: tuple[str, ...]
    at_first: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, int], ...]]

    def scores(self, sentence: str) -> dict[str, float]:
        """How much a sentence in small letters speaks for each kind: near 1 for what it has, 0 for others."""
        found = features(sentence)
        sums = [0] * len(self.kinds)
        for feature in found & self.weights.keys():
            for kind, weight in self.weights[feature]:
                sums[kind] += weight
        length = SCALE * sqrt(SOME + len(found))
        likely = (first + total / length for first, total in zip(self.at_first, sums, strict=True))
        return dict(zip(self.kinds, likely, strict=True))


def features(sentence: str) -> frozenset[str]:
    """The words of a sentence in small letters, and each two that follow each other."""
    words = list(_words(sentence))
    return frozenset(words) | {f"{one} {following}" for one, following in pairwise([START, *words])}


def _words(sentence: str) -> Iterator[str]:
    for word in WORD.findall(sentence):
        if word.isdigit():
            yield NUMBER
        elif word in SAME:
            yield SAME[word]
        else:
            yield ENDING.sub("", word) if len(word) > SHORT else word


@cache
def evidence() -> Evidence:
    """What was learned from the sentences that ship."""
    file = json.loads(LEARNED.read_text(encoding="utf-8"))
    weights = {
        feature: tuple(zip(line[::2], line[1::2], strict=True)) for feature, line in file["weights"].items()
    }
    return Evidence(tuple(file["kinds"]), tuple(file["at_first"]), weights)
