"""Each tip of the two source documents: do what its stage asks, and find the answer where it is carried."""

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.stages import STAGES
from tests import factories
from tests.conftest import signed_in
from tests.recovery.answers import SAMPLES

pytestmark = pytest.mark.django_db

FOURTEEN = {*(f"A{n}" for n in range(1, 5)), *(f"B{n}" for n in range(1, 11))}
TODAY = timezone.localdate().isoformat()


class Home(NamedTuple):
    """What somebody answers in a stage, and the page that shows `words` because of it, `days` later.

    `page` is the key of a stage or a word of the debrief's address; "home" is the home page.
    """

    stage: str
    answers: dict[str, Any]
    page: str
    words: str
    days: int = 0


HOMES = {
    "A1": Home("bright_spots", {"bright_text": ["The sketch landed"]}, "look_again", "The sketch landed"),
    "A2": Home("look_again", SAMPLES["look_again"].done, "plan", "Let me take a second with that"),
    "A3": Home("note", SAMPLES["note"].done, "read", "The story about the winter backlog"),
    "A4": Home(
        "first_guess", {"felt_score": "2", "chance_pct": "10"}, "outcome/saved", "You put this at 10 %"
    ),
    "B1": Home("look_again", SAMPLES["look_again"].done, "prep_review", "Goes with: My mind went blank"),
    "B2": Home("step_back", {"hands_late": "no", "other_reasons": ["field"]}, "read", "Not in my hands"),
    "B3": Home("keep_going", {"next_action": "cv", "action_day": TODAY}, "home", "Update one line of the CV"),
    "B4": Home("prep_review", {"one_to_add": "timed_one"}, "plan", "Timed an answer"),
    "B5": Home("plan", SAMPLES["plan"].done, "read", "The stock example goes first"),
    "B6": Home(
        "recharge",
        {"rest_choice": ["walk"], "pause_until_date": (timezone.localdate() + timedelta(days=2)).isoformat()},
        "home",
        "You're resting",
    ),
    "B7": Home(
        "capture",
        {**SAMPLES["capture"].done, "questions_raw": ""},
        "look_again",
        "Two late suppliers at once?",
    ),
    "B8": Home("recharge", {"treat_choice": "food", "when": "now"}, "", "Did you do it?", days=1),
    "B9": Home("people", SAMPLES["people"].done, "step_back", "That I laughed about the lift"),
    "B10": Home("keep_going", SAMPLES["keep_going"].done, "another", "Halden Health"),
}


def test_every_tip_has_a_home() -> None:
    assert {source for stage in STAGES for source in stage.sources} == FOURTEEN == set(HOMES)


@pytest.mark.parametrize("tip", HOMES)
def test_what_a_tip_asks_for_is_found_again(tip: str, owner: User) -> None:
    home = HOMES[tip]
    client, debrief = signed_in(owner), factories.debrief(owner)
    base = f"/debriefs/{debrief.pk}/"
    assert tip in next(stage.sources for stage in STAGES if stage.key == home.stage)
    if tip == "B2":
        client.post(f"{base}look_again/", SAMPLES["look_again"].done)
    response = client.post(f"{base}{home.stage}/", home.answers)
    assert response.status_code == 302, response.content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=home.days)):
        assert home.words in shown(client, debrief, home.page)


def shown(client: Client, debrief: Debrief, page: str) -> str:
    base = f"/debriefs/{debrief.pk}/"
    if page == "home":
        return client.get("/").text
    if page == "another":
        with acting_for(debrief.owner_id):
            other = Debrief.objects.create(owner_id=debrief.owner_id, organisation="Elsewhere")
        return client.get(f"/debriefs/{other.pk}/keep_going/").text
    if page == "outcome/saved":
        client.post(f"{base}outcome/", {"result": "offer"})
    return client.get(f"{base}{page}/" if page else base).text
