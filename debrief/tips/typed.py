"""Understanding what somebody typed: in small letters, without apostrophes, misspelt, in whole sentences."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from debrief.tips.evidence import evidence
from debrief.tips.lexemes import Word, lexemes_of, words_of

MOST_WORDS = 100  # of what was typed; the rest is passed over
# Upset people say "couldnt", "never" and "no" for the same thing.
_NOT = re.compile(
    r"no|not|never|cannot|without|(ai|are|ca|could|did|does|do|had|has|have|is|should|was|were|wo|would)nt"
)
_END = re.compile(r"[.!?;:\n]+")  # of a sentence; no two words belong together across it
# How many letters may be wrong in a word of at least so many. Shorter ones stay as they are: nearly
# everything is one letter away from a word of four.
_MAY_BE_WRONG = ((9, 2), (5, 1))
_LEAST = 4  # letters of a word that is taken for the beginning of a longer one
_SHORT = 7  # a word of fewer letters with one of them changed is mostly another word


@dataclass(frozen=True)
class Typed:
    """What was typed: its words, and how much it speaks for each tip, by slug (see `Evidence.tips`)."""

    words: tuple[Word, ...]
    tips: Mapping[str, float]


def split(text: str) -> list[str]:
    """The words of a text in small letters, apostrophes closed up and every way of saying no a "not"."""
    return [word for sentence in _sentences(text) for word in sentence]


def read(texts: Iterable[str]) -> list[list[list[Word]]]:
    """The words of each sentence of each text, as they are written; one query at most."""
    split_up = [_sentences(text) for text in texts]
    lexemes = lexemes_of({word for text in split_up for sentence in text for word in sentence})
    return [[[_word(one, lexemes) for one in sentence] for sentence in text] for text in split_up]


def understand(text: str, known: Collection[str]) -> Typed:
    """Read what was typed. `known` are the lexemes of the library; without any, no word is guessed at."""
    (sentences,) = read([text])
    if known:
        last = sentences[-1][-1] if sentences else None
        sentences = [
            [_guessed(word, known, is_last=word is last) for word in sentence] for sentence in sentences
        ]
    return Typed(tuple(word for sentence in sentences for word in sentence), evidence().tips(sentences))


def _sentences(text: str) -> list[list[str]]:
    """The words of each sentence, as `split` has them; of all together not more than `MOST_WORDS`."""
    sentences, left = [], MOST_WORDS
    for sentence in _END.split(re.sub("['’‘`´]", "", text)):
        words = words_of(sentence)[:left]
        left -= len(words)
        if words:
            sentences.append(["not" if _NOT.fullmatch(word) else word for word in words])
    return sentences


def _guessed(word: Word, known: Collection[str], *, is_last: bool) -> Word:
    """The word, or if it means nothing, what it was meant to be; without a guess, the word as it is.

    The last word may be the beginning of one. Any may be misspelt.
    """
    said = evidence()
    if word.is_small or word.lexeme in known or said.speaks_of(word):
        return word
    longer = _completed(word.text, (*said.words, *known)) if is_last else None
    if near := longer or _nearest(word.text, said.words):
        # A lexeme of the library is no word that was asked about, and its own stem.
        return _word(near, lexemes_of([near])) if near in said.words else Word(near, near)
    near = _nearest(word.lexeme, known)
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


def _word(text: str, lexemes: Mapping[str, str]) -> Word:
    return Word(text, lexemes[text] or text, is_small=text == "not" or not lexemes[text])
