"""Understanding what somebody typed: in small letters, without apostrophes, misspelt, in whole sentences.

`synonyms.toml` says which words and phrases lead where; this module reads it, and knows nothing of tips.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from debrief.tips.lexemes import lexemes_of, words_of

MOST_WORDS = 30  # of what was typed; the rest is passed over
_FILE = Path(__file__).parent / "synonyms.toml"
_BETWEEN = 2  # words that may stand between those of a phrase
_SMALL = 0.3  # what "not", "my" and the like weigh in a phrase, where other words weigh 1
# Upset people say "couldnt", "never" and "no" for the same thing.
_NOT = re.compile(
    r"no|not|never|cannot|without|(ai|are|ca|could|did|does|do|had|has|have|is|should|was|were|wo|would)nt"
)
# How many letters may be wrong in a word of at least so many. Shorter ones stay as they are: nearly
# everything is one letter away from a word of four.
_MAY_BE_WRONG = ((9, 2), (5, 1))
_LEAST = 4  # letters of a word that is taken for the beginning of a longer one
_SHORT = 7  # a word of fewer letters with one of them changed is mostly another word


class Word(NamedTuple):
    """A word in small letters, and as PostgreSQL stems it; a word every text is full of stays as it is."""

    text: str
    lexeme: str
    is_small: bool = False


@dataclass(frozen=True)
class Concept:
    """Something people have many words for. `reason` is a key of `tips.reasons`, or empty."""

    name: str
    reason: str
    lexemes: tuple[str, ...]  # of the words tips have for it


@dataclass(frozen=True)
class Typed:
    """What was typed: its words, and what it is about, with a weight each."""

    words: tuple[Word, ...]
    about: Mapping[Concept, float]


@dataclass(frozen=True)
class _Phrase:
    """Words that follow each other: lexemes, or beginnings of words with a star."""

    words: tuple[str, ...]
    concept: Concept
    weight: float

    def is_in(self, words: Sequence[Word], at: int) -> bool:
        """Whether `words` have this phrase, beginning at `at`."""
        for wanted in self.words[1:]:
            following = range(at + 1, min(at + 2 + _BETWEEN, len(words)))
            at = next((i for i in following if _is(wanted, words[i])), -1)
            if at < 0:
                return False
        return True


@dataclass(frozen=True)
class _Phrases:
    by_first: Mapping[str, Sequence[_Phrase]]  # by the first lexeme, or beginning with a star
    lexemes: frozenset[str]
    beginnings: tuple[str, ...]  # without their star

    def starting(self, word: Word) -> Iterator[_Phrase]:
        yield from self.by_first.get(word.lexeme, ())
        if word.text.startswith(self.beginnings):
            for beginning in self.beginnings:
                if word.text.startswith(beginning):
                    yield from self.by_first.get(f"{beginning}*", ())

    def have(self, word: Word) -> bool:
        return word.lexeme in self.lexemes or word.text.startswith(self.beginnings)


def split(text: str) -> list[str]:
    """The words of a text in small letters, apostrophes closed up and every way of saying no a "not"."""
    words = words_of(re.sub("['’‘`´]", "", text))
    return ["not" if _NOT.fullmatch(word) else word for word in words[:MOST_WORDS]]


def understand(text: str, known: Collection[str]) -> Typed:
    """Read what was typed. `known` are the lexemes of the library; without any, no word is guessed at."""
    # One query for everything that is asked below.
    lexemes = lexemes_of({*(typed := split(text)), *written_words()})
    words = [_word(one, lexemes) for one in typed]
    if known:
        words = [_guessed(word, lexemes, known, is_last=word is words[-1]) for word in words]
    about: dict[Concept, float] = {}
    for at, word in enumerate(words):
        for phrase in _phrases().starting(word):
            # The longest phrase counts: it is seldom meant otherwise than it sounds.
            if phrase.weight > about.get(phrase.concept, 0) and phrase.is_in(words, at):
                about[phrase.concept] = phrase.weight
    return Typed(tuple(words), about)


@cache
def written_words() -> frozenset[str]:
    """Every word of `synonyms.toml`, typed or used by tips, without beginnings."""
    entries = [entry for entries in _read().values() for entry in entries.values()]
    phrases = [phrase for entry in entries for phrase in (*entry["typed"], *entry["words"])]
    return frozenset(word for phrase in phrases for word in _words_of(phrase) if not word.endswith("*"))


@cache
def concepts() -> tuple[Concept, ...]:
    """Everything `synonyms.toml` has."""
    return tuple(dict.fromkeys(concept for _words, concept in _written()))


def _guessed(word: Word, lexemes: Mapping[str, str], known: Collection[str], *, is_last: bool) -> Word:
    """The word, or if it means nothing, what it was meant to be; without a guess, the word as it is.

    The last word may be the beginning of one. Any may be misspelt.
    """
    phrases = _phrases()
    if word.is_small or word.lexeme in known or phrases.have(word):
        return word
    if is_last:
        longer = _completed(word.text, (*written_words(), *phrases.beginnings, *known))
        if longer:
            return _word(longer, lexemes) if longer in lexemes else Word(longer, longer)
    if near := _nearest(word.text, written_words()):
        return _word(near, lexemes)
    beginnings = (_nearest(word.text[:length], phrases.beginnings) for length in range(4, len(word.text)))
    near = _nearest(word.lexeme, known) or next(filter(None, beginnings), None)
    return Word(near, near) if near else word


def _completed(word: str, known: Iterable[str]) -> str | None:
    """The shortest word of `known` that begins with `word`, or None."""
    longer = (one for one in known if len(word) >= _LEAST and one.startswith(word))
    return min(longer, key=lambda one: (len(one), one), default=None)


def _nearest(word: str, known: Iterable[str]) -> str | None:
    """The word of `known` that `word` was probably meant to be, or None.

    Few people get the first letter wrong, so only words with that letter are looked at.
    """
    allowed = next((wrong for letters, wrong in _MAY_BE_WRONG if len(word) >= letters), 0)
    near = (
        (_distance(word, one), one)
        for one in known
        if len(one) >= 5 and one[0] == word[0] and abs(len(one) - len(word)) <= allowed
    )
    return min(((wrong, one) for wrong, one in near if wrong <= allowed), default=(0, None))[1]


def _distance(one: str, other: str) -> int:
    """Letters to put in, take out, change or swap with the next, to make one word of the other."""
    change = 2 if len(one) < _SHORT else 1
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (change if a != b else 0))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _is(wanted: str, word: Word) -> bool:
    return word.text.startswith(wanted[:-1]) if wanted.endswith("*") else word.lexeme == wanted


def _word(text: str, lexemes: Mapping[str, str]) -> Word:
    return Word(text, lexemes[text] or text, is_small=text == "not" or not lexemes[text])


def _words_of(phrase: str) -> list[str]:
    return ["not" if _NOT.fullmatch(word) else word for word in phrase.split()]


@cache
def _read() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _written() -> tuple[tuple[str, Concept], ...]:
    """Every phrase with what it leads to."""
    lexemes = lexemes_of(written_words())
    return tuple(
        (phrase, concept)
        for group, entries in _read().items()
        for name, entry in entries.items()
        for concept in [
            Concept(name, name if group == "reasons" else "", tuple(lexemes[word] for word in entry["words"]))
        ]
        for phrase in entry["typed"]
    )


@cache
def _phrases() -> _Phrases:
    lexemes = lexemes_of(written_words())
    by_first: dict[str, list[_Phrase]] = defaultdict(list)
    every: set[str] = set()
    for phrase, concept in _written():
        words = [Word(one, one) if one.endswith("*") else _word(one, lexemes) for one in _words_of(phrase)]
        weight = sum(_SMALL if word.is_small else 1 for word in words)
        every.update(word.lexeme for word in words)
        by_first[words[0].lexeme].append(_Phrase(tuple(word.lexeme for word in words), concept, weight))
    beginnings = tuple(sorted(word[:-1] for word in every if word.endswith("*")))
    return _Phrases(by_first, frozenset(every), beginnings)
