"""How many queries a page takes: few, and the same at 1, 20 and 500 rows (design: figures to hold)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Outcome
from debrief.privacy.wall import acting_for
from debrief.recovery.stages import OUTCOME, STAGES
from debrief.tips.cards import shelf
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
# What a stage asks beyond its debrief: people asks for the names of other debriefs.
EXTRA = {"people": 1}


@pytest.fixture(autouse=True)
def _cards_read(db: None, _read_the_shelf_again: None) -> None:
    """Tips of a stage are read once a minute for everybody, not by each page."""
    shelf()


def queries(call: Callable[[], object]) -> list[str]:
    """The statements of a request, without the wall's one setting and the frame of the transaction."""
    with CaptureQueriesContext(connection) as captured:
        call()
    framing = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config")
    return [query["sql"] for query in captured if not query["sql"].startswith(framing)]


@pytest.mark.parametrize(
    "path",
    ["/", "/debriefs/", "/debriefs/?q=place&period=year&outcome=open", "/debriefs/?shown=away&outcome=offer"],
)
def test_a_list_takes_two_at_any_length(path: str) -> None:
    for count in (1, 20, 500):
        person = factories.person("owner")
        factories.many_debriefs(person, count)
        client = signed_in(person)
        response = client.get(path)
        assert response.status_code == 200
        assert len(queries(lambda client=client: client.get(path))) == 2


@pytest.mark.parametrize("stage", [*STAGES, OUTCOME], ids=lambda stage: stage.key)
@pytest.mark.parametrize(("questions", "people", "others"), [(1, 1, 0), (40, 8, 500)])
def test_a_stage_takes_two_however_much_is_in_it(
    owner: User, stage: object, questions: int, people: int, others: int
) -> None:
    debrief = factories.full_debrief(owner, questions=questions, people=people)
    factories.many_debriefs(owner, others)
    client, page = signed_in(owner), reverse("recovery:stage_page", args=[debrief.pk, stage.key])  # type: ignore[attr-defined]
    assert client.get(page).status_code == 200
    assert len(queries(lambda: client.get(page))) == 2 + EXTRA.get(stage.key, 0)  # type: ignore[attr-defined]


@pytest.mark.parametrize("others", [0, 1_000])
def test_a_path_takes_three_and_home_two_with_everything_to_do(owner: User, others: int) -> None:
    """Rounds before and after are one small query more than the path itself."""
    at = datetime.now(UTC) - timedelta(days=10)
    first = factories.debrief(owner, interview_at=at, promised="A link")
    second = factories.debrief(owner, interview_at=at, promised="A link", follows=first)
    factories.debrief(owner, interview_at=at, promised="A link", follows=second)
    with acting_for(owner.pk):
        Outcome.objects.create(owner=owner, debrief=second, result="next_round")
        Debrief.objects.bulk_create(
            Debrief(owner=owner, interview_at=at, created_at=at - timedelta(days=n), promised="A link")
            for n in range(others)
        )
    client = signed_in(owner)
    pages = {
        reverse("home"): 2,
        reverse("recovery:path_page", args=[second.pk]): 3,
        reverse("recovery:outcome_saved", args=[second.pk]): 3,
    }
    for page, count in pages.items():
        assert client.get(page).status_code == 200
        assert len(queries(lambda page=page: client.get(page))) == count, page


# Taking a debrief along is noted in the audit.
@pytest.mark.parametrize(
    ("word", "count"), [("enough/", 2), ("read/", 2), ("export.md", 3), ("export.json", 3), ("delete/", 2)]
)
@pytest.mark.parametrize(("questions", "people", "others"), [(1, 1, 0), (40, 8, 500)])
def test_a_debrief_whole_takes_two_however_much_is_in_it(
    owner: User, word: str, count: int, questions: int, people: int, others: int
) -> None:
    debrief = factories.full_debrief(owner, questions=questions, people=people)
    factories.many_debriefs(owner, others)
    client, page = signed_in(owner), f"/debriefs/{debrief.pk}/{word}"
    assert client.get(page).status_code == 200
    assert len(queries(lambda: client.get(page))) == count


def test_autosave_takes_two(owner: User) -> None:
    debrief = factories.full_debrief(owner)
    client, url = signed_in(owner), reverse("recovery:save_draft", args=[debrief.pk, "bright_spots"])
    version = 1

    def save() -> None:
        nonlocal version
        data = {"bright_how": "a", "version": version, "operation": str(uuid4())}
        reply = client.post(url, data, headers={"Accept": "application/json"})
        version = reply.json()["version"]

    save()  # the first request of a process also looks at the role it is connected as
    assert len(queries(save)) == 2


def test_pages_of_a_list_hold_together_at_any_depth(owner: User) -> None:
    """Walking the pages shows every row once, newest first, whatever was added meanwhile."""
    factories.many_debriefs(owner, 65)
    client, path, seen = signed_in(owner), "/debriefs/", []
    while path:
        page = client.get(path).context["page"]
        seen += [debrief.organisation for debrief in page.debriefs]
        factories.many_debriefs(owner, 1)
        path = f"/debriefs/?after={page.older}" if page.older else ""
    assert [name for name in seen if name] == [f"Place {n}" for n in range(64, -1, -1)]


@pytest.mark.parametrize("after", ["-1", "1000000000", "x", "%00", "MjAyNi0wMS0wMXxubw==", "é", "fHw="])
def test_a_cursor_nobody_gave_out_is_no_error(owner_client: Client, after: str) -> None:
    assert owner_client.get(f"/debriefs/?after={after}").status_code in (200, 400)
