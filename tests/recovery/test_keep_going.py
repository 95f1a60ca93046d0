"""Keep going: one next action with a day, and a list of openings that every debrief shares."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.choices import Action
from debrief.debriefs.models import Debrief, NextAction, Opening
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.recovery.openings import MOST_OPENINGS
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=2)


@pytest.fixture
def empty(owner: User) -> Debrief:
    return factories.debrief(owner)


def page(debrief: Debrief) -> str:
    return reverse("recovery:stage_page", args=[debrief.pk, "keep_going"])


def rows(*openings: dict[str, Any]) -> dict[str, Any]:
    """A list of openings as a browser posts it."""
    sent = {f"openings-{n}-{name}": value for n, one in enumerate(openings) for name, value in one.items()}
    return {**sent, "openings-TOTAL_FORMS": len(openings), "openings-INITIAL_FORMS": 0}


def posted(*openings: dict[str, Any], **answers: Any) -> dict[str, Any]:
    return {
        "next_action": "",
        "action_day": SOON.isoformat(),
        "version": "0",
        "operation": str(uuid4()),
        **rows(*openings),
        **answers,
    }


def the_entry(debrief: Debrief) -> StageEntry:
    with acting_for(debrief.owner_id):
        return StageEntry.objects.get(debrief=debrief, stage_key="keep_going")


def the_action(debrief: Debrief) -> NextAction:
    with acting_for(debrief.owner_id):
        return NextAction.objects.get(debrief=debrief)


def the_form(client: Client, debrief: Debrief) -> Any:
    return client.get(page(debrief)).context["form"]


def shown(client: Client, debrief: Debrief) -> list[dict[str, Any]]:
    """The openings on the page, as a browser would post them back."""
    names = ("id", "seen", "organisation", "role", "state")
    return [
        {name: line.get(name) or "" for name in names} for line in the_form(client, debrief).openings.lines
    ]


def add(owner: User, organisation: str, **fields: Any) -> Opening:
    with acting_for(owner.pk):
        return Opening.objects.create(owner=owner, organisation=organisation, **fields)


def openings(owner: User) -> list[tuple[str, str, str]]:
    with acting_for(owner.pk):
        return list(Opening.objects.of(owner).values_list("organisation", "role", "state"))


def set_state(debrief: Debrief, state: str, **fields: Any) -> None:
    with acting_for(debrief.owner_id):
        NextAction.objects.filter(debrief=debrief).update(state=state, **fields)


# --- what counts, and what does not fit ---


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, "started"),
        ({"week_target": "3", "door_note": "The night course"}, "started"),
        *(({"next_action": key}, "done") for key in Action.values),
        ({"next_action": "own", "action_own": "Ring the depot"}, "done"),
        ({"action_own": "Ring the depot"}, "done"),
    ],
)
def test_done_when_one_action_is_chosen(
    owner_client: Client, empty: Debrief, answers: dict[str, str], state: str
) -> None:
    sent = posted({"organisation": "Halden Health", "state": "idea"}, **answers)
    assert owner_client.post(page(empty), sent).status_code == 302
    assert the_entry(empty).state == state


@pytest.mark.parametrize(("name", "limit"), [("action_own", 140), ("door_note", 280)])
def test_limits(owner_client: Client, empty: Debrief, name: str, limit: int) -> None:
    over = owner_client.post(page(empty), posted(**{name: "x" * (limit + 1)}))
    assert over.status_code == 422
    assert f'href="#id_{name}"' in over.content.decode()
    assert owner_client.post(page(empty), posted(**{name: "x" * limit})).status_code == 302


@pytest.mark.parametrize("name", ["organisation", "role"])
def test_limits_of_an_opening(owner: User, owner_client: Client, empty: Debrief, name: str) -> None:
    over = owner_client.post(page(empty), posted({name: "x" * 121}))
    assert over.status_code == 422
    assert f'href="#id_openings-0-{name}"' in over.content.decode()
    assert owner_client.post(page(empty), posted({name: "x" * 120})).status_code == 302
    assert len(openings(owner)) == 1


@pytest.mark.parametrize(
    ("answers", "target"),
    [
        ({"next_action": "own"}, "action_own"),
        ({"next_action": "banana"}, "next_action_0"),
        ({"week_target": "4"}, "week_target_0"),
        ({"next_action": "cv", "action_day": (TODAY - timedelta(days=2)).isoformat()}, "action_day"),
        ({"action_day": (TODAY + timedelta(days=400)).isoformat()}, "action_day"),
        ({"action_day": "9999-12-31"}, "action_day"),
        ({"action_day": "2026-02-30"}, "action_day"),
        (rows({"state": "applied"}), "openings-0-organisation"),
        (rows({"organisation": "x", "state": "ajar"}), "openings-0-state_0"),
        (rows({"organisation": "x", "id": "not-an-id"}), "openings-0-id"),
    ],
)
def test_what_does_not_fit_is_named_and_kept(
    owner: User, owner_client: Client, empty: Debrief, answers: dict[str, Any], target: str
) -> None:
    response = owner_client.post(page(empty), posted(door_note="Still here", **answers))
    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{target}"' in html
    assert "Still here" in html
    assert openings(owner) == []


# --- the day ---


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Europe/London", "2026-03-10T12:00+00:00", "2026-03-13"),
        ("Pacific/Auckland", "2026-03-10T12:00+00:00", "2026-03-14"),  # the eleventh has begun there
        ("Europe/London", "2026-03-27T23:30+00:00", "2026-03-30"),  # the clock goes forward in between
        ("Europe/London", "2026-10-22T22:30+00:00", "2026-10-25"),  # half past eleven, and back
    ],
)
def test_the_day_begins_three_days_from_today(owner: User, zone: str, now: str, day: str) -> None:
    owner.time_zone = zone
    owner.save()
    with time_machine.travel(now, tick=False):
        client, made = signed_in(owner), factories.debrief(owner)
        assert f'value="{day}"' in client.get(page(made)).content.decode()
        client.post(page(made), posted(next_action="nothing", action_day=""))
        assert the_action(made).day.isoformat() == day


def test_today_is_early_enough_and_a_year_is_not_too_late(owner_client: Client, empty: Debrief) -> None:
    for version, day in enumerate((TODAY, TODAY + timedelta(days=366))):
        sent = posted(next_action="cv", action_day=day.isoformat(), version=version)
        assert owner_client.post(page(empty), sent).status_code == 302
        assert the_action(empty).day == day


def test_a_day_picked_before_the_action_is_kept_until_it_has_passed(owner: User) -> None:
    with time_machine.travel("2026-03-10T12:00+00:00", tick=False) as clock:
        client, made = signed_in(owner), factories.debrief(owner)
        client.post(page(made), posted(action_day="2026-03-12"))
        assert the_form(client, made)["action_day"].value() == date(2026, 3, 12)
        clock.shift(3 * 24 * 3600)
        assert the_form(client, made)["action_day"].value() == date(2026, 3, 16)


def test_an_old_day_beside_no_action_is_no_complaint(owner_client: Client, empty: Debrief) -> None:
    old = (TODAY - timedelta(days=30)).isoformat()
    assert owner_client.post(page(empty), posted(action_day=old)).status_code == 302
    assert the_form(owner_client, empty)["action_day"].value() == TODAY + timedelta(days=3)


# --- the action ---


def test_a_chip_or_words_of_ones_own(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(page(empty), posted(next_action="cv", action_own="Not this one yet"))
    action = the_action(empty)
    assert (action.kind, action.own, action.day) == ("cv", "", SOON)
    assert the_form(owner_client, empty)["action_own"].value() == "Not this one yet"
    owner_client.post(page(empty), posted(next_action="own", action_own="Ring the depot", version="1"))
    action = the_action(empty)
    assert (action.kind, action.own) == ("", "Ring the depot")
    form = the_form(owner_client, empty)
    assert (form["next_action"].value(), form["action_own"].value()) == ("own", "Ring the depot")


@pytest.mark.parametrize("state", ["done", "let_go"])
def test_saving_the_rest_leaves_the_action_and_its_answer_alone(
    owner_client: Client, empty: Debrief, state: str
) -> None:
    owner_client.post(page(empty), posted(next_action="cv"))
    first = the_action(empty)
    passed = TODAY - timedelta(days=9)
    set_state(empty, state, day=passed)
    sent = posted(next_action="cv", action_day=passed.isoformat(), door_note="More", version="1")
    assert owner_client.post(page(empty), sent).status_code == 302
    action = the_action(empty)
    assert (action.pk, action.state, action.day) == (first.pk, state, passed)


def test_another_day_opens_the_same_action_again(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(page(empty), posted(next_action="cv"))
    first = the_action(empty)
    set_state(empty, "done")
    owner_client.post(
        page(empty), posted(next_action="cv", action_day=(SOON + timedelta(days=1)).isoformat(), version="1")
    )
    action = the_action(empty)
    assert (action.pk, action.state, action.day) == (first.pk, "open", SOON + timedelta(days=1))


def test_another_action_is_another_row_with_a_day_of_its_own(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(page(empty), posted(next_action="cv"))
    first = the_action(empty)
    passed = TODAY - timedelta(days=9)
    set_state(empty, "done", day=passed)
    sent = posted(next_action="thank", action_day=passed.isoformat(), version="1")
    owner_client.post(page(empty), sent)
    action = the_action(empty)
    assert action.pk != first.pk
    assert (action.kind, action.state, action.day) == ("thank", "open", TODAY + timedelta(days=3))


def test_an_own_idea_that_is_taken_back_goes(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(page(empty), posted(action_own="Ring the depot"))
    owner_client.post(page(empty), posted(version="1"))
    with acting_for(empty.owner_id):
        assert not NextAction.objects.exists()
    assert the_entry(empty).state == "done"


@pytest.mark.parametrize(
    ("state", "said"), [("done", "“Thank someone” is done."), ("let_go", "You let “Thank someone” go.")]
)
def test_the_page_says_what_became_of_it(owner_client: Client, empty: Debrief, state: str, said: str) -> None:
    owner_client.post(page(empty), posted(next_action="thank"))
    assert said not in owner_client.get(page(empty)).content.decode()
    set_state(empty, state)
    response = owner_client.get(page(empty))
    assert said in response.content.decode()
    assert ("Thank someone", "Done" if state == "done" else "Let go") in response.context["form"].as_words()


def test_in_words(owner: User, owner_client: Client, empty: Debrief) -> None:
    assert the_form(owner_client, empty).as_words() == []
    sent = posted(
        {"organisation": "Halden Health", "role": "Support lead", "state": "waiting"},
        {"role": "Night shift"},
        action_day="",
        week_target="none",
        door_note="The night course",
    )
    owner_client.post(page(empty), sent)
    said = dict(the_form(owner_client, empty).as_words())
    assert said == {
        "How much suits a week?": "None",
        "If this one closes, what's still open?": "The night course",
        "What else is open?": "Halden Health, Support lead · Waiting\nNight shift · Idea",
    }
    owner_client.post(page(empty), posted(next_action="cv", version="1"))
    assert dict(the_form(owner_client, empty).as_words())["What's one small next step?"] == (
        "Update one line of the CV"
    )


# --- the openings: one list for a person, in every debrief ---


def test_openings_are_the_same_in_every_debrief_of_one_person(
    owner: User, owner_client: Client, stranger_client: Client, stranger: User, empty: Debrief
) -> None:
    owner_client.post(page(empty), posted({"organisation": "Halden Health", "state": "applied"}))
    other = factories.debrief(owner)
    assert [row["organisation"] for row in shown(owner_client, other)] == ["Halden Health"]
    assert shown(stranger_client, factories.debrief(stranger)) == []


def test_a_row_keeps_its_id_and_goes_when_it_is_emptied(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    one, two = add(owner, "One"), add(owner, "Two")
    first, second = shown(owner_client, empty)
    sent = [{**first, "organisation": "", "role": " "}, {**second, "state": "interview"}]
    assert owner_client.post(page(empty), posted(*sent)).status_code == 302
    assert openings(owner) == [("Two", "", "interview")]
    with acting_for(owner.pk):
        assert Opening.objects.get().pk == two.pk != one.pk


def test_a_row_added_elsewhere_meanwhile_is_never_lost(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    add(owner, "One")
    seen = shown(owner_client, empty)
    owner_client.post(
        page(factories.debrief(owner)), posted(*seen, {"organisation": "Added elsewhere", "state": "idea"})
    )
    owner_client.post(page(empty), posted({**seen[0], "organisation": ""}, {"organisation": "Added here"}))
    assert [name for name, *_ in openings(owner)] == ["Added elsewhere", "Added here"]


@pytest.mark.parametrize("seen_rows", [[], [{"organisation": "Added here"}]])
def test_a_page_without_the_others_takes_none_away(
    owner: User, owner_client: Client, empty: Debrief, seen_rows: list[dict[str, str]]
) -> None:
    add(owner, "One")
    owner_client.post(page(empty), posted(*seen_rows))
    assert openings(owner)[0] == ("One", "", "idea")


def test_an_old_page_does_not_undo_what_another_one_changed(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    """A row it left alone is left alone: changed elsewhere it stays so, taken off elsewhere it stays off."""
    add(owner, "Changed"), add(owner, "Taken off"), add(owner, "Mine")
    old = shown(owner_client, empty)
    with acting_for(owner.pk):
        Opening.objects.filter(organisation="Changed").update(state="interview")
        Opening.objects.filter(organisation="Taken off").delete()
    owner_client.post(page(empty), posted(old[0], old[1], {**old[2], "state": "closed"}))
    assert openings(owner) == [("Changed", "", "interview"), ("Mine", "", "closed")]


def test_words_changed_here_outlive_being_taken_off_elsewhere(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    gone = add(owner, "One")
    (old,) = shown(owner_client, empty)
    with acting_for(owner.pk):
        gone.delete()
    owner_client.post(page(empty), posted({**old, "role": "Written meanwhile"}))
    assert openings(owner) == [("One", "Written meanwhile", "idea")]


def test_a_strangers_row_cannot_be_touched_by_its_id(
    owner: User, stranger: User, stranger_client: Client
) -> None:
    theirs = add(owner, "Theirs")
    mine = factories.debrief(stranger)
    for organisation in ("", "Stolen"):
        row = {"id": str(theirs.pk), "seen": "", "organisation": organisation}
        stranger_client.post(page(mine), posted(row))
    assert openings(owner) == [("Theirs", "", "idea")]


def test_thirty_fit_and_no_more_also_when_some_were_added_elsewhere(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    many = [{"organisation": f"Place {n}"} for n in range(MOST_OPENINGS + 1)]
    over = owner_client.post(page(empty), posted(*many))
    assert over.status_code == 422
    assert "There is room for 30" in over.content.decode()
    assert owner_client.post(page(empty), posted(*many[:-1])).status_code == 302
    assert len(openings(owner)) == MOST_OPENINGS
    one_more = owner_client.post(page(factories.debrief(owner)), posted(many[-1]))
    assert one_more.status_code == 422
    assert "those added elsewhere included" in one_more.content.decode()
    # One taken off makes room for one.
    first = shown(owner_client, empty)[0]
    swap = posted({**first, "organisation": ""}, many[-1], version="1")
    assert owner_client.post(page(empty), swap).status_code == 302
    assert len(openings(owner)) == MOST_OPENINGS


def test_a_full_page_gets_no_further_row_and_can_be_saved(owner: User, owner_client: Client) -> None:
    """Nothing would take a blank row away again without scripts."""
    for n in range(MOST_OPENINGS):
        add(owner, f"Place {n}")
    made = factories.debrief(owner)
    sent = posted(*shown(owner_client, made))
    owner_client.post(page(made), {**sent, "then": "add_openings"})
    resumed = shown(owner_client, made)
    assert len(resumed) == MOST_OPENINGS
    assert owner_client.post(page(made), posted(*resumed, version="1")).status_code == 302


def test_rows_are_added_without_scripts_and_know_what_they_showed(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    add(owner, "One")
    old = shown(owner_client, empty)
    response = owner_client.post(page(empty), posted(*old, then="add_openings"))
    assert response["Location"] == page(empty) + "#openings"
    assert shown(owner_client, empty) == [*old, dict.fromkeys(old[0], "")]
    assert re.fullmatch(r"[0-9a-f]{16}", old[0]["seen"])
    UUID(old[0]["id"])
