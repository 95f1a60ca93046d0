"""Reading a stage page's post: the words, and the bookkeeping that came along with them."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.http import HttpRequest, QueryDict
from uuid_utils.compat import uuid7

# Names on the page that are not answers.
_BOOKKEEPING = {"csrfmiddlewaretoken", "version", "operation", "pending", "then"}
MAX_PENDING = 40  # writes without a reply; static/js/draft.js remembers as many
MAX_DRAFT = 100_000  # characters of all names and values of one page


def fresh_operation() -> UUID:
    """An id for the next save of a page."""
    return uuid7()


@dataclass(frozen=True)
class Posted:
    """One post of a stage page.

    `version` is the one the page was opened with; `operation` this save's own id; `pending` writes of
    the same page it has had no reply to, sent with blanks between their ids; `then` the button that was
    pressed; `words` the raw answers.
    """

    version: int
    operation: UUID
    pending: tuple[UUID, ...]
    then: str
    words: dict[str, list[str]]

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        post = request.POST
        version = post.get("version", "")
        return cls(
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
            operation=_uuid(post.get("operation", "")) or fresh_operation(),
            pending=tuple(filter(None, map(_uuid, post.get("pending", "").split()[:MAX_PENDING]))),
            then=post.get("then", ""),
            words={name: values for name, values in post.lists() if name not in _BOOKKEEPING},
        )

    @property
    def length(self) -> int:
        return sum(len(name) + sum(map(len, values)) for name, values in self.words.items())


def as_data(words: dict[str, list[str]]) -> QueryDict:
    """Kept words in the shape a form reads."""
    data = QueryDict(mutable=True)
    for name, values in words.items():
        data.setlist(name, values)
    return data


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
