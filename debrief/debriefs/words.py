"""Finding a debrief by the words in it: how they are kept, and how they are asked for.

All the words of a debrief lie in one row (`WordIndex`), so that two of them find it wherever each was
written. The row is made again by every save of a stage, in the save's own transaction; what is still being
typed is not in it. Why not a column beside each text: docs/decisions/0011.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db.models import Func, Value

from debrief.debriefs.models import Debrief, DebriefQuerySet, WordIndex
from debrief.debriefs.whole import texts_of, whole_rows

MOST_WORDS = 10  # of one search
_AT_ONCE = 50  # debriefs
_WORD = re.compile(r"[^\W_]+")


def index_words(*, owner_id: UUID, debrief_id: UUID) -> None:
    """Make a debrief findable by what is saved of it now. Whoever writes words into a debrief calls this."""
    _index(Debrief.objects.of(owner_id).filter(pk=debrief_id))


def index_all_words(*, owner_id: UUID) -> None:
    """Make every debrief of one person findable anew."""
    keys = list(Debrief.objects.of(owner_id).values_list("pk", flat=True))
    for start in range(0, len(keys), _AT_ONCE):
        _index(Debrief.objects.of(owner_id).filter(pk__in=keys[start : start + _AT_ONCE]))


def _index(debriefs: DebriefQuerySet) -> None:
    WordIndex.objects.bulk_create(
        [
            WordIndex(owner_id=debrief.owner_id, debrief_id=debrief.pk, words=vector_of(texts_of(debrief)))
            for debrief in debriefs.with_rows(*whole_rows())
        ],
        update_conflicts=True,
        unique_fields=["owner", "debrief"],
        update_fields=["words"],
    )


def vector_of(texts: Iterable[Any]) -> Func:
    """What `WordIndex.words` holds for `texts`: strings, or JSON with strings anywhere in it."""
    said = Value(" ".join(word for text in texts for string in _strings(text) for word in _words(string)))
    # Inflected forms share a stem; the words as they stand are there for beginnings that go beyond it.
    vector = SearchVector(said, config="english") + SearchVector(said, config="simple")
    # Where in the text a word stands is left out: nothing is ranked, and the row is half the size.
    return Func(vector, function="strip", output_field=SearchVectorField())


def query_for(typed: str) -> SearchQuery | None:
    """What to look for when somebody types `typed`; None when there is no word in it.

    Every word has to be there: as it is, inflected, or as the beginning of one. Words that say nothing by
    themselves ("the", "it") count only when there are no others. Past ten words the rest is not looked for.
    """
    words = _words(typed)[:MOST_WORDS]
    if not words:
        return None
    beginnings = " & ".join(f"{word}:*" for word in words)
    stems = SearchQuery(beginnings, config="english", search_type="raw")
    return stems | SearchQuery(beginnings, config="simple", search_type="raw")


def _words(text: str) -> list[str]:
    """The words of a text in small letters without accents: who types on a phone leaves them out."""
    letters = unicodedata.normalize("NFKD", text)
    return _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)).lower())


def _strings(value: Any) -> Iterator[str]:
    """The strings of a JSON value, however deep, without the names in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)
