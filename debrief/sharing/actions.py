"""Making a link, and ending it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from debrief.debriefs.models import Debrief
from debrief.sharing.models import ShareLink
from debrief.sharing.tokens import hash_of

MOST_LINKS = 10  # good ones of one debrief


class TooManyLinksError(Exception):
    """There are as many good links to this debrief as there may be."""


class EndedLinkError(Exception):
    """The page that is sent again made a link that has been ended since."""


@transaction.atomic
def make_link(
    *, debrief: Debrief, token: str, parts: Sequence[str], days: int, for_whom: str = "", need: str = ""
) -> tuple[ShareLink, bool]:
    """The link with `token`, which shows `parts`, keys of stages, for so many days; and whether it is new.

    Links of this person that have expired go, whichever debrief they were to. Raises TooManyLinksError,
    EndedLinkError, and Debrief.DoesNotExist when the debrief is gone.
    """
    # One at a time, or two tabs make an eleventh.
    Debrief.objects.of(debrief.owner_id).select_for_update(of=("self",)).get(pk=debrief.pk)
    now, links = timezone.now(), ShareLink.objects.of(debrief.owner_id)
    links.filter(expires_at__lte=now).delete()
    digest = hash_of(token)
    if made := links.filter(token_hash=digest).first():
        if made.ended_at:
            raise EndedLinkError
        return made, False
    if links.filter(debrief=debrief).good().count() >= MOST_LINKS:
        raise TooManyLinksError
    link = ShareLink.objects.create(
        owner_id=debrief.owner_id,
        debrief=debrief,
        token_hash=digest,
        parts=[*parts],
        for_whom=for_whom,
        need=need,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    return link, True


def end_link(*, debrief: Debrief, link_id: UUID) -> bool:
    """End a link; ended twice, it keeps the first moment. Returns whether this was the first.

    Raises ShareLink.DoesNotExist when there is none.
    """
    link = ShareLink.objects.of(debrief.owner_id).get(pk=link_id, debrief=debrief)
    if link.ended_at:
        return False
    link.ended_at = timezone.now()
    link.save(update_fields=["ended_at"])
    return True
