"""What a person makes of a tip: kept, tried, noted, hidden; theirs alone, and in no cache."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.privacy.wall import acting_for
from debrief.tips.models import MOST_NOTE, Tip, TipMark
from tests import factories
from tests.conftest import signed_in
from tests.test_query_counts import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]

TIP = "holding-sentence"
PAGE = f"/tips/{TIP}/"

Press = Callable[..., None]


@pytest.fixture
def press(owner_client: Client) -> Press:
    def press(do: str, slug: str = TIP, **posted: str) -> None:
        response = owner_client.post(reverse("tips:mark_tip", args=[slug]), {"do": do, **posted})
        assert response.status_code == 302
        assert response["Location"] == f"/tips/{slug}/#yours"

    return press


def mark_of(owner: User, slug: str = TIP) -> TipMark:
    with acting_for(owner.pk):
        return TipMark.objects.get(owner=owner, tip=slug)


def text_of(client: Client, path: str = PAGE) -> str:
    return re.sub(r"\s+", " ", client.get(path).content.decode())


# --- the buttons, each with the one that takes it back ---


@pytest.mark.parametrize(
    ("do", "said", "undo"),
    [
        ("save", "Kept since", "unsave"),
        ("helped", "You tried it: <strong>Helped</strong>", "untry"),
        ("a_bit", "You tried it: <strong>A bit</strong>", "untry"),
        ("not_for_me", "You tried it: <strong>Not for me</strong>", "untry"),
        ("hide", "It isn't suggested to you any more.", "unhide"),
    ],
)
def test_a_button_says_what_it_did_and_offers_to_undo_it(
    owner: User, owner_client: Client, press: Press, do: str, said: str, undo: str
) -> None:
    before = owner_client.get(PAGE).content.decode()
    assert said not in before
    assert f'value="{undo}"' not in before
    press(do)
    after = owner_client.get(PAGE).content.decode()
    assert said in after
    assert f'value="{undo}"' in after
    assert f'value="{do}"' not in after
    press(undo)
    assert said not in owner_client.get(PAGE).content.decode()
    kept = mark_of(owner)
    assert (kept.saved_at, kept.tried, kept.is_hidden, kept.note) == (None, "", False, "")


def test_another_answer_takes_the_place_of_the_first_and_nothing_else_changes(
    owner: User, press: Press
) -> None:
    for do in ("save", "helped", "hide"):
        press(do)
    press("note", note="In the lift.")
    press("a_bit")
    kept = mark_of(owner)
    assert kept.saved_at
    assert (kept.tried, kept.is_hidden, kept.note) == ("a_bit", True, "In the lift.")


def test_pressing_twice_is_as_good_as_once(owner: User, press: Press) -> None:
    press("save")
    press("save")
    with acting_for(owner.pk):
        assert TipMark.objects.of(owner).count() == 1


def test_a_note_comes_back_as_it_was_written(owner: User, owner_client: Client, press: Press) -> None:
    press("note", note="  <b>Say</b> it\r\nin the lift.  ")
    assert mark_of(owner).note == "<b>Say</b> it\nin the lift."
    assert "&lt;b&gt;Say&lt;/b&gt; it\nin the lift.</textarea>" in owner_client.get(PAGE).content.decode()
    press("note", note="")
    assert mark_of(owner).note == ""


def test_a_note_that_is_too_long_is_refused_with_every_word_in_place(
    owner: User, owner_client: Client
) -> None:
    long = "word " * 61
    response = owner_client.post(f"{PAGE}mark/", {"do": "note", "note": long})
    assert response.status_code == 422
    html = response.content.decode()
    assert long.strip() in html
    assert "there is room for 300" in html
    assert "<title>Error:" in html
    with acting_for(owner.pk):
        assert not TipMark.objects.of(owner).exists()
    assert len(long.strip()) > MOST_NOTE


@pytest.mark.parametrize("odd", ["", "delete", "note\x7f", "save " * 5_000, "<script>"])
def test_a_button_that_is_not_there_changes_nothing(owner: User, press: Press, odd: str) -> None:
    press(odd)
    with acting_for(owner.pk):
        assert not TipMark.objects.of(owner).exists()


def test_a_tip_that_is_not_there_takes_no_mark(owner_client: Client) -> None:
    for address in ("/tips/nothing-here/mark/", "/tips/nothing-here/seen/"):
        assert owner_client.post(address, {"do": "save"}).status_code == 404


def test_having_it_open_for_a_while_is_said_by_a_post_and_not_by_getting_the_page(
    owner: User, owner_client: Client
) -> None:
    owner_client.get(PAGE)
    with acting_for(owner.pk):
        assert not TipMark.objects.of(owner).exists()
    assert owner_client.post(f"{PAGE}seen/").status_code == 204
    first = mark_of(owner)
    factories.tip_mark(owner, TIP, note="Kept.")
    assert owner_client.post(f"{PAGE}seen/").status_code == 204
    assert mark_of(owner).seen_at > first.seen_at
    assert mark_of(owner).note == "Kept."
    assert owner_client.get(f"{PAGE}seen/").status_code == 405
    assert owner_client.get(f"{PAGE}mark/").status_code == 405


def test_a_form_from_elsewhere_is_refused(owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    for address in (f"{PAGE}mark/", f"{PAGE}seen/"):
        assert client.post(address, {"do": "save"}).status_code == 403


# --- the list of what was kept ---


def test_kept_tips_stand_newest_first_with_their_notes(owner_client: Client, press: Press) -> None:
    for slug in ("slow-minute", TIP, "name-the-feeling"):
        press("save", slug)
    press("note", note="In the lift.")
    press("helped", "slow-minute")
    page = owner_client.get("/tips/saved/")
    assert [one.tip.slug for one in page.context["saved"]] == ["name-the-feeling", TIP, "slow-minute"]
    html = page.content.decode()
    assert "In the lift." in html
    assert "Helped" in html
    assert "no-store" in page["Cache-Control"]


def test_what_was_tried_or_hidden_without_keeping_it_stands_below(owner_client: Client, press: Press) -> None:
    press("a_bit")
    press("hide", "slow-minute")
    page = owner_client.get("/tips/saved/")
    assert page.context["saved"] == []
    assert [one.tip.slug for one in page.context["tried"]] == [TIP]
    assert [card.slug for card in page.context["hidden"]] == ["slow-minute"]


def test_an_empty_list_offers_one_tip(owner_client: Client) -> None:
    html = text_of(owner_client, "/tips/saved/")
    assert "Nothing yet." in html
    assert html.count('class="card"') == 1


def test_a_mark_of_a_tip_that_is_gone_shows_nowhere(owner: User, owner_client: Client, press: Press) -> None:
    press("save")
    Tip.objects.filter(pk=TIP).delete()
    page = owner_client.get("/tips/saved/")
    assert page.status_code == 200
    assert page.context["saved"] == []
    assert owner_client.get("/tips/?saved=yes").status_code == 200


def test_the_library_can_be_narrowed_to_what_was_kept(owner_client: Client, press: Press) -> None:
    press("save")
    page = owner_client.get("/tips/?saved=yes")
    assert [one.tip.slug for one in page.context["tips"]] == [TIP]
    assert "Saved" in page.content.decode()
    (kept,) = (one for one in page.context["filters"] if one.name == "saved")
    assert [(option.value, option.count) for option in kept.options] == [("yes", 1)]
    assert owner_client.get("/tips/?saved=yes&q=wine").context["total"] == 0


# --- whose page it is ---


def test_without_a_session_the_page_is_everybodys(client: Client, owner: User, press: Press) -> None:
    press("note", note=factories.CANARY)
    for path in ("/tips/", PAGE, "/tips/?q=holding"):
        page = client.get(path)
        assert set(page["Cache-Control"].split(", ")) == {"max-age=60", "public"}
        assert page["ETag"]
        assert "Cookie" in page["Vary"]
        assert not page.cookies
        assert factories.CANARY not in page.content.decode()
        assert "csrfmiddlewaretoken" not in page.content.decode()
    assert f"/accounts/login/?next={PAGE}" in client.get(PAGE).content.decode()


def test_with_a_session_the_page_is_ones_own_and_kept_nowhere(
    client: Client, owner_client: Client, press: Press
) -> None:
    press("note", note=factories.CANARY)
    for path in ("/tips/?show=all", PAGE, "/tips/?q=holding"):
        client.get(path)  # now this process has everybody's page
        page = owner_client.get(path)
        assert "no-store" in page["Cache-Control"]
        assert "private" in page["Cache-Control"]
        assert "public" not in page["Cache-Control"]
        assert "ETag" not in page
        assert "Cookie" in page["Vary"]
        assert factories.CANARY in page.content.decode()
        assert factories.CANARY not in client.get(path).content.decode()


def test_a_session_that_has_ended_is_a_strangers_page_and_kept_nowhere_either(owner: User) -> None:
    client = signed_in(owner)
    client.session.flush()
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "Sign in" in page.content.decode()
    assert 'id="yours"' not in page.content.decode()


def test_a_message_for_one_person_is_in_no_cache(client: Client) -> None:
    client.cookies["messages"] = "anything"
    assert "no-store" in client.get(PAGE)["Cache-Control"]


def test_a_signed_out_press_leads_to_signing_in_and_back(client: Client) -> None:
    for address in (f"{PAGE}mark/", f"{PAGE}seen/"):
        response = client.post(address, {"do": "save"})
        assert response.status_code == 302
        assert response["Location"] == f"/accounts/login/?next={PAGE}"


def test_how_many_queries_it_takes(owner: User, owner_client: Client, press: Press) -> None:
    """The session, the person and their marks; the tip itself, or the search."""
    for count in (1, 50):
        for slug in list(Tip.objects.values_list("pk", flat=True))[:count]:
            factories.tip_mark(owner, slug, note="x")
        for path, most in ((PAGE, 3), ("/tips/", 2), ("/tips/?q=i+froze", 3), ("/tips/saved/", 2)):
            owner_client.get(path)
            assert len(queries(lambda path=path: owner_client.get(path))) == most
