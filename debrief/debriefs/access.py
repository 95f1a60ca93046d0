"""The one way from an address to a debrief."""

from functools import cache
from uuid import UUID

from django.http import Http404, HttpRequest

from debrief.database.compiled import Compiled
from debrief.debriefs.models import Debrief


def get_debrief_or_404(request: HttpRequest, debrief_id: UUID, *rows: str) -> Debrief:
    """The signed-in person's own debrief.

    `rows` names related tables whose rows come along in the same query (`Debrief.objects.with_rows`).
    Raises Http404 for anybody else's and for none: a stranger cannot tell the two apart.
    """
    try:
        debrief = _with(rows).get(request.user.pk, debrief_id)
    except Debrief.DoesNotExist:
        raise Http404 from None
    debrief.owner = request.user  # type: ignore[assignment]  # known already, and not asked for again
    return debrief


@cache
def _with(rows: tuple[str, ...]) -> Compiled[Debrief]:
    return Compiled(lambda owner, pk: Debrief.objects.of(owner).filter(pk=pk).with_rows(*rows))
