"""Asking after a next action on its day, and the three equal answers."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, MoodCheck, NextAction
from debrief.debriefs.queries import PAGE_SIZE
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry, State
from debrief.recovery.stages import STAGES
from debrief.recovery.to_do import MOST
from tests import factories
from tests.conftest import signed_in
from tests.test_query_counts import queries

pytestmark = pytest.mark.django_db
ASKED = "Did you get to it?"
TODAY = date(2026, 3, 10)
NOON = "2026-03-10T12:00+00:00"


def planned(owner: User, day: date = TODAY, **fields: Any) -> NextAction:
    """A debrief of `owner` with a next action, asked about from `day` on."""
    made = factories.debrief(owner, **fields.pop("debrief", {}))
    with acting_for(owner.pk):
        return NextAction.objects.create(owner=owner, debrief=made, day=day, **{"kind": "apply", **fields})


def path(debrief: Debrief) -> str:
    return reverse("recovery:path_page", args=[debrief.pk])


def asked_at(client: Client, place: str) -> int:
    return client.get(place).content.decode().count(ASKED)


def answer(client: Client, action: NextAction, said: str, **more: str) -> Any:
    url = reverse("recovery:answer_action", args=[action.debrief_id])
    return client.post(url, {"action": str(action.pk), "answer": said, **more})


def fresh(action: NextAction) -> NextAction:
    with acting_for(action.owner_id):
        return NextAction.objects.get(pk=action.pk)


@pytest.mark.parametrize(
    ("zone", "day", "before", "begins"),
    [
        ("Europe/London", "2026-03-10", "2026-03-09T23:59Z", "2026-03-10T00:00Z"),
        ("America/New_York", "2026-03-10", "2026-03-10T03:59Z", "2026-03-10T04:00Z"),
        ("Pacific/Auckland", "2026-03-10", "2026-03-09T10:59Z", "2026-03-09T11:00Z"),
        # The day on which the clock goes forward, and the one after.
        ("Europe/London", "2026-03-29", "2026-03-28T23:59Z", "2026-03-29T00:00Z"),
        ("Europe/London", "2026-03-30", "2026-03-29T22:59Z", "2026-03-29T23:00Z"),
        # Midnight itself is skipped.
        ("Africa/Cairo", "2026-04-24", "2026-04-23T21:59Z", "2026-04-23T22:00Z"),
        # And back: the day has 25 hours.
        ("Europe/London", "2026-10-26", "2026-10-25T23:59Z", "2026-10-26T00:00Z"),
    ],
)
def test_it_is_asked_from_its_day_on_by_the_persons_clock(
    owner: User, zone: str, day: str, before: str, begins: str
) -> None:
    owner.time_zone = zone
    owner.save()
    with time_machine.travel(before.replace("Z", "+00:00"), tick=False) as clock:
        client, action = signed_in(owner), planned(owner, date.fromisoformat(day))
        places = ("/", path(action.debrief))
        assert [asked_at(client, place) for place in places] == [0, 0]
        clock.move_to(begins.replace("Z", "+00:00"), tick=False)
        assert [asked_at(client, place) for place in places] == [1, 1]
        clock.shift(9 * 24 * 3600)  # until it is answered
        assert [asked_at(client, place) for place in places] == [1, 1]


@pytest.mark.parametrize(
    ("fields", "name", "question"),
    [
        ({"kind": "apply"}, "Apply to one job", ASKED),
        ({"kind": "", "own": "Ring the depot"}, "Ring the depot", ASKED),
        ({"kind": "nothing"}, "Nothing until 10 March", "Is that time over?"),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_it_names_the_action_with_three_equal_buttons(
    owner: User, fields: dict[str, str], name: str, question: str
) -> None:
    client, action = signed_in(owner), planned(owner, **fields)
    for place in ("/", path(action.debrief)):
        html = client.get(place).content.decode()
        assert question in html
        assert name in html
        for value, label in (("done", "Done"), ("move", "Move it"), ("let_go", "Let it go")):
            button = f'<button class="button button--quiet" name="answer" value="{value}">{label}</button>'
            assert html.count(button) == 1


@pytest.mark.parametrize(("said", "state"), [("done", "done"), ("let_go", "let_go")])
@time_machine.travel(NOON, tick=False)
def test_done_and_let_go_settle_it(owner: User, said: str, state: str) -> None:
    client, action = signed_in(owner), planned(owner)
    answer(client, action, said)
    assert (fresh(action).state, fresh(action).day) == (state, TODAY)
    assert [asked_at(client, place) for place in ("/", path(action.debrief))] == [0, 0]


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Europe/London", "2026-03-10T12:00+00:00", date(2026, 3, 13)),
        ("Europe/London", "2026-03-28T23:30+00:00", date(2026, 3, 31)),  # across the change of the clock
        ("Pacific/Auckland", "2026-04-03T11:30+00:00", date(2026, 4, 7)),  # the fourth there, and back
    ],
)
def test_move_it_counts_three_days_from_today(owner: User, zone: str, now: str, day: date) -> None:
    owner.time_zone = zone
    owner.save()
    with time_machine.travel(now, tick=False) as clock:
        client, action = signed_in(owner), planned(owner, date(2026, 3, 1))
        for _ in range(2):  # a second click moves it no further
            answer(client, action, "move")
        assert (fresh(action).state, fresh(action).day) == ("open", day)
        assert "Moved to" in client.get("/").content.decode()
        midnight = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
        clock.move_to(midnight - timedelta(minutes=1), tick=False)
        assert asked_at(client, "/") == 0
        clock.move_to(midnight, tick=False)
        assert asked_at(client, "/") == 1


@time_machine.travel(NOON, tick=False)
def test_it_leads_back_to_where_it_was_asked_and_nowhere_else(owner: User) -> None:
    client, action = signed_in(owner), planned(owner)
    assert answer(client, action, "done", on_home="yes")["Location"] == "/"
    for back in ("path", "", "https://elsewhere.example/", "//elsewhere.example"):
        assert answer(client, action, "done", back=back)["Location"] == path(action.debrief)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"answer": "done"},
        {"action": "x", "answer": "done"},
        {"action": str(uuid4()), "answer": "done"},
        {"answer": "banana", "action": "mine"},
        {"answer": "open", "action": "mine"},
        {"action": "mine"},
    ],
)
@time_machine.travel(NOON, tick=False)
def test_an_answer_to_something_else_changes_nothing(owner: User, sent: dict[str, str]) -> None:
    client, action = signed_in(owner), planned(owner)
    sent = {name: str(action.pk) if value == "mine" else value for name, value in sent.items()}
    response = client.post(reverse("recovery:answer_action", args=[action.debrief_id]), sent)
    assert response["Location"] == path(action.debrief)
    assert (fresh(action).state, fresh(action).day) == ("open", TODAY)


@time_machine.travel(NOON, tick=False)
def test_an_answer_that_was_given_stays(owner: User) -> None:
    client, action = signed_in(owner), planned(owner)
    answer(client, action, "let_go")
    for said in ("done", "move"):
        answer(client, action, said)
    assert (fresh(action).state, fresh(action).day) == ("let_go", TODAY)


@time_machine.travel(NOON, tick=False)
def test_a_stranger_cannot_answer(owner: User, stranger: User) -> None:
    action = planned(owner)
    mine = planned(stranger)
    assert answer(signed_in(stranger), action, "done").status_code == 404
    url = reverse("recovery:answer_action", args=[mine.debrief_id])
    signed_in(stranger).post(url, {"action": str(action.pk), "answer": "done"})
    assert fresh(action).state == "open"
    assert fresh(mine).state == "open"


@time_machine.travel(NOON, tick=False)
def test_looking_at_the_address_changes_nothing(owner: User) -> None:
    client, action = signed_in(owner), planned(owner)
    url = reverse("recovery:answer_action", args=[action.debrief_id])
    assert client.get(url, {"action": str(action.pk), "answer": "done"}).status_code == 405
    assert fresh(action).state == "open"


def test_signed_out_leads_to_the_path_which_asks_again(owner: User) -> None:
    action = planned(owner)
    response = answer(Client(), action, "done")
    assert response["Location"] == f"/accounts/login/?next={path(action.debrief)}"
    assert fresh(action).state == "open"


# --- where and when home asks ---


@time_machine.travel(NOON, tick=False)
def test_home_asks_for_every_debrief_of_its_page_settled_ones_too(owner: User) -> None:
    client, newer = signed_in(owner), planned(owner, debrief={"organisation": "Halden Health"})
    settled = planned(owner, debrief={"organisation": "Brightwater Council"}, kind="cv")
    with acting_for(owner.pk):
        StageEntry.objects.bulk_create(
            StageEntry(owner=owner, debrief=settled.debrief, stage_key=stage.key, state=State.DONE)
            for stage in STAGES
        )
    html = client.get("/").content.decode()
    assert html.count(ASKED) == 2
    for action in (newer, settled):
        assert reverse("recovery:answer_action", args=[action.debrief_id]) in html


@time_machine.travel(NOON, tick=False)
def test_home_does_not_ask_beyond_its_page(owner: User) -> None:
    client, action = signed_in(owner), planned(owner)
    with acting_for(owner.pk):
        Debrief.objects.filter(pk=action.debrief_id).update(created_at="2026-01-01T00:00Z")
    factories.many_debriefs(owner, PAGE_SIZE - 1)
    assert asked_at(client, "/") == 1
    factories.many_debriefs(owner, 1)
    assert asked_at(client, "/") == 0
    assert asked_at(client, path(action.debrief)) == 1


@time_machine.travel(NOON, tick=False)
def test_a_closed_debrief_is_left_alone(owner: User) -> None:
    client, action = signed_in(owner), planned(owner, debrief={"closed_at": "2026-03-09T00:00Z"})
    assert [asked_at(client, place) for place in ("/", path(action.debrief))] == [0, 0]


def test_home_keeps_quiet_during_a_pause_and_asks_afterwards(owner: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client = signed_in(owner)
        action = planned(owner, debrief={"pause_until": "2026-03-11T09:00Z"})
        assert asked_at(client, "/") == 0
        assert asked_at(client, path(action.debrief)) == 1
        clock.move_to("2026-03-11T09:00+00:00", tick=False)
        assert asked_at(client, "/") == 1


def test_home_keeps_quiet_on_a_low_day_and_asks_on_the_next(owner: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client, action = signed_in(owner), planned(owner)
        with acting_for(owner.pk):
            MoodCheck.objects.create(owner=owner, debrief=action.debrief, moment="before", mood=2)
        assert asked_at(client, "/") == 0
        clock.shift(24 * 3600)
        assert asked_at(client, "/") == 1


@time_machine.travel(NOON, tick=False)
def test_home_takes_two_queries_however_much_is_due(owner: User) -> None:
    client = signed_in(owner)
    for more in (1, PAGE_SIZE - 1):
        for _ in range(more):
            planned(owner)
        client.get("/")
        assert len(queries(lambda: client.get("/"))) == 2
    assert asked_at(client, "/") == MOST


# --- with the stage ---


def stage_post(**answers: str) -> dict[str, str]:
    return {
        "next_action": "apply",
        "action_day": TODAY.isoformat(),
        "operation": str(uuid4()),
        "openings-TOTAL_FORMS": "0",
        "openings-INITIAL_FORMS": "0",
        **answers,
    }


@time_machine.travel(NOON, tick=False)
def test_an_older_page_does_not_move_it_back(owner: User) -> None:
    client = signed_in(owner)
    made = factories.debrief(owner)
    page = reverse("recovery:stage_page", args=[made.pk, "keep_going"])
    client.post(page, stage_post(version="0"))
    with acting_for(owner.pk):
        action = NextAction.objects.get(debrief=made)
    answer(client, action, "move")
    assert client.post(page, stage_post(version="1", door_note="Typed before")).status_code == 409
    assert fresh(action).day == TODAY + timedelta(days=3)


@time_machine.travel(NOON, tick=False)
def test_an_answer_to_an_action_since_replaced_does_not_count(owner: User) -> None:
    client, action = signed_in(owner), planned(owner)
    page = reverse("recovery:stage_page", args=[action.debrief_id, "keep_going"])
    client.post(page, stage_post(next_action="thank", version="0"))
    answer(client, action, "done")
    with acting_for(owner.pk):
        assert NextAction.objects.get().state == "open"
