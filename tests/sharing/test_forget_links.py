"""What is left of links that have expired goes, whoever gave them out."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from debrief.privacy.wall import acting_for
from debrief.sharing.models import ShareLink
from debrief.sharing.tokens import hash_of
from tests import factories


@pytest.mark.usefixtures("committed")
def test_those_that_have_expired_go_and_the_others_stay() -> None:
    people = [factories.person(name) for name in ("owner", "stranger")]
    debriefs = [factories.full_debrief(person) for person in people]
    now = timezone.now()
    for debrief in debriefs:
        expired, ended = factories.share_link(debrief, "plan"), factories.share_link(debrief, "plan")
        with acting_for(debrief.owner_id):
            links = ShareLink.objects.all()
            links.filter(token_hash=hash_of(expired)).update(
                made_at=now - timedelta(days=1), expires_at=now - timedelta(seconds=1)
            )
            links.filter(token_hash=hash_of(ended)).update(ended_at=now)
    out = StringIO()
    call_command("forget_links", stdout=out)
    assert int(out.getvalue().split()[1]) >= len(people)
    for debrief in debriefs:
        with acting_for(debrief.owner_id):
            left = list(ShareLink.objects.filter(debrief=debrief).values_list("ended_at", flat=True))
        assert left == [None, now], "the factory's, and the one that was ended"
