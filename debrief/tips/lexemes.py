"""Words as PostgreSQL's own search stems them."""

import re
from collections.abc import Iterable, Mapping

from django.db import connection

WORD = re.compile(r"[^\W_]+")

# What stems to what never changes, so it is asked once. People type many words, and some make them up.
_MOST_KEPT = 20_000
_known: dict[str, str] = {}


def words_of(text: str) -> list[str]:
    """The words of a text in small letters."""
    return WORD.findall(text.lower())


def lexemes_of(words: Iterable[str]) -> Mapping[str, str]:
    """The lexeme of each word, which is in small letters; an empty one for words every text is full of.

    One query for all words this process has not met yet, none when it has met them all.
    """
    wanted = set(words)
    if new := sorted(wanted - _known.keys()):
        if len(_known) + len(new) > _MOST_KEPT:
            _known.clear()
            new = sorted(wanted)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT word, coalesce((ts_lexize('english_stem', word))[1], '') "
                "FROM unnest(%s::text[]) AS word",
                [new],
            )
            _known.update(cursor.fetchall())
    return {word: _known[word] for word in wanted}
