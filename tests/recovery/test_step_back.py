"""Step back: done when, whose hands, the second guess beside the first, and the person's own record."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.access import get_debrief_or_404
from debrief.debriefs.models import Confiding, Debrief, Guess, NamedCause, Outcome, OwnCause
from debrief.privacy.wall import acting_for
from debrief.recovery.journey import JOURNEY_ROWS
from debrief.recovery.models import StageEntry
from debrief.recovery.stages.base import Carried
from debrief.recovery.stages.step_back import StepBackForm
from tests import factories
from tests.test_query_counts import queries

pytestmark = pytest.mark.django_db
PUT_DOWN = "These aren't yours to fix. You can put them down."
FIRST_GUESS, SECOND_GUESS = "Your first guess, ", "Your second guess, "


@pytest.fixture
def empty(owner: User) -> Debrief:
    return factories.debrief(owner)


@pytest.fixture
def page(empty: Debrief) -> str:
    return reverse("recovery:stage_page", args=[empty.pk, "step_back"])


@pytest.fixture
def save(owner_client: Client, empty: Debrief, page: str) -> Callable[..., Any]:
    def post(**answers: Any) -> Any:
        with acting_for(empty.owner_id):
            entry = StageEntry.objects.filter(debrief=empty).first()
        version = entry.version if entry else 0
        return owner_client.post(page, {"version": version, "operation": str(uuid4()), **answers})

    return post


def state(debrief: Debrief) -> str:
    with acting_for(debrief.owner_id):
        return StageEntry.objects.get(debrief=debrief).state


def name_causes(debrief: Debrief, *causes: tuple[str, str]) -> None:
    """Causes by key, or by label for the person's own, and whose hands they are in."""
    with acting_for(debrief.owner_id):
        for position, (name, hands) in enumerate(causes):
            own = None
            if " " in name:
                own = OwnCause.objects.create(owner_id=debrief.owner_id, label=name)
            NamedCause.objects.create(
                owner_id=debrief.owner_id,
                debrief=debrief,
                position=position,
                key="" if own else name,
                own=own,
                in_hands=hands,
            )


def hands(debrief: Debrief) -> list[str]:
    with acting_for(debrief.owner_id):
        return list(NamedCause.objects.filter(debrief=debrief).values_list("in_hands", flat=True))


def guesses(debrief: Debrief) -> list[tuple[Any, ...]]:
    with acting_for(debrief.owner_id):
        rows = Guess.objects.filter(debrief=debrief)
        return list(rows.values_list("kind", "felt_score", "chance_pct", "cannot_say"))


# --- done when ---


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"friend_reply": "You did what you could"}, "done"),
        ({"other_facts": ["", "They ran over"]}, "done"),
        ({"other_reasons": ["money"]}, "done"),
        ({"felt_score_2": "0"}, "done"),
        ({"chance_2": "1"}, "done"),
        ({"chance_2": "none"}, "done"),
        ({"still_want": "no", "learned_want": "Smaller places"}, "started"),
        ({"friend_reply": " ", "other_facts": ["", " "]}, "started"),
    ],
)
def test_one_view_from_outside_is_enough(
    save: Callable[..., Any], empty: Debrief, answers: dict[str, Any], expected: str
) -> None:
    assert save(**answers).status_code == 302
    assert state(empty) == expected


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"friend_reply": "x" * 601}, "friend_reply"),
        ({"other_facts": ["x" * 201]}, "other_facts_0"),
        ({"other_facts": ["a", "b", "c", "d"]}, "other_facts_0"),
        ({"learned_want": "x" * 301}, "learned_want"),
        ({"chance_2": "15"}, "chance_2_0"),
        ({"felt_score_2": "11"}, "felt_score_2_0"),
        ({"other_reasons": ["me"]}, "other_reasons_0"),
    ],
)
def test_what_does_not_fit_is_named_and_kept(
    save: Callable[..., Any], empty: Debrief, answers: dict[str, Any], field: str
) -> None:
    response = save(**{"learned_want": "Kept", **answers})
    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}"' in html
    assert "Kept" in html or "learned_want" in answers
    assert guesses(empty) == []


def test_texts_at_their_limits_are_taken(save: Callable[..., Any]) -> None:
    full = {"friend_reply": "x" * 600, "other_facts": ["x" * 200] * 3, "learned_want": "x" * 300}
    assert save(**full).status_code == 302


# --- what somebody else saw ---


def test_what_the_confidant_saw_stands_on_top(owner: User, empty: Debrief) -> None:
    with acting_for(owner.pk):
        saw = Confiding.objects.create(owner=owner, debrief=empty, person="Jo", after="They laughed twice")
    assert _carried(owner, empty) == [("people", "What Jo saw", ["They laughed twice"])]
    with acting_for(owner.pk):
        Confiding.objects.filter(pk=saw.pk).update(person="", after="They laughed")
    assert _carried(owner, empty) == [("people", "What somebody else saw", ["They laughed"])]
    with acting_for(owner.pk):
        Confiding.objects.filter(pk=saw.pk).update(after="")
    assert _carried(owner, empty) == [("people", "What somebody else saw", [])]


def _carried(owner: User, debrief: Debrief) -> list[tuple[Any, ...]]:
    return [(part.stage, part.title, part.lines) for part in _form(owner, debrief).carried()]


def _form(owner: User, debrief: Debrief) -> StepBackForm:
    with acting_for(owner.pk):
        request = type("Request", (), {"user": owner})()
        found = get_debrief_or_404(request, debrief.pk, *JOURNEY_ROWS, *StepBackForm.reads)
    return StepBackForm(debrief=found)


# --- whose hands ---


def test_with_no_cause_named_there_is_no_sort_but_a_way_to_one(
    owner_client: Client, page: str, empty: Debrief
) -> None:
    html = owner_client.get(page).content.decode()
    assert "hands_" not in html
    assert reverse("recovery:stage_page", args=[empty.pk, "look_again"]) in html
    assert "put-down" not in html


def test_causes_are_sorted_by_their_own_words(
    owner_client: Client, save: Callable[..., Any], empty: Debrief, page: str
) -> None:
    name_causes(empty, ("undersold", "yes"), ("interviewer", "no"), ("The dog barked", "no"))
    with acting_for(empty.owner_id):
        own = OwnCause.objects.get()
    html = owner_client.get(page).content.decode()
    assert "I undersold myself" in html
    assert "The dog barked" in html
    assert 'name="hands_undersold" value="yes" id="id_hands_undersold_0" checked' in html
    assert "Name one" not in html
    save(hands_undersold="no", hands_interviewer="no", **{f"hands_{own.pk}": "yes"})
    assert hands(empty) == ["no", "no", "yes"]


def test_partly_stays_untouched_and_can_be_had_back(
    owner_client: Client, save: Callable[..., Any], empty: Debrief, page: str
) -> None:
    name_causes(empty, ("nerves", "partly"), ("A long drive", "partly"), ("undersold", "yes"))
    with acting_for(empty.owner_id):
        own = OwnCause.objects.get()
    html = owner_client.get(page).content.decode()
    assert html.count('value="partly"') == 2
    assert 'id="id_hands_undersold_1"' in html
    assert 'value="partly" id="id_hands_undersold' not in html
    save(friend_reply="Untouched")
    assert hands(empty) == ["partly", "partly", "yes"]
    save(hands_nerves="no", **{f"hands_{own.pk}": "no"})
    assert hands(empty) == ["no", "no", "yes"]
    save(hands_nerves="partly")
    assert hands(empty) == ["partly", "no", "yes"]


def test_a_hand_nobody_has_is_refused(save: Callable[..., Any], empty: Debrief) -> None:
    name_causes(empty, ("undersold", "yes"))
    for answer in ("both", "partly", "x" * 5000):
        response = save(hands_undersold=answer, friend_reply="Kept")
        assert response.status_code == 422
        assert "Pick one of the answers shown." in response.content.decode()
    assert hands(empty) == ["yes"]


def test_sorting_a_cause_that_is_not_named_any_more_changes_nothing(
    save: Callable[..., Any], empty: Debrief
) -> None:
    name_causes(empty, ("undersold", "yes"))
    assert save(hands_nerves="no", **{f"hands_{uuid4()}": "no"}).status_code == 302
    assert hands(empty) == ["yes"]


def test_a_cause_that_is_not_shipped_any_more_is_passed_over(
    owner_client: Client, page: str, empty: Debrief
) -> None:
    name_causes(empty, ("retired", "no"), ("nerves", "partly"))
    html = owner_client.get(page).content.decode()
    assert "hands_retired" not in html
    assert "hands_nerves" in html


def test_it_ends_with_what_can_be_put_down_by_name(owner_client: Client, page: str, empty: Debrief) -> None:
    name_causes(empty, ("interviewer", "no"), ("The dog barked", "no"))
    html = owner_client.get(page).content.decode()
    last = html[html.index('class="notice put-down"') : html.index('class="actions"')]
    assert "<li>They were cold, distracted or rude</li><li>The dog barked</li>" in last
    assert PUT_DOWN in last.replace("&#x27;", "'")


# --- the second guess ---


def test_a_second_guess_leaves_the_first_alone_and_a_change_of_mind_is_a_new_one(
    save: Callable[..., Any], empty: Debrief
) -> None:
    with acting_for(empty.owner_id):
        Guess.objects.create(
            owner_id=empty.owner_id, debrief=empty, kind="first", felt_score=2, chance_pct=10
        )
    save(felt_score_2="5", chance_2="none")
    save(felt_score_2="5", chance_2="none")
    save(friend_reply="Something else")
    save(felt_score_2="5", chance_2="30")
    assert guesses(empty) == [
        ("first", 2, 10, False),
        ("second", 5, None, True),
        ("second", 5, 30, False),
    ]


def test_the_first_guess_is_not_shown_before_the_second_is_saved(
    owner: User, empty: Debrief, page: str, owner_client: Client
) -> None:
    with acting_for(owner.pk):
        Guess.objects.create(
            owner=owner,
            debrief=empty,
            kind="first",
            felt_score=2,
            chance_pct=10,
            made_at=datetime(2026, 3, 10, 23, 30, tzinfo=UTC),
        )
    owner.time_zone = "Europe/Berlin"
    owner.save()
    before = owner_client.get(page).content.decode()
    assert FIRST_GUESS not in before
    assert "2 out of 10" not in before
    draft = reverse("recovery:save_draft", args=[empty.pk, "step_back"])
    owner_client.post(draft, {"felt_score_2": "5", "version": 0, "operation": str(uuid4())})
    assert "2 out of 10" not in owner_client.get(page).content.decode()
    with time_machine.travel("2026-03-12T09:00:00+00:00", tick=False):
        owner_client.force_login(owner)
        posted = {"felt_score_2": "5", "chance_2": "none", "version": 1, "operation": str(uuid4())}
        owner_client.post(page, posted)
        html = owner_client.get(page).content.decode().replace("&#x27;", "'")
    # On the person's clock it was past midnight.
    assert "<dt>Your first guess, Wednesday 11 March 2026</dt>" in html
    assert "<dd>It felt like 2 out of 10. You gave it a chance of 10 %.</dd>" in html
    assert "<dt>Your second guess, Thursday 12 March 2026</dt>" in html
    assert "<dd>It felt like 5 out of 10. You couldn't say what chance it had.</dd>" in html


def test_the_first_that_named_a_chance_is_the_first_guess(
    owner: User, save: Callable[..., Any], empty: Debrief, owner_client: Client, page: str
) -> None:
    with acting_for(owner.pk):
        for minute, (felt, chance) in enumerate([(2, None), (2, 20), (9, 90)]):
            Guess.objects.create(
                owner=owner,
                debrief=empty,
                kind="first",
                felt_score=felt,
                chance_pct=chance,
                made_at=datetime.now(UTC) - timedelta(minutes=10 - minute),
            )
    save(felt_score_2="5")
    assert (
        "It felt like 2 out of 10. You gave it a chance of 20 %." in owner_client.get(page).content.decode()
    )


@pytest.mark.parametrize("first", [{}, {"worst_noticed": "My hands"}])
def test_without_a_first_guess_there_is_nothing_to_set_beside(
    owner: User,
    save: Callable[..., Any],
    empty: Debrief,
    owner_client: Client,
    page: str,
    first: dict[str, str],
) -> None:
    with acting_for(owner.pk):
        if first:
            Guess.objects.create(owner=owner, debrief=empty, kind="first", **first)
    save(felt_score_2="5")
    assert SECOND_GUESS not in owner_client.get(page).content.decode()


# --- the person's own record ---


@pytest.fixture
def three_answers(owner: User) -> None:
    for result in ("offer", "turned_down", "turned_down"):
        made = factories.debrief(owner)
        with acting_for(owner.pk):
            Guess.objects.create(owner=owner, debrief=made, kind="first", chance_pct=20)
            Outcome.objects.create(owner=owner, debrief=made, result=result)


def test_the_record_is_shown_once_the_second_guess_is_there(
    three_answers: None, owner_client: Client, page: str, save: Callable[..., Any]
) -> None:
    sentence = "You expected 20 % on average. You went further in 1 of 3. Too early to see a pattern."
    assert sentence not in owner_client.get(page).content.decode()
    assert len(queries(lambda: owner_client.get(page))) == 2
    save(chance_2="none")
    assert sentence in owner_client.get(page).content.decode()
    assert len(queries(lambda: owner_client.get(page))) == 3


def test_with_fewer_answers_nothing_is_said(
    owner_client: Client, page: str, save: Callable[..., Any]
) -> None:
    save(chance_2="none")
    assert "on average" not in owner_client.get(page).content.decode()


# --- in words ---


def test_every_answer_comes_out_in_words(
    save: Callable[..., Any], empty: Debrief, owner_client: Client
) -> None:
    name_causes(empty, ("nerves", "partly"), ("interviewer", "no"))
    save(
        friend_reply="You did what you could",
        other_facts=["They ran over", "He wrote it down"],
        other_reasons=["field", "unseen"],
        hands_nerves="yes",
        still_want="not_sure",
        learned_want="Smaller places",
        felt_score_2="5",
        chance_2="40",
    )
    html = owner_client.get(reverse("recovery:enough", args=[empty.pk])).content.decode()
    html = html.replace("&#x27;", "'")
    for words in (
        "You did what you could",
        "They ran over<br>He wrote it down",
        "Strong field, Something I can't see",
        "Nerves took over: In my hands<br>They were cold, distracted or rude: Not in my hands",
        "<dd>Not sure</dd>",
        "Smaller places",
        "<dd>5 of 10</dd>",
        "<dd>40 %</dd>",
    ):
        assert words in html, words


def test_a_draft_shows_a_half_made_sort_again(owner_client: Client, empty: Debrief, page: str) -> None:
    name_causes(empty, ("undersold", "yes"))
    draft = reverse("recovery:save_draft", args=[empty.pk, "step_back"])
    owner_client.post(draft, {"hands_undersold": "no", "version": 0, "operation": str(uuid4())})
    html = owner_client.get(page).content.decode()
    assert 'value="no" id="id_hands_undersold_1" checked' in html
    assert hands(empty) == ["yes"]


def test_ids_of_causes_survive_the_sort(save: Callable[..., Any], empty: Debrief) -> None:
    def ids() -> list[UUID]:
        with acting_for(empty.owner_id):
            return list(NamedCause.objects.values_list("pk", flat=True))

    name_causes(empty, ("undersold", "yes"), ("nerves", "partly"))
    before = ids()
    save(hands_undersold="no", hands_nerves="yes")
    assert ids() == before


def test_words_of_a_stage_that_is_off_the_path_are_left_out(
    owner_client: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [Carried(key, "From there", [f"Words of {key}"]) for key in ("nowhere", "land")]
    monkeypatch.setattr(StepBackForm, "carried", lambda form: parts)
    html = owner_client.get(page).content.decode()
    assert "Words of land" in html
    assert "Words of nowhere" not in html
