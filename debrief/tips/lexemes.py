"""Words as PostgreSQL's own search stems them."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import connection

WORD = re.compile(r"[^\W_]+")
_MOST_KEPT = 20_000  # words; people make some up


class Word(NamedTuple):
    """A word in small letters, and as PostgreSQL stems it; a word every text is full of stays as it is."""

    text: str
    lexeme: str
    is_small: bool = False


class _Kept:
    """What this process has asked for. The answers never change, and are thrown away only all at once."""

    lexemes: dict[str, str] = {}


def words_of(text: str) -> list[str]:
    """The words of a text in small letters."""
    return WORD.findall(text.lower())


def lexemes_of(words: Iterable[str]) -> Mapping[str, str]:
    """The lexemes of `words`, which are in small letters, by word; empty for words every text is full of.

    One query for all words this process has not met yet, none when it has met them all. Other words may be
    among them.
    """
    wanted, known = set(words), _Kept.lexemes
    if not (new := wanted - known.keys()):
        return known
    if len(known) + len(new) > _MOST_KEPT:
        # Another thread may be reading the old ones.
        forget_lexemes()
        known, new = _Kept.lexemes, wanted
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, coalesce((ts_lexize('english_stem', word))[1], '') FROM unnest(%s::text[]) AS word",
            [sorted(new)],
        )
        known.update(cursor.fetchall())
    return known


def forget_lexemes() -> None:
    """Ask for every word again."""
    _Kept.lexemes = {}
