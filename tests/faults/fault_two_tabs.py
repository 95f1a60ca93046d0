"""Two tabs, a double click and a lost reply, many times and at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from debrief.database.web_server import WebServer
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from tests import factories
from tests.faults.conftest import Figure
from tests.faults.people import FIELD, STAGE, Browser

pytestmark = pytest.mark.usefixtures("committed")
ROUNDS = 50


@pytest.fixture
def debrief(committed: None) -> Debrief:
    return factories.debrief(factories.person("owner"))


@pytest.fixture
def tabs(web: WebServer, debrief: Debrief) -> list[Browser]:
    return [Browser(web.address, debrief.owner) for _ in range(2)]


def entries(debrief: Debrief) -> list[StageEntry]:
    with acting_for(debrief.owner_id):
        return list(StageEntry.objects.filter(debrief=debrief))


def answers(debrief: Debrief) -> str:
    (entry,) = entries(debrief)
    return str(entry.answers[FIELD])


def test_two_tabs_at_the_same_moment(tabs: list[Browser], debrief: Debrief, figure: Figure) -> None:
    path = f"/debriefs/{debrief.pk}/{STAGE}/"
    with ThreadPoolExecutor(2) as together:
        for version in range(ROUNDS):
            words = [f"tab {tab} round {version}" for tab in (1, 2)]
            replies = list(
                together.map(
                    lambda tab, text, version=version: tab.post(
                        path,
                        {FIELD: text, "bright_chips": "listened", "version": version, "operation": uuid4()},
                    ),
                    tabs,
                    words,
                )
            )
            statuses = [status for status, _body in replies]
            assert sorted(statuses) == [302, 409]
            won, lost = statuses.index(302), statuses.index(409)
            assert answers(debrief) == words[won]
            for text in words:
                assert text.encode() in replies[lost][1]
    figure(
        f"two tabs save at the same moment, {ROUNDS} times",
        f"one winner {ROUNDS} times, and 409 with both texts for the other",
        "one winner, 409 with both texts",
    )


def test_a_double_click_and_a_lost_reply(tabs: list[Browser], debrief: Debrief, figure: Figure) -> None:
    """The same operation twice: at once, and again later, as after a reply that never came."""
    path = f"/debriefs/{debrief.pk}/{STAGE}/"
    with ThreadPoolExecutor(2) as together:
        for version in range(ROUNDS):
            fields = {FIELD: f"round {version}", "bright_chips": "listened", "version": version}
            fields["operation"] = str(uuid4())
            replies = list(together.map(lambda tab, sent=fields: tab.post(path, sent), tabs))
            replies.append(tabs[0].post(path, fields))
            assert [status for status, _body in replies] == [302, 302, 302]
            (entry,) = entries(debrief)
            assert (entry.version, entry.answers[FIELD]) == (version + 1, f"round {version}")
    began = str(uuid4())
    with ThreadPoolExecutor(2) as together:
        list(together.map(lambda tab: tab.post("/debriefs/new/", {"id": began}), tabs))
    with acting_for(debrief.owner_id):
        assert Debrief.objects.count() == 2
    figure(
        f"a double click and a lost reply, {ROUNDS} times",
        f"{ROUNDS} operations sent three times each: version {ROUNDS}, one row; one debrief begun twice: one",
        "one row per operation id",
    )
