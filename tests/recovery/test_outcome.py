"""What happened in the end: its page, what it says afterwards, and when a debrief closes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from model_bakery import baker

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Guess, MoodCheck, Outcome
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.recovery.stages import OUTCOME, STAGES
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
SAMPLE = {
    "result": "turned_down",
    "heard_at": "2026-03-15",
    "feedback": "Somebody with more years of it",
    "worst_noticed_came_up": "no",
    "mood_now": "2",
    "tell_self_then": "You stayed polite",
}
INTERVIEW = datetime(2026, 3, 10, 14, tzinfo=UTC)


@pytest.fixture
def open_debrief(owner: User) -> Debrief:
    """An interview of 10 March with a first guess, and nothing settled."""
    made = factories.debrief(owner, interview_at=INTERVIEW, created_at=INTERVIEW)
    with acting_for(owner.pk):
        baker.make(
            Guess, owner=owner, debrief=made, kind="first", chance_pct=30, worst_noticed="My shaking hands"
        )
    return made


@pytest.fixture(autouse=True)
def _some_days_later() -> Any:
    with time_machine.travel("2026-03-20T09:00:00+00:00"):
        yield


def page(debrief: Debrief) -> str:
    return reverse("recovery:stage_page", args=[debrief.pk, "outcome"])


def saved_page(debrief: Debrief) -> str:
    return reverse("recovery:outcome_saved", args=[debrief.pk])


def answers(version: int = 0, **more: Any) -> dict[str, Any]:
    return {**SAMPLE, "version": str(version), "operation": str(uuid4()), **more}


def tell(client: Client, debrief: Debrief, result: str, version: int = 0) -> str:
    """Save a bare result, and return what the page after it says."""
    data = {"result": result, "version": str(version), "operation": str(uuid4())}
    response = client.post(page(debrief), data)
    assert response["Location"] == saved_page(debrief)
    return client.get(response["Location"]).content.decode().replace("&#x27;", "'")


def settle(debrief: Debrief, *, leaving: int = 0) -> None:
    """Settle every stage but the last `leaving`."""
    with acting_for(debrief.owner_id):
        for stage in STAGES[: len(STAGES) - leaving]:
            baker.make(
                StageEntry,
                owner_id=debrief.owner_id,
                debrief=debrief,
                stage_key=stage.key,
                state="done",
                draft=None,
            )


def fresh(debrief: Debrief) -> Debrief:
    with acting_for(debrief.owner_id):
        return Debrief.objects.get(pk=debrief.pk)


def outcome(debrief: Debrief) -> Outcome:
    with acting_for(debrief.owner_id):
        return Outcome.objects.get(debrief=debrief)


# --- the page ---


def test_it_lies_beyond_the_path() -> None:
    assert OUTCOME not in STAGES
    assert OUTCOME.key not in {stage.key for stage in STAGES}


def test_it_shows_every_question_under_the_last_sky(owner_client: Client, open_debrief: Debrief) -> None:
    html = owner_client.get(page(open_debrief)).content.decode()
    for name in SAMPLE:
        assert f'name="{name}"' in html
    assert '<div class="sky sky-12">' in html
    assert "Leave this one out" not in html
    assert "Stage 6" not in html


def test_what_is_saved_is_where_others_read_it(owner_client: Client, open_debrief: Debrief) -> None:
    assert owner_client.post(page(open_debrief), answers()).status_code == 302
    row = outcome(open_debrief)
    assert (row.result, row.heard_at, row.feedback) == (
        "turned_down",
        date(2026, 3, 15),
        "Somebody with more years of it",
    )
    assert (row.worst_noticed_came_up, row.tell_self_then) == ("no", "You stayed polite")
    with acting_for(open_debrief.owner_id):
        assert MoodCheck.objects.get(moment="outcome").mood == 2


def test_it_is_there_again_and_sending_it_back_changes_nothing(
    owner_client: Client, open_debrief: Debrief
) -> None:
    owner_client.post(page(open_debrief), answers())
    form = owner_client.get(page(open_debrief)).context["form"]
    shown = {field.html_name: field.value() for field in form}
    assert {name: str(value) for name, value in shown.items()} == SAMPLE
    before, felt = outcome(open_debrief), moods(open_debrief)
    with time_machine.travel("2026-03-21T09:00:00+00:00"):
        owner_client.force_login(User.objects.get(pk=open_debrief.owner_id))
        owner_client.post(page(open_debrief), {**shown, "version": "1", "operation": str(uuid4())})
    after = outcome(open_debrief)
    assert after.told_at > before.told_at  # said once more
    assert {**vars(after), "_state": 0, "told_at": 0} == {**vars(before), "_state": 0, "told_at": 0}
    assert moods(open_debrief) == felt


def test_it_comes_out_in_words(owner_client: Client, open_debrief: Debrief) -> None:
    owner_client.post(page(open_debrief), answers())
    form = owner_client.get(page(open_debrief)).context["form"]
    words = " | ".join(answer for _question, answer in form.as_words())
    assert words == (
        "Turned down | Sunday 15 March 2026 | Somebody with more years of it | No | Low | You stayed polite"
    )
    html = owner_client.get(reverse("recovery:enough", args=[open_debrief.pk])).content.decode()
    assert "Somebody with more years of it" in html


def moods(debrief: Debrief) -> list[dict[str, Any]]:
    with acting_for(debrief.owner_id):
        return list(MoodCheck.objects.filter(debrief=debrief, moment="outcome").values())


def test_a_mood_that_changes_is_felt_now_and_one_taken_back_goes(
    owner: User, owner_client: Client, open_debrief: Debrief
) -> None:
    owner_client.post(page(open_debrief), answers(mood_now="4"))
    with time_machine.travel("2026-03-31T09:00:00+00:00"):
        owner_client.force_login(owner)
        owner_client.post(page(open_debrief), answers(1, mood_now="1"))
        assert [(row["mood"], row["felt_at"].date()) for row in moods(open_debrief)] == [
            (1, date(2026, 3, 31))
        ]
        owner_client.post(page(open_debrief), answers(2, mood_now=""))
    assert moods(open_debrief) == []


def test_what_they_feared_is_shown_only_if_they_wrote_it(
    owner: User, owner_client: Client, open_debrief: Debrief
) -> None:
    html = owner_client.get(page(open_debrief)).content.decode()
    assert "You were afraid they noticed: “My shaking hands”" in html
    other = factories.debrief(owner)
    html = owner_client.get(page(other)).content.decode()
    assert "afraid they noticed" not in html
    assert "worst_noticed_came_up" not in html


def test_an_answer_about_a_fear_stays_when_the_fear_is_taken_back(
    owner: User, owner_client: Client, open_debrief: Debrief
) -> None:
    owner_client.post(page(open_debrief), answers())
    with acting_for(owner.pk):
        baker.make(Guess, owner=owner, debrief=open_debrief, kind="first", chance_pct=30, worst_noticed="")
    html = owner_client.get(page(open_debrief)).content.decode()
    assert "afraid they noticed" not in html
    assert 'name="worst_noticed_came_up" value="no" id="id_worst_noticed_came_up_1" checked' in html


@pytest.mark.parametrize(
    ("now", "is_offered"),
    [
        ("2026-03-30T22:59:00+00:00", False),  # 23:59 in London, day 20
        ("2026-03-30T23:00:00+00:00", True),  # midnight there, day 21
    ],
)
def test_heard_nothing_is_an_answer_from_day_21(
    owner: User, owner_client: Client, open_debrief: Debrief, now: str, is_offered: bool
) -> None:
    owner.time_zone = "Europe/London"
    owner.save()
    with time_machine.travel(now):
        owner_client.force_login(owner)
        assert ("Heard nothing" in owner_client.get(page(open_debrief)).content.decode()) is is_offered
        response = owner_client.post(page(open_debrief), answers(result="silence"))
    assert response.status_code == (302 if is_offered else 422)


def test_heard_nothing_stays_once_chosen(owner: User, owner_client: Client, open_debrief: Debrief) -> None:
    with acting_for(owner.pk):
        baker.make(Outcome, owner=owner, debrief=open_debrief, result="silence", worst_noticed_came_up="")
    html = owner_client.get(page(open_debrief)).content.decode()
    assert 'value="silence" id="id_result_4" checked' in html
    assert owner_client.post(page(open_debrief), answers(result="silence")).status_code == 302


# --- what does not fit, and what gets lost on the way ---


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"result": ""}, "result_0"),
        ({"result": "glory"}, "result_0"),
        ({"heard_at": "2026-03-21"}, "heard_at"),  # tomorrow
        ({"heard_at": "0001-01-01"}, "heard_at"),
        ({"heard_at": "2026-02-30"}, "heard_at"),
        ({"feedback": "x" * 2001}, "feedback"),
        ({"tell_self_then": "x" * 281}, "tell_self_then"),
        ({"worst_noticed_came_up": "often"}, "worst_noticed_came_up_0"),
        ({"mood_now": "6"}, "mood_now_0"),
    ],
)
def test_an_error_is_named_and_keeps_every_word(
    owner_client: Client, open_debrief: Debrief, posted: dict[str, str], field: str
) -> None:
    response = owner_client.post(page(open_debrief), answers(**posted))
    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}"' in html
    assert "This field is required" not in html
    assert "There is a problem" in html
    kept = {**SAMPLE, **posted}
    for name in ("feedback", "tell_self_then"):
        assert kept[name] in html
    with acting_for(open_debrief.owner_id):
        assert not Outcome.objects.exists()
        assert not StageEntry.objects.exists()


@pytest.mark.parametrize(("field", "limit"), [("feedback", 2000), ("tell_self_then", 280)])
def test_what_just_fits_is_kept_whole(
    owner_client: Client, open_debrief: Debrief, field: str, limit: int
) -> None:
    assert owner_client.post(page(open_debrief), answers(**{field: "x" * limit})).status_code == 302
    assert len(getattr(outcome(open_debrief), field)) == limit


def test_a_draft_is_kept_and_resumed(owner_client: Client, open_debrief: Debrief) -> None:
    url = reverse("recovery:save_draft", args=[open_debrief.pk, "outcome"])
    reply = owner_client.post(url, answers(result=""), headers={"Accept": "application/json"})
    assert reply.json()["saved"] is True
    html = owner_client.get(page(open_debrief)).content.decode()
    assert "Somebody with more years of it" in html
    assert "This is how you left it" in html
    with acting_for(open_debrief.owner_id):
        assert not Outcome.objects.exists()


def test_a_second_tab_is_shown_both_texts(owner_client: Client, open_debrief: Debrief) -> None:
    owner_client.post(page(open_debrief), answers())
    response = owner_client.post(page(open_debrief), answers(feedback="From the other tab"))
    html = response.content.decode()
    assert response.status_code == 409
    assert "From the other tab" in html
    assert "Somebody with more years of it" in html
    assert outcome(open_debrief).feedback == "Somebody with more years of it"


def test_a_repeat_is_a_success_and_changes_nothing(owner_client: Client, open_debrief: Debrief) -> None:
    posted = answers()
    owner_client.post(page(open_debrief), posted)
    before = vars(outcome(open_debrief))
    assert owner_client.post(page(open_debrief), posted)["Location"] == saved_page(open_debrief)
    assert {**vars(outcome(open_debrief)), "_state": 0} == {**before, "_state": 0}


def test_an_ended_session_keeps_the_words(owner: User, open_debrief: Debrief) -> None:
    client = Client()
    response = client.post(page(open_debrief), answers(), headers={"Sec-Fetch-Site": "same-origin"})
    assert response["Location"] == f"/accounts/login/?next={page(open_debrief)}"
    client.post(response["Location"], {"login": owner.email, "password": factories.PASSWORD})
    html = client.get(page(open_debrief)).content.decode()
    assert "Somebody with more years of it" in html
    assert "not saved yet" in html


def test_it_cannot_be_left_out(owner_client: Client, open_debrief: Debrief) -> None:
    url = reverse("recovery:skip_stage", args=[open_debrief.pk, "outcome"])
    assert owner_client.post(url, answers()).status_code == 404
    with acting_for(open_debrief.owner_id):
        assert not StageEntry.objects.exists()


def test_a_stranger_finds_nothing(stranger_client: Client, open_debrief: Debrief) -> None:
    for url in (page(open_debrief), saved_page(open_debrief)):
        assert stranger_client.get(url).status_code == 404
    assert stranger_client.post(page(open_debrief), answers()).status_code == 404
    with acting_for(open_debrief.owner_id):
        assert not Outcome.objects.exists()


# --- what is said afterwards ---


def test_without_an_outcome_the_page_after_it_leads_to_the_question(
    owner_client: Client, open_debrief: Debrief
) -> None:
    assert owner_client.get(saved_page(open_debrief))["Location"] == page(open_debrief)


def test_a_no_is_met_kindly_and_once_more_when_there_is_feedback(
    owner_client: Client, open_debrief: Debrief
) -> None:
    html = tell(owner_client, open_debrief, "turned_down")
    assert "Sorry. That's a real loss." in html
    assert "Want to add what they said, or leave it there?" in html
    assert f'href="{page(open_debrief)}#div_id_feedback"' in html
    assert "Leave it there" in html
    owner_client.post(page(open_debrief), answers(1))
    html = owner_client.get(saved_page(open_debrief)).content.decode().replace("&#x27;", "'")
    assert "Sorry. That's a real loss." in html
    assert "Add what they said" not in html


@pytest.mark.parametrize("result", ["next_round", "offer"])
@pytest.mark.parametrize(
    ("chance", "is_said"), [(1, True), (10, True), (30, True), (40, False), (None, False)]
)
def test_a_yes_after_a_low_guess_is_worth_remembering(
    owner: User, owner_client: Client, result: str, chance: int | None, is_said: bool
) -> None:
    made = factories.debrief(owner, interview_at=INTERVIEW)
    with acting_for(owner.pk):
        baker.make(Guess, owner=owner, debrief=made, kind="first", chance_pct=chance, worst_noticed="")
        baker.make(Guess, owner=owner, debrief=made, kind="second", chance_pct=5, worst_noticed="")
    html = tell(owner_client, made, result)
    assert (f"You put this at {chance} %. Worth remembering next time." in html) is is_said
    assert ("Worth remembering" in html) is is_said


@pytest.mark.parametrize("result", ["turned_down", "withdrew", "waiting"])
def test_no_other_result_is_held_against_the_guess(
    owner_client: Client, open_debrief: Debrief, result: str
) -> None:
    assert "Worth remembering" not in tell(owner_client, open_debrief, result)


def test_waiting_says_when_it_is_asked_again(
    owner: User, owner_client: Client, open_debrief: Debrief
) -> None:
    assert "Home asks once more on Tuesday 31 March" in tell(owner_client, open_debrief, "waiting")
    with time_machine.travel("2026-03-31T09:00:00+00:00"):
        owner_client.force_login(owner)
        assert "Home won't ask again" in tell(owner_client, open_debrief, "waiting", 1)


def test_the_next_round_starts_from_there(owner_client: Client, open_debrief: Debrief) -> None:
    html = tell(owner_client, open_debrief, "next_round")
    assert "Start the debrief of the next round" in html
    assert f'name="follows" value="{open_debrief.pk}"' in html
    owner_client.post("/debriefs/new/", {"id": str(uuid4()), "follows": str(open_debrief.pk)})
    html = owner_client.get(saved_page(open_debrief)).content.decode()
    assert "The round after this one:" in html
    assert "Start the debrief of the next round" not in html


# --- closing ---


@pytest.mark.parametrize("result", ["next_round", "offer", "turned_down", "withdrew"])
def test_a_known_end_closes_a_settled_debrief(
    owner_client: Client, open_debrief: Debrief, result: str
) -> None:
    settle(open_debrief)
    assert "this debrief is closed" in tell(owner_client, open_debrief, result)
    assert fresh(open_debrief).closed_at is not None


def test_waiting_closes_nothing(owner_client: Client, open_debrief: Debrief) -> None:
    settle(open_debrief)
    assert "is closed" not in tell(owner_client, open_debrief, "waiting")
    assert fresh(open_debrief).closed_at is None


def test_a_known_end_leaves_an_open_path_open(owner_client: Client, open_debrief: Debrief) -> None:
    settle(open_debrief, leaving=1)
    tell(owner_client, open_debrief, "offer")
    assert fresh(open_debrief).closed_at is None


def test_settling_the_last_stage_closes_it_when_the_end_is_known(
    owner_client: Client, open_debrief: Debrief
) -> None:
    settle(open_debrief, leaving=2)
    tell(owner_client, open_debrief, "offer")
    first, last = STAGES[-2:]
    skip = reverse("recovery:skip_stage", args=[open_debrief.pk, first.key])
    owner_client.post(skip, {"version": "0", "operation": str(uuid4())})
    assert fresh(open_debrief).closed_at is None
    skip = reverse("recovery:skip_stage", args=[open_debrief.pk, last.key])
    owner_client.post(skip, {"version": "0", "operation": str(uuid4())})
    assert fresh(open_debrief).closed_at is not None


def test_saving_the_last_stage_closes_it_as_well(owner_client: Client, open_debrief: Debrief) -> None:
    settle(open_debrief)
    with acting_for(open_debrief.owner_id):
        StageEntry.objects.filter(stage_key="bright_spots").delete()
    tell(owner_client, open_debrief, "offer")
    bright_spots = reverse("recovery:stage_page", args=[open_debrief.pk, "bright_spots"])
    posted = {"version": "0", "operation": str(uuid4())}
    owner_client.post(bright_spots, {**posted, "bright_how": "Not enough to be done"})
    assert fresh(open_debrief).closed_at is None
    owner_client.post(bright_spots, {"nothing_yet": "on", "version": "1", "operation": str(uuid4())})
    assert fresh(open_debrief).closed_at is not None


def test_writing_on_in_one_that_was_opened_again_leaves_it_open(
    owner_client: Client, open_debrief: Debrief
) -> None:
    settle(open_debrief)
    tell(owner_client, open_debrief, "offer")
    owner_client.post(reverse("recovery:reopen_debrief", args=[open_debrief.pk]))
    bright_spots = reverse("recovery:stage_page", args=[open_debrief.pk, "bright_spots"])
    saved = owner_client.post(bright_spots, {"nothing_yet": "on", "version": "1", "operation": str(uuid4())})
    assert saved.status_code == 302
    assert fresh(open_debrief).closed_at is None


def test_waiting_after_all_opens_it_again(owner_client: Client, open_debrief: Debrief) -> None:
    settle(open_debrief)
    tell(owner_client, open_debrief, "turned_down")
    tell(owner_client, open_debrief, "waiting", 1)
    assert fresh(open_debrief).closed_at is None


def test_one_closed_by_hand_stays_closed_while_waiting(owner_client: Client, open_debrief: Debrief) -> None:
    owner_client.post(reverse("recovery:close_debrief", args=[open_debrief.pk]))
    tell(owner_client, open_debrief, "waiting")
    assert fresh(open_debrief).closed_at is not None


def test_it_counts_for_nothing_on_the_path(owner_client: Client, open_debrief: Debrief) -> None:
    settle(open_debrief, leaving=1)
    tell(owner_client, open_debrief, "offer")
    html = owner_client.get(reverse("recovery:path_page", args=[open_debrief.pk])).content.decode()
    assert f"{len(STAGES) - 1} of {len(STAGES)} settled" in html


ODD = {
    "very long": "x" * 50_000,
    "right to left": "\u202eabc\u200b",
    "23 digits": "1" * 23,
    "1e400": "1e400",
    "markup": "<script>alert(1)</script>{{ 7 }}",
}


@pytest.mark.parametrize("what", ODD)
def test_odd_values_in_every_field(what: str, committed: None) -> None:
    person = factories.person("owner")
    made = factories.debrief(person, interview_at=datetime.now(UTC) - timedelta(days=3))
    client, version = signed_in(person), 0
    for name in SAMPLE:
        response = client.post(page(made), answers(version, **{name: ODD[what]}))
        assert response.status_code in (302, 422), name
        assert b"<script>alert" not in client.get(page(made)).content
        version += response.status_code == 302
