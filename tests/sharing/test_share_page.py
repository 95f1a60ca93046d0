"""Making a link, and ending it."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry, State
from debrief.sharing.actions import MOST_LINKS
from debrief.sharing.models import ShareLink
from debrief.sharing.tokens import hash_of
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
LINK = re.compile(r'id="link" type="text" value="([^"]+)"')


def page_of(debrief: Debrief) -> str:
    return f"/debriefs/{debrief.pk}/share/"


def seal_on(html: str) -> str:
    found = re.search(r'name="seal" value="([^"]+)"', html)
    assert found
    return unescape(found[1])


def make(client: Client, debrief: Debrief, **changed: object) -> HttpResponse:
    seal = seal_on(client.get(page_of(debrief)).content.decode())
    sent = {"parts": ["capture"], "days": "7", "seal": seal, **changed}
    return client.post(page_of(debrief), sent)  # type: ignore[return-value]


def token_in(response: HttpResponse) -> str:
    found = LINK.search(response.content.decode())
    assert found
    return found[1].rstrip("/").rpartition("/")[2]


def links(debrief: Debrief) -> list[ShareLink]:
    """Those of the debrief, but for the one that the factory gave it."""
    with acting_for(debrief.owner_id):
        return list(ShareLink.objects.exclude(for_whom=factories.CANARY))


def test_a_link_is_made_and_shown_once(owner_client: Client, debrief: Debrief) -> None:
    response = make(owner_client, debrief, parts=["capture", "note"], for_whom=" Ben ", need="listen")
    html = response.content.decode()
    token = token_in(response)
    assert re.fullmatch(r"[\w-]{43}", token)
    (link,) = links(debrief)
    assert (link.parts, link.for_whom, link.need) == (["capture", "note"], "Ben", "listen")
    assert link.expires_at - link.made_at == timedelta(days=7)
    assert bytes(link.token_hash or b"") == hash_of(token)
    assert "Ben" in html
    for way in ("sms:?&amp;body=", "mailto:?subject="):
        (href,) = re.findall(f'href="({re.escape(way)}[^"]+)"', html)
        assert f"http://127.0.0.1:8000/s/{token}/" in unquote(href)
    again = owner_client.get(page_of(debrief)).content.decode()
    assert token not in again
    assert "Ben" in again
    assert "Get it down while it&#x27;s fresh · Send a short thank-you" in again


def test_the_link_is_nowhere_in_the_database(owner_client: Client, debrief: Debrief) -> None:
    token = token_in(make(owner_client, debrief))
    with acting_for(debrief.owner_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        tables = [table for (table,) in cursor.fetchall()]
        assert len(tables) > 30
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{token}%"])
            assert cursor.fetchone()[0] == 0, table
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{token.encode().hex()}%"]
            )
            assert cursor.fetchone()[0] == 0, table
        cursor.execute(
            "SELECT count(*) FROM sharing_sharelink t WHERE t::text LIKE %s", [f"%{hash_of(token).hex()}%"]
        )
        assert cursor.fetchone()[0] == 1, "the search would have found it"


def test_a_double_click_and_a_reload_make_one_link(owner_client: Client, debrief: Debrief) -> None:
    seal = seal_on(owner_client.get(page_of(debrief)).content.decode())
    tokens = {token_in(make(owner_client, debrief, seal=seal)) for _again in range(3)}
    assert len(tokens) == len(links(debrief)) == 1


def test_a_page_sent_again_does_not_bring_an_ended_link_back(owner_client: Client, debrief: Debrief) -> None:
    seal = seal_on(owner_client.get(page_of(debrief)).content.decode())
    make(owner_client, debrief, seal=seal, days="1")
    (link,) = links(debrief)
    owner_client.post(page_of(debrief), {"end": str(link.pk)})
    for hours, is_known in ((0, True), (11, True), (13, False), (25, False)):
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            client = signed_in(User.objects.get(pk=debrief.owner_id))
            response = client.post(page_of(debrief), {"parts": "capture", "days": "1", "seal": seal})
            assert response.status_code == (302 if is_known else 200)
            if is_known:
                assert "That link has been ended." in client.get(page_of(debrief)).content.decode()
        with acting_for(debrief.owner_id):
            same = ShareLink.objects.filter(token_hash=bytes(link.token_hash or b""))
            assert not same.filter(ended_at=None).exists()


def test_a_seal_is_good_for_its_own_debrief_alone(
    owner: User, owner_client: Client, debrief: Debrief
) -> None:
    other = factories.full_debrief(owner)
    seal = seal_on(owner_client.get(page_of(debrief)).content.decode())
    first = token_in(make(owner_client, debrief, seal=seal))
    for odd in (seal, "x", "", "a" * 200_000, f"{'a' * 43}:1:x"):
        assert token_in(make(owner_client, other, seal=odd)) != first
    assert "a" * 43 not in {token_in(make(owner_client, other, seal="a" * 43))}


def test_it_is_ended(owner_client: Client, debrief: Debrief) -> None:
    token = token_in(make(owner_client, debrief, for_whom="Ben"))
    (link,) = links(debrief)
    for _twice in range(2):
        response = owner_client.post(page_of(debrief), {"end": str(link.pk)}, follow=True)
        assert "Ended. Whoever has that link sees nothing any more." in response.content.decode()
        assert "Ben" not in response.content.decode()
    assert Client().get(f"/s/{token}/").status_code == 404


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_a_link_that_is_none_cannot_be_ended(owner_client: Client, debrief: Debrief, key: str) -> None:
    assert owner_client.post(page_of(debrief), {"end": key}).status_code in (400, 404)


def test_nobody_ends_somebody_elses(owner: User, stranger: User, debrief: Debrief) -> None:
    with acting_for(owner.pk):
        link = ShareLink.objects.get()
    theirs = factories.full_debrief(stranger)
    response = signed_in(stranger).post(page_of(theirs), {"end": str(link.pk)})
    assert response.status_code == 404
    with acting_for(owner.pk):
        assert ShareLink.objects.good().count() == 1


def test_ten_at_once_and_what_was_picked_stays(owner_client: Client, debrief: Debrief) -> None:
    for _n in range(MOST_LINKS - 1):
        make(owner_client, debrief)
    response = make(owner_client, debrief, for_whom="The eleventh", need="see")
    html = response.content.decode()
    assert response.status_code == 422
    assert "There are 10 links to this debrief. End one to make room" in html
    assert 'value="The eleventh"' in html
    assert re.search(r'value="capture"[^>]* checked', html)
    assert len(links(debrief)) == MOST_LINKS - 1
    owner_client.post(page_of(debrief), {"end": str(links(debrief)[0].pk)})
    assert make(owner_client, debrief).status_code == 200


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"parts": []}, "Pick at least one part."),
        ({"parts": ["nonsense"]}, "Pick from the answers shown."),
        ({"days": "365"}, "Pick one of the answers shown."),
        ({"days": ""}, "Pick how long first."),
        ({"need": "money"}, "Pick one of the answers shown."),
        ({"for_whom": "x" * 61}, "there is room for 60"),
    ],
)
def test_what_does_not_fit_is_said_and_the_rest_kept(
    owner_client: Client, debrief: Debrief, sent: dict[str, object], said: str
) -> None:
    response = make(owner_client, debrief, **{"for_whom": "Ben from the club", **sent})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "for_whom" in sent or 'value="Ben from the club"' in response.content.decode()
    assert links(debrief) == []


def test_nothing_is_ticked_but_what_one_came_for(owner_client: Client, debrief: Debrief) -> None:
    def ticked(query: str) -> list[str]:
        html = owner_client.get(page_of(debrief) + query).content.decode()
        return re.findall(r'type="checkbox" name="parts" value="(\w+)"[^>]* checked', html)

    assert ticked("") == []
    assert ticked("?part=note") == ["note"]
    assert ticked("?part=nonsense") == []


def test_it_begins_with_whom_and_what_the_stage_was_told(owner_client: Client, debrief: Debrief) -> None:
    html = owner_client.get(page_of(debrief)).content.decode()
    assert 'value="Aunt"' in html
    assert re.search(r'name="need" value="both"[^>]* checked', html)


def test_parts_that_tell_a_mood_say_so(owner_client: Client, debrief: Debrief) -> None:
    html = owner_client.get(page_of(debrief)).content.decode()
    assert set(re.findall(r'name="parts" value="(\w+)"[^>]*><span>[^<]*with how you felt', html)) == {
        "land",
        "first_guess",
    }


def test_only_what_has_something_to_show_is_offered(owner: User, owner_client: Client) -> None:
    bare = factories.debrief(owner)
    html = owner_client.get(page_of(bare)).content.decode()
    assert "There is nothing to show yet." in html
    assert 'name="parts"' not in html
    with acting_for(owner.pk):
        StageEntry.objects.create(
            owner=owner,
            debrief=bare,
            stage_key="recharge",
            state=State.STARTED,
            draft={"later_kind": ["x"]},
        )
    assert 'name="parts"' not in owner_client.get(page_of(bare)).content.decode()


def test_getting_the_page_changes_nothing(owner_client: Client, debrief: Debrief) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        client = signed_in(User.objects.get(pk=debrief.owner_id))
        assert client.get(page_of(debrief)).status_code == 200
        with acting_for(debrief.owner_id):
            assert ShareLink.objects.count() == 1
        make(client, debrief)
        with acting_for(debrief.owner_id):
            assert ShareLink.objects.get().for_whom == ""  # what had expired went when a new one was made


def test_pages_of_the_debrief_lead_to_it(owner_client: Client, debrief: Debrief) -> None:
    for page, link in {
        "read/": page_of(debrief),
        "": page_of(debrief),
        "people/": page_of(debrief),
        "note/": f"{page_of(debrief)}?part=note",
    }.items():
        assert f'href="{link}"' in owner_client.get(f"/debriefs/{debrief.pk}/{page}").content.decode()


def test_what_was_typed_when_the_session_ended_is_there_again(owner: User, debrief: Debrief) -> None:
    client = Client()
    headers = {"Sec-Fetch-Site": "same-origin"}
    sent = {"parts": ["note"], "days": "30", "for_whom": "Somebody else"}
    response = client.post(page_of(debrief), sent, headers=headers)
    assert response.status_code == 302
    client.force_login(owner)
    html = client.get(page_of(debrief)).content.decode()
    assert 'value="Somebody else"' in html
    assert re.search(r'value="note"[^>]* checked', html)
    assert re.search(r'name="days" value="30"[^>]* checked', html)
