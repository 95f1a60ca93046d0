from collections.abc import Iterator
from contextlib import contextmanager

from debrief.debriefs.models import Debrief
from debrief.privacy import wall
from debrief.recovery.reading import READING_ROWS
from debrief.sharing.models import ShareLink
from debrief.sharing.tokens import hash_of


def good_links(debrief: Debrief) -> list[ShareLink]:
    """The links to `debrief` that open it now, the oldest first."""
    return list(ShareLink.objects.of(debrief.owner_id).filter(debrief=debrief).good())


def is_good(token: str) -> bool:
    """Whether a link with this token opens something now."""
    digest = hash_of(token)
    with wall.looking_up(digest):
        return ShareLink.objects.good().filter(token_hash=digest, owner__is_active=True).exists()


@contextmanager
def shown_by(token: str) -> Iterator[tuple[ShareLink, Debrief] | None]:
    """What a link opens, with its owner and with the rows a reading takes; None when it opens nothing.

    Inside the block the database shows that debrief and nothing else of its owner's, and takes no writes.
    """
    digest = hash_of(token)
    with wall.looking_up(digest):
        links = ShareLink.objects.good().filter(owner__is_active=True).select_related("owner")
        link = links.filter(token_hash=digest).only(*_OF_LINK).first()
        if link is None:
            yield None
            return
        wall.show_alone(link.owner_id, link.debrief_id)
        debrief = (
            Debrief.objects.of(link.owner_id).filter(pk=link.debrief_id).with_rows(*READING_ROWS).first()
        )
        if debrief is None:  # deleted a moment ago
            yield None
            return
        debrief.owner = link.owner
        yield link, debrief


# Of the person a name and a clock, and no address.
_OF_LINK = (
    *(field.name for field in ShareLink._meta.concrete_fields if field.name != "token_hash"),
    "owner__first_name",
    "owner__time_zone",
)
