"""Understanding what somebody typed: in small letters, without apostrophes, misspelt, in whole sentences.

`synonyms.toml` says which words and phrases lead where, and to which tips; this module reads it.
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from debrief.tips.lexemes import lexemes_of, words_of

MOST_WORDS = 100  # of what was typed; the rest is passed over
_FILE = Path(__file__).parent / "synonyms.toml"
_BETWEEN = 1  # word that may stand between those of a phrase
_SMALL = 0.3  # how much of a word "not", "my" and the like are in the length of a phrase
# What a phrase of one word weighs: one that says it, and one that may mean it.
CLEAR, _HINTS = 1.0, 0.4
_LONGER = 0.4  # how much more for each further word
_AGAIN = 0.3  # how much of its weight each further phrase for the same thing adds
_MOST = 2.0  # what all phrases for one thing weigh together, at most
# What a word weighs that belongs to phrases of one thing alone, without the rest of them. One that belongs to
# phrases of many things weighs its share; below this share it tells nothing.
_PART, _LEAST_SHARE = 0.5, 0.25
# Upset people say "couldnt", "never" and "no" for the same thing.
_NOT = re.compile(
    r"no|not|never|cannot|without|(ai|are|ca|could|did|does|do|had|has|have|is|should|was|were|wo|would)nt"
)
_END = re.compile(r"[.!?;:\n]+")  # of a sentence; no phrase goes on behind it
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


@dataclass(frozen=True, eq=False)
class Concept:
    """Something people have many words for. `reason` is a key of `tips.reasons`, or empty."""

    name: str
    reason: str
    is_guess: bool  # only counts when nothing was said clearly
    tips: tuple[str, ...]  # slugs of those that help, the best first
    lexemes: tuple[str, ...]  # of the words other tips have for it


@dataclass(frozen=True)
class Typed:
    """What was typed: its words, and what it is about, with a weight each."""

    words: tuple[Word, ...]
    about: Mapping[Concept, float]


@dataclass(frozen=True, eq=False)
class _Phrase:
    """Words that follow each other: lexemes, or beginnings of words with a star."""

    words: tuple[str, ...]
    concept: Concept | None  # None: it only sounds as if it were about something
    weight: float

    def place(self, words: Sequence[Word], at: int) -> frozenset[int]:
        """Where in `words` this phrase is, if it begins at `at`; empty if it is not there."""
        places = [at]
        for wanted in self.words[1:]:
            following = range(at + 1, min(at + 2 + _BETWEEN, len(words)))
            at = next((i for i in following if _is(wanted, words[i])), -1)
            if at < 0:
                return frozenset()
            places.append(at)
        return frozenset(places)


@dataclass(frozen=True)
class _Phrases:
    # By the first and the second lexeme, or beginning with a star; the second is empty if there is but one.
    by_start: Mapping[tuple[str, str], Sequence[_Phrase]]
    by_word: Mapping[str, Mapping[Concept, float]]  # by each lexeme, what its phrases mostly lead to
    beginnings: tuple[str, ...]  # without their star

    def found(self, words: Sequence[Word]) -> list[tuple[_Phrase, frozenset[int]]]:
        """The phrases `words` have, and where."""
        keys = [self._keys(word) for word in words]
        candidates = (
            (phrase, at)
            for at in range(len(words))
            for first in keys[at]
            for second in ("", *chain.from_iterable(keys[at + 1 : at + 2 + _BETWEEN]))
            for phrase in self.by_start.get((first, second), ())
        )
        places = ((phrase, phrase.place(words, at)) for phrase, at in dict.fromkeys(candidates))
        return [(phrase, place) for phrase, place in places if place]

    def with_word(self, word: Word) -> Iterator[tuple[Concept, float]]:
        """What phrases with that word lead to, and which share of them."""
        for key in self._keys(word):
            yield from self.by_word.get(key, {}).items()

    def have(self, word: Word) -> bool:
        return word.lexeme in self.by_word or word.text.startswith(self.beginnings)

    def _keys(self, word: Word) -> list[str]:
        if not word.text.startswith(self.beginnings):
            return [word.lexeme]
        return [word.lexeme, *(f"{one}*" for one in self.beginnings if word.text.startswith(one))]


def split(text: str) -> list[str]:
    """The words of a text in small letters, apostrophes closed up and every way of saying no a "not"."""
    return [word for sentence in _sentences(text) for word in sentence]


def understand(text: str, known: Collection[str]) -> Typed:
    """Read what was typed. `known` are the lexemes of the library; without any, no word is guessed at."""
    sentences = _sentences(text)
    # One query for everything that is asked below.
    lexemes = lexemes_of({word for sentence in sentences for word in sentence} | written_words())
    read = [[_word(one, lexemes) for one in sentence] for sentence in sentences]
    if known:
        last = read[-1][-1] if read else None
        read = [
            [_guessed(word, lexemes, known, is_last=word is last) for word in sentence] for sentence in read
        ]
    return Typed(tuple(word for sentence in read for word in sentence), _about(read))


def _sentences(text: str) -> list[list[str]]:
    """The words of each sentence, as `split` has them; of all together not more than `MOST_WORDS`."""
    sentences, left = [], MOST_WORDS
    for sentence in _END.split(re.sub("['’‘`´]", "", text)):
        words = words_of(sentence)[:left]
        left -= len(words)
        if words:
            sentences.append(["not" if _NOT.fullmatch(word) else word for word in words])
    return sentences


def _about(sentences: Iterable[Sequence[Word]]) -> dict[Concept, float]:
    """What sentences are about.

    Of phrases that share words the longest counts: "car crash" is no crash of a computer. A word of no phrase
    still speaks a little for what it is mostly said of.
    """
    phrases, weights = _phrases(), defaultdict[Concept, list[float]](list)
    for words in sentences:
        found = phrases.found(words)
        for phrase, place in found:
            if phrase.concept and not any(place < other for _longer, other in found):
                weights[phrase.concept].append(phrase.weight)
        used = frozenset[int]().union(*(place for _phrase, place in found))
        for at, word in enumerate(words):
            if at not in used and not word.is_small:
                for concept, share in phrases.with_word(word):
                    weights[concept].append(_PART * share)
    is_clear = any(max(those) >= CLEAR for those in weights.values())
    return {
        concept: _together(those) for concept, those in weights.items() if not (is_clear and concept.is_guess)
    }


def _together(weights: Sequence[float]) -> float:
    """What several phrases for one thing weigh: the heaviest, and something for each of the others."""
    heaviest = max(weights)
    return min(heaviest + _AGAIN * (sum(weights) - heaviest), _MOST)


@cache
def written_words() -> frozenset[str]:
    """Every word of `synonyms.toml`, typed or used by tips, without beginnings."""
    phrases = [
        phrase
        for _group, _name, entry in _entries()
        for key in ("typed", "hints", "words")
        for phrase in entry.get(key, ())
    ]
    return frozenset(word for phrase in phrases for word in _words_of(phrase) if not word.endswith("*"))


@cache
def concepts() -> tuple[Concept, ...]:
    """Everything `synonyms.toml` has."""
    return tuple(dict.fromkeys(concept for _words, concept, _weight in _written() if concept))


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

    Few people get the first letter wrong, so only words with that letter are looked at; and a wrong letter
    changes at most two in the set of letters, which is quickly seen.
    """
    allowed = next((wrong for letters, wrong in _MAY_BE_WRONG if len(word) >= letters), 0)
    letters = set(word)
    near = (
        (_distance(word, one), one)
        for one in (known if allowed else ())
        if one[0] == word[0]
        and len(one) >= 5
        and abs(len(one) - len(word)) <= allowed
        and len(letters.symmetric_difference(one)) <= 2 * allowed
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
def _entries() -> tuple[tuple[str, str, dict[str, list[str]]], ...]:
    """Every entry of the file: its group, its name, and what it says."""
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple((group, name, entry) for group, entries in groups.items() for name, entry in entries.items())


@cache
def _written() -> tuple[tuple[str, Concept | None, float], ...]:
    """Every phrase, what it leads to, and how surely."""
    lexemes = lexemes_of(written_words())
    written: list[tuple[str, Concept | None, float]] = []
    for group, name, entry in _entries():
        concept = Concept(
            name,
            reason=name if group == "reasons" else "",
            is_guess=group == "guesses",
            tips=tuple(entry.get("tips", ())),
            lexemes=tuple(lexemes[word] for word in entry.get("words", ())),
        )
        for key, weight in (("typed", CLEAR), ("hints", _HINTS)):
            written += [(phrase, concept if concept.tips else None, weight) for phrase in entry.get(key, ())]
    return tuple(written)


@cache
def _phrases() -> _Phrases:
    lexemes = lexemes_of(written_words())
    by_start: dict[tuple[str, str], list[_Phrase]] = defaultdict(list)
    leading: dict[str, Counter[Concept]] = defaultdict(Counter)
    for phrase, concept, weight in _written():
        words = [Word(one, one) if one.endswith("*") else _word(one, lexemes) for one in _words_of(phrase)]
        length = sum(_SMALL if word.is_small else 1 for word in words)
        for word in words:
            if concept and not concept.is_guess and not word.is_small:
                leading[word.lexeme][concept] += 1
            else:
                leading.setdefault(word.lexeme, Counter())
        weight *= 1 + _LONGER * (length - 1)
        first, second, *_more = [*(parts := tuple(word.lexeme for word in words)), ""]
        by_start[first, second].append(_Phrase(parts, concept, weight))
    beginnings = tuple(sorted(word[:-1] for word in leading if word.endswith("*")))
    by_word = {
        word: {c: n / counts.total() for c, n in counts.items() if n / counts.total() >= _LEAST_SHARE}
        for word, counts in leading.items()
    }
    return _Phrases(by_start, by_word, beginnings)
