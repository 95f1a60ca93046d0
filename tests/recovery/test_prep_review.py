"""How you got ready: thirty things, four answers each, and the one to add."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, NamedCause, OwnCause, Preparation
from debrief.debriefs.preparation import ITEMS
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from tests import factories
from tests.recovery.test_stage_page import Posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(owner: User) -> Debrief:
    return factories.debrief(owner)


def page(debrief: Debrief) -> str:
    return reverse("recovery:stage_page", args=[debrief.pk, "prep_review"])


def shown(client: Client, debrief: Debrief) -> str:
    return client.get(page(debrief)).content.decode()


def save(client: Client, debrief: Debrief, **answers: Any) -> Any:
    posted = Posts.of(shown(client, debrief))
    return client.post(page(debrief), {**posted, "operation": str(uuid4()), **answers})


def answered(*keys: str, answer: str = "did") -> dict[str, str]:
    return {f"item_{key}": answer for key in keys}


def rows(debrief: Debrief) -> dict[str, tuple[str, bool]]:
    with acting_for(debrief.owner_id):
        found = Preparation.objects.filter(debrief=debrief)
        return {row.item: (row.answer, row.is_to_add) for row in found}


def state(debrief: Debrief) -> StageEntry:
    with acting_for(debrief.owner_id):
        return StageEntry.objects.get(debrief=debrief, stage_key="prep_review")


def name_causes(debrief: Debrief, *keys: str) -> None:
    with acting_for(debrief.owner_id):
        for n, key in enumerate(keys):
            NamedCause.objects.create(
                owner_id=debrief.owner_id, debrief=debrief, position=n, key=key, in_hands="partly"
            )


def folds(html: str) -> list[tuple[str, bool]]:
    """The groups of the list as they stand: their titles, and whether they are open."""
    found = re.findall(r'<details class="fold"( open)?><summary[^>]*>([^<]*)</summary>', html)
    return [(title, bool(is_open)) for is_open, title in found]


SIX = tuple(ITEMS)[:6]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (answered(*SIX, answer="didnt"), "done"),
        (answered(*SIX[:5]), "started"),
        (answered(*SIX, answer="not_needed"), "done"),
        ({"one_to_add": "timed_one"}, "done"),
        ({"hours": "none", "practised_with": "nobody"}, "started"),
    ],
)
def test_it_is_done_by_six_answers_or_one_to_add(
    owner_client: Client, empty: Debrief, answers: dict[str, str], expected: str
) -> None:
    assert save(owner_client, empty, **answers).status_code == 302
    assert state(empty).state == expected


def test_all_thirty_can_be_answered(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, **answered(*ITEMS, answer="partly"))
    assert rows(empty) == dict.fromkeys(ITEMS, ("partly", False))


def test_answers_go_into_rows_and_the_rest_stays_with_the_stage(owner_client: Client, empty: Debrief) -> None:
    chosen = {"one_to_add": "plan_b", "hours": "over_6", "practised_with": "someone"}
    save(owner_client, empty, item_read_site="did", item_timed_one="didnt", **chosen)
    assert rows(empty) == {"read_site": ("did", False), "timed_one": ("didnt", False), "plan_b": ("", True)}
    assert state(empty).answers == {"hours": "over_6", "practised_with": "someone"}


def test_editing_keeps_ids_and_clearing_removes(owner_client: Client, empty: Debrief) -> None:
    def ids() -> dict[str, Any]:
        with acting_for(empty.owner_id):
            return dict(Preparation.objects.filter(debrief=empty).values_list("item", "pk"))

    save(owner_client, empty, item_read_site="did", item_timed_one="didnt", one_to_add="timed_one")
    before = ids()
    save(owner_client, empty, item_read_site="partly", one_to_add="read_site")
    assert ids() == before
    assert rows(empty) == {"read_site": ("partly", True), "timed_one": ("didnt", False)}
    save(owner_client, empty, item_timed_one="", one_to_add="")
    assert rows(empty) == {"read_site": ("partly", False)}


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"item_read_site": "brilliantly"}, "item_0"),
        ({"one_to_add": "a_new_tie"}, "one_to_add"),
        ({"hours": "900"}, "hours_0"),
        ({"practised_with": "the_dog"}, "practised_with_0"),
    ],
)
def test_what_does_not_fit_is_named_and_the_rest_kept(
    owner_client: Client, empty: Debrief, answers: dict[str, str], field: str
) -> None:
    response = save(owner_client, empty, item_plan_b="didnt", **answers)
    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}"' in html
    assert f'id="id_{field}"' in html
    assert 'name="item_plan_b" value="didnt" checked' in html
    assert rows(empty) == {}


def test_items_say_which_reason_they_go_with_and_their_groups_come_first_and_open(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    before = folds(shown(owner_client, empty))
    assert before[0] == ("About them", True)
    assert [is_open for _title, is_open in before].count(True) == 1
    name_causes(empty, "late", "tech", "interviewer")
    with acting_for(owner.pk):
        own = OwnCause.objects.create(owner=owner, label="The drill")
        NamedCause.objects.create(owner=owner, debrief=empty, position=3, own=own, in_hands="no")
    html = shown(owner_client, empty)
    assert folds(html)[:2] == [("Logistics", True), ("About them", False)]
    told = re.findall(r"<legend>([^<]*) <small>([^<]*)</small>", html)
    assert told == [
        ("Knew the place, floor or link, and how long it takes", "Goes with: I was late or rushing"),
        ("A plan B for travel or tech", "Goes with: I was late or rushing, The tech let me down"),
    ]
    carried = html[html.index("What you named") : html.index("Change it there")]
    assert "<li>I was late or rushing</li><li>The tech let me down</li></ul>" in carried


def test_groups_with_an_answer_in_them_are_open_again(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, item_plan_b="did", item_kind_after="partly")
    found = dict(folds(shown(owner_client, empty)))
    assert {title for title, is_open in found.items() if is_open} == {"Logistics", "Body and head"}


def test_what_was_not_done_is_proposed_first_and_there_what_a_reason_goes_with(
    owner_client: Client, empty: Debrief
) -> None:
    name_causes(empty, "mind_blank", "late")
    save(owner_client, empty, **answered("read_site", "plan_b", answer="didnt"), item_knew_the_way="partly")
    html = shown(owner_client, empty)
    listed = re.findall(r'<option value="([a-z_]*)"', html[html.index('name="one_to_add"') :])
    assert listed[:6] == ["", "plan_b", "read_site", "blank_sentence", "knew_the_way", "their_purpose"]
    assert sorted(listed[1:]) == sorted(ITEMS)


def test_nothing_is_added_up(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, **answered(*SIX), **answered("plan_b", answer="didnt"))
    html = shown(owner_client, empty)
    sheet = html[html.index('<form class="sheet"') : html.index("</form>")]
    assert not re.search(r"\d+ of \d+|%|score", re.sub(r'data-\w+="[^"]*"', "", sheet))


def test_a_draft_stands_as_it_was_left(owner_client: Client, empty: Debrief) -> None:
    name_causes(empty, "late")
    save(owner_client, empty, then="stop", item_plan_b="didnt", one_to_add="plan_b", hours="900")
    html = shown(owner_client, empty)
    posted = Posts.of(html)
    assert (posted["item_plan_b"], posted["one_to_add"]) == (["didnt"], ["plan_b"])
    assert "This is how you left it" in html
    assert rows(empty) == {}


def test_an_older_page_is_shown_both_answers(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, item_plan_b="didnt")
    response = save(owner_client, empty, item_plan_b="did", version="0")
    html = response.content.decode()
    assert response.status_code == 409
    conflict = html[html.index('class="conflict"') : html.index("</dl>")]
    assert "A plan B for travel or tech: Didn&#x27;t" in conflict
    assert Posts.of(html)["item_plan_b"] == ["did"]
    assert rows(empty) == {"plan_b": ("didnt", False)}


def test_every_answer_comes_out_in_words(owner_client: Client, empty: Debrief) -> None:
    chosen = {"one_to_add": "plan_b", "hours": "1_3", "practised_with": "alone"}
    save(owner_client, empty, item_plan_b="didnt", item_read_site="did", **chosen)
    form = owner_client.get(page(empty)).context["form"]
    assert form.as_words() == [
        (
            "What was ready?",
            "Read their site: what they do and for whom: Did it\nA plan B for travel or tech: Didn't",
        ),
        ("One to add next time", "A plan B for travel or tech"),
        ("How many hours went into it, all in all?", "1 to 3"),
        ("Who did you practise with?", "Alone, out loud"),
    ]
