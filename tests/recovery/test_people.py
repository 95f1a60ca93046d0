"""Let someone in: who, what to ask for, words to hand over, and one question the day after."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.choices import Need, Told
from debrief.debriefs.models import Confiding, Debrief
from debrief.debriefs.queries import people_confided_in
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.recovery.posted import MAX_DRAFT
from debrief.recovery.stages.people import READY_WORDS, SendBy
from tests import factories
from tests.conftest import signed_in
from tests.test_query_counts import queries

pytestmark = pytest.mark.django_db
BOTH, LISTEN = str(READY_WORDS[Need.BOTH]), str(READY_WORDS[Need.LISTEN])
ASKED = "Did you get to tell them?"


@pytest.fixture
def empty(owner: User) -> Debrief:
    return factories.debrief(owner)


def page(debrief: Debrief) -> str:
    return reverse("recovery:stage_page", args=[debrief.pk, "people"])


def posted(**answers: Any) -> dict[str, Any]:
    return {"need": "both", "message": BOTH, "version": "0", "operation": str(uuid4()), **answers}


def the_entry(debrief: Debrief) -> StageEntry:
    with acting_for(debrief.owner_id):
        return StageEntry.objects.get(debrief=debrief)


def the_row(debrief: Debrief) -> Confiding:
    with acting_for(debrief.owner_id):
        return Confiding.objects.get(debrief=debrief)


def values(client: Client, debrief: Debrief) -> dict[str, Any]:
    """What the fields of the page hold."""
    return {field.name: field.value() or "" for field in client.get(page(debrief)).context["form"]}


class Links(HTMLParser):
    """The addresses of the ways to pass a message on, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("data-by"):
            self.found[str(given["data-by"])] = str(given["href"])


def links(client: Client, debrief: Debrief) -> dict[str, str]:
    return Links(client.get(page(debrief)).content.decode()).found


# --- words to begin with ---


def test_it_begins_with_both_and_their_words(owner_client: Client, empty: Debrief) -> None:
    shown = values(owner_client, empty)
    assert (shown["need"], shown["message"]) == ("both", BOTH)


def test_every_need_has_words_of_its_own_that_fit() -> None:
    assert set(READY_WORDS) == set(Need.values)
    texts = {str(words) for words in READY_WORDS.values()}
    assert len(texts) == len(Need.values)
    for text in texts:
        assert 0 < len(text) <= 600
        assert "I" in text.split() or "I've" in text.split()
        assert not re.search(r"\b(just|should|must|simply|easy|failure|bombed)\b|!|—", text, re.IGNORECASE)


@pytest.mark.parametrize("need", Need.values)
def test_without_scripts_a_button_brings_the_words_for_another_need(
    owner_client: Client, empty: Debrief, need: str
) -> None:
    sent = posted(need=need, person="Aunt", after="The lift", then="ready_both")
    response = owner_client.post(page(empty), sent)
    assert response["Location"] == page(empty) + "#div_id_message"
    shown = values(owner_client, empty)
    assert shown["message"] == READY_WORDS[need]
    assert (shown["need"], shown["person"], shown["after"]) == (need, "Aunt", "The lift")
    with acting_for(empty.owner_id):
        assert not Confiding.objects.exists()


def test_a_changed_message_is_replaced_only_by_words_that_were_shown(
    owner_client: Client, empty: Debrief
) -> None:
    """The first press shows the words for the need just picked; the second puts them in."""
    sent = posted(need="listen", message="My own words", then="ready_both")
    owner_client.post(page(empty), sent)
    html = owner_client.get(page(empty)).content.decode()
    assert values(owner_client, empty)["message"] == "My own words"
    assert f'<p class="ready__words">{LISTEN}</p>'.replace("'", "&#x27;") in html
    button = re.search(r'name="then" value="(ready_\w+)"', html)
    assert button
    owner_client.post(page(empty), {**sent, "then": button[1], "version": "1"})
    assert values(owner_client, empty)["message"] == LISTEN


@pytest.mark.parametrize("message", ["", "  \r\n ", LISTEN, LISTEN + "\r\n"])
def test_a_message_left_alone_or_empty_is_replaced_at_once(
    owner_client: Client, empty: Debrief, message: str
) -> None:
    owner_client.post(page(empty), posted(need="see", message=message, then="ready_both"))
    assert values(owner_client, empty)["message"] == READY_WORDS[Need.SEE]


@pytest.mark.parametrize("button", ["ready_", "ready_x", "ready_both ", "ready_<script>"])
def test_a_button_nobody_drew_overwrites_nothing(owner_client: Client, empty: Debrief, button: str) -> None:
    owner_client.post(page(empty), posted(message="My own words", then=button))
    assert values(owner_client, empty)["message"] == "My own words"


def test_too_much_for_a_draft_stays_on_the_page(owner_client: Client, empty: Debrief) -> None:
    long = "x" * MAX_DRAFT
    response = owner_client.post(page(empty), posted(message=long, then="ready_both"))
    assert response.status_code == 422
    assert long in response.content.decode()


def test_the_first_button_of_the_page_saves(owner_client: Client, empty: Debrief) -> None:
    """Enter in the field for the name presses it, so it must not be one that changes the message."""
    html = owner_client.get(page(empty)).content.decode()
    buttons = re.findall(r'<button[^>]*name="then" value="(\w+)"', html)
    assert buttons[0] == "go_on"
    assert "ready_both" in buttons


# --- passing it on ---


ODD = "Tea & biscuits?\nAt 4, 100 % sure + “soon”\n\nCiao, señor 🙂 #1=2"


def test_links_carry_the_message_whatever_is_in_it(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(page(empty), posted(message=ODD))
    found = links(owner_client, empty)
    text, mail = found["text"], found["email"]
    assert text.startswith("sms:?&body=")
    assert unquote(text.partition("body=")[2]) == ODD
    assert mail.startswith("mailto:?subject=")
    assert unquote(mail.partition("&body=")[2]) == ODD.replace("\n", "\r\n")
    for link in (text, mail):
        assert re.fullmatch(
            r"[\w:?&=%.~-]+", link, re.ASCII
        )  # no space, plus or quote of the message is left
        assert link.count("body=") == 1


def test_without_scripts_the_links_follow_when_asked(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(page(empty), posted(message="Before"))
    response = owner_client.post(page(empty), posted(message="After", version="1", then="pass_on"))
    assert response["Location"] == page(empty) + "#pass_on"
    assert links(owner_client, empty)["text"].endswith("body=After")
    assert the_row(empty).message == "Before"


def test_share_and_copy_wait_for_scripts(owner_client: Client, empty: Debrief) -> None:
    html = owner_client.get(page(empty)).content.decode()
    for by in ("share", "copy"):
        assert re.search(rf'<button[^>]*type="button"[^>]*data-by="{by}" hidden>', html)


# --- names ---


def confided(owner: User, *names: str, **fields: Any) -> None:
    for name in names:
        made = factories.debrief(owner)
        with acting_for(owner.pk):
            Confiding.objects.create(owner=owner, debrief=made, person=name, **fields)


def test_names_of_other_debriefs_are_offered_latest_first_and_once(
    owner: User, stranger: User, empty: Debrief
) -> None:
    confided(owner, "Jo", "aunt", "", "Sam", "Aunt")
    confided(stranger, "Somebody else")
    with acting_for(owner.pk):
        Confiding.objects.create(owner=owner, debrief=empty, person="Here")
        assert people_confided_in(empty) == ["Aunt", "Sam", "Jo"]


def test_ten_names_at_most_in_one_query_more(owner: User, owner_client: Client, empty: Debrief) -> None:
    confided(owner, "Only one")
    owner_client.get(page(empty))
    before = len(queries(lambda: owner_client.get(page(empty))))
    confided(owner, *(f"Friend {n}" for n in range(60)))
    html = owner_client.get(page(empty)).content.decode()
    names = re.findall(r'<option value="([^"]+)">', html)
    assert names == [f"Friend {n}" for n in range(59, 49, -1)]
    assert 'list="people_confided_in"' in html
    assert len(queries(lambda: owner_client.get(page(empty)))) == before == 3


# --- what counts, what is kept ---


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, "started"),
        ({"person": "Aunt", "after": "x"}, "started"),
        ({"done": "not_yet"}, "started"),
        ({"done": "told"}, "done"),
        ({"done": "decided_not"}, "done"),
        *(({"send_by": by}, "done") for by in SendBy.values),
        ({"send_by": "text", "done": "not_yet"}, "done"),
    ],
)
def test_done_when_told_decided_not_or_handed_over(
    owner_client: Client, empty: Debrief, answers: dict[str, str], state: str
) -> None:
    assert owner_client.post(page(empty), posted(**answers)).status_code == 302
    assert the_entry(empty).state == state


@pytest.mark.parametrize(("name", "limit"), [("person", 60), ("message", 600), ("after", 300)])
def test_limits(owner_client: Client, empty: Debrief, name: str, limit: int) -> None:
    over = owner_client.post(page(empty), posted(**{name: "x" * (limit + 1)}))
    assert over.status_code == 422
    assert f'href="#id_{name}"' in over.content.decode()
    assert owner_client.post(page(empty), posted(**{name: "x" * limit})).status_code == 302


@pytest.mark.parametrize("name", ["need", "send_by", "done"])
def test_an_answer_nobody_offered_is_named(owner_client: Client, empty: Debrief, name: str) -> None:
    response = owner_client.post(page(empty), posted(**{name: "banana"}))
    assert response.status_code == 422
    assert f'href="#id_{name}_0"' in response.content.decode()


def test_what_others_read_is_in_its_table_and_the_way_stays_here(
    owner_client: Client, empty: Debrief
) -> None:
    sent = posted(
        person="Aunt", need="see", message="Two\r\nlines", send_by="email", done="told", after="The lift"
    )
    owner_client.post(page(empty), sent)
    row = the_row(empty)
    assert (row.person, row.need, row.message) == ("Aunt", Need.SEE, "Two\nlines")
    assert (row.told, row.after) == (Told.TOLD, "The lift")
    assert the_entry(empty).answers == {"send_by": "email"}


def test_saving_again_changes_the_one_row(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(page(empty), posted(person="Aunt", message="One"))
    first = the_row(empty)
    owner_client.post(page(empty), posted(person="", message="", version="1"))
    row = the_row(empty)
    assert (row.pk, row.person, row.message) == (first.pk, "", "")
    # Words that were taken out on purpose do not come back by themselves.
    assert values(owner_client, empty)["message"] == ""


def test_words_to_begin_with_are_nobodys_answer(owner_client: Client, empty: Debrief) -> None:
    assert owner_client.get(page(empty)).context["form"].as_words() == []
    owner_client.post(page(empty), posted(person="Aunt", after="The lift"))
    said = dict(owner_client.get(page(empty)).context["form"].as_words())
    assert said["Who could hear it?"] == "Aunt"
    assert said["Your message"] == BOTH
    assert said["What did they see that you hadn't?"] == "The lift"


# --- the day after ---


def places(debrief: Debrief) -> tuple[str, ...]:
    return ("/", reverse("recovery:path_page", args=[debrief.pk]), page(debrief))


def asks(client: Client, debrief: Debrief) -> set[bool]:
    return {ASKED in client.get(place).content.decode() for place in places(debrief)}


@pytest.mark.parametrize("answers", [{"done": "not_yet"}, {"send_by": "text"}, {"send_by": "in_person"}])
@pytest.mark.parametrize(
    ("zone", "evening", "still", "next_day"),
    [
        ("Europe/London", "2026-03-10T20:00Z", "2026-03-10T23:59Z", "2026-03-11T00:00Z"),
        # Still the tenth in New York, though London has the eleventh.
        ("America/New_York", "2026-03-11T00:30Z", "2026-03-11T03:59Z", "2026-03-11T04:00Z"),
        # The clock skips midnight itself: the day begins at one.
        ("Africa/Cairo", "2026-04-23T18:00Z", "2026-04-23T21:59Z", "2026-04-23T22:00Z"),
        # The clock goes back and the day has 25 hours.
        ("Europe/London", "2026-10-25T00:30Z", "2026-10-25T23:59Z", "2026-10-26T00:00Z"),
    ],
)
def test_telling_that_is_still_open_is_asked_about_once_the_next_day(
    owner: User, answers: dict[str, str], zone: str, evening: str, still: str, next_day: str
) -> None:
    owner.time_zone = zone
    owner.save()
    with time_machine.travel(evening.replace("Z", "+00:00"), tick=False) as clock:
        client, made = signed_in(owner), factories.debrief(owner)
        client.post(page(made), posted(**answers))
        assert asks(client, made) == {False}
        clock.move_to(still.replace("Z", "+00:00"), tick=False)
        assert asks(client, made) == {False}
        clock.move_to(next_day.replace("Z", "+00:00"), tick=False)
        assert asks(client, made) == {True}
        client.post(page(made), posted(**answers, version="1"))
        assert asks(client, made) == {False}
        clock.shift(3 * 24 * 3600)
        assert asks(client, made) == {False}


@pytest.mark.parametrize(
    "answers", [{}, {"done": "told"}, {"done": "decided_not"}, {"send_by": "text", "done": "told"}]
)
def test_what_is_settled_or_was_never_begun_is_not_asked_about(owner: User, answers: dict[str, str]) -> None:
    with time_machine.travel("2026-03-10T20:00+00:00", tick=False) as clock:
        client, made = signed_in(owner), factories.debrief(owner)
        client.post(page(made), posted(**answers))
        clock.shift(24 * 3600)
        assert asks(client, made) == {False}


def test_told_the_same_evening_is_not_asked_about(owner: User) -> None:
    with time_machine.travel("2026-03-10T20:00+00:00", tick=False) as clock:
        client, made = signed_in(owner), factories.debrief(owner)
        client.post(page(made), posted(send_by="text"))
        client.post(page(made), posted(send_by="text", done="told", version="1"))
        clock.shift(24 * 3600)
        assert asks(client, made) == {False}


def test_the_day_after_begins_with_how_it_went(owner: User) -> None:
    with time_machine.travel("2026-03-10T20:00+00:00", tick=False) as clock:
        client, made = signed_in(owner), factories.debrief(owner)
        client.post(page(made), posted(send_by="text"))
        html = client.get(page(made)).content.decode()
        assert html.index("div_id_person") < html.index("div_id_done")
        clock.shift(24 * 3600)
        html = client.get(page(made)).content.decode()
        assert html.index("div_id_done") < html.index("div_id_after") < html.index("div_id_person")
        assert html.count('id="div_id_done"') == 1
        client.post(page(made), posted(done="not_yet", version="1"))
        html = client.get(page(made)).content.decode()
        assert html.index("div_id_done") < html.index("div_id_person")
