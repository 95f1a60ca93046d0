"""Bad input gets a sentence and loses nothing; never a 500, never a changed row (security.md, section 3)."""

from io import BytesIO
from itertools import product
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.recovery.stages import STAGES
from tests import factories
from tests.conftest import signed_in
from tests.recovery.answers import SAMPLES
from tests.test_walls import ROUTES, address, snapshot

FORM = "application/x-www-form-urlencoded"
ODD = {
    "very long": "x" * 200_000,
    "right to left": "\u202eabc\u200b\u200d\ufeff",
    "23 digits": "1" * 23,
    "1e400": "1e400",
    "a list of braces": "[" * 50_000,
    "markup": "<script>alert(1)</script>{{ 7 }}{% x %}",
    "emoji": "🙂" * 500,
}

ODD_QUERIES = [
    "q=%00",
    "id=%00",
    "q=%ED%A0%80",
    "a=%FF%FE",
    "after=" + "9" * 5000,
    "next=%00",
    "&&&=;=",
    "q=" + "%2B" * 999,
]


pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def mine(committed: None) -> Debrief:
    """A debrief that a test may change."""
    return factories.full_debrief(factories.person("owner"))


@pytest.fixture
def client(mine: Debrief) -> Client:
    return signed_in(User.objects.get(pk=mine.owner_id))


def version_of(debrief: Debrief, stage_key: str) -> int:
    with acting_for(debrief.owner_id):
        return StageEntry.objects.get(debrief=debrief, stage_key=stage_key).version


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.key)
def test_odd_values_in_every_field_of_every_stage(client: Client, mine: Debrief, stage: Any) -> None:
    page = reverse("recovery:stage_page", args=[mine.pk, stage.key])
    client.raise_request_exception = False  # what was sent says more than the traceback
    before, version = snapshot(mine.owner_id), 1
    for what, name in product(ODD, SAMPLES[stage.key].done):
        posted = {**SAMPLES[stage.key].done, name: ODD[what], "version": version, "operation": str(uuid4())}
        response = client.post(page, posted)
        where = (what, name, response.status_code)
        assert response.status_code in (302, 422), where
        if response.status_code == 422:
            assert snapshot(mine.owner_id) == before, where
            assert b"There is a problem" in response.content, where
        else:
            before, version = snapshot(mine.owner_id), version_of(mine, stage.key)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_odd_queries_at_every_address(theirs: Debrief, route: Any) -> None:
    client = signed_in(User.objects.get(pk=theirs.owner_id))
    for query in ODD_QUERIES:
        response = client.get(f"{address(route, theirs)}?{query}")
        assert response.status_code < 500, query
        if query.endswith("%00"):
            assert response.status_code == 400, query


@pytest.mark.parametrize(
    "path",
    ["/%00", "/debriefs/%00/", "/tips/%ED%A0%80/", "/debriefs/not-a-uuid/land/", "/tips/" + "a" * 3000 + "/"],
)
def test_odd_paths(client: Client, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


@pytest.mark.parametrize("body", ["mood_before=%00", "feeling_own=a%00b", "%00=1", "feeling_own=%ED%A0%80"])
def test_text_no_column_could_hold(client: Client, mine: Debrief, body: str) -> None:
    before = snapshot(mine.owner_id)
    for name in ("recovery:stage_page", "recovery:save_draft", "recovery:skip_stage"):
        page = reverse(name, args=[mine.pk, "land"])
        response = client.post(page, body, content_type=FORM)
        assert response.status_code in (302, 200, 400, 409)
        if "%00" in body:
            assert response.status_code == 400
            assert snapshot(mine.owner_id) == before


def test_a_thousand_and_one_fields(client: Client, mine: Debrief) -> None:
    page = reverse("recovery:stage_page", args=[mine.pk, "land"])
    response = client.post(page, {f"f{n}": "x" for n in range(1001)})
    assert response.status_code in (400, 413)
    assert b"<h1>" in response.content


def test_three_megabytes(client: Client, mine: Debrief) -> None:
    before = snapshot(mine.owner_id)
    for name in ("recovery:stage_page", "recovery:save_draft"):
        page = reverse(name, args=[mine.pk, "capture"])
        response = client.post(page, "anything_else=" + "x" * 3_000_000, content_type=FORM)
        assert response.status_code == 413
        assert b"Go back" in response.content or b"message" in response.content
    assert snapshot(mine.owner_id) == before


@pytest.mark.parametrize(
    "kind",
    ["application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data", "nonsense"],
)
def test_a_wrong_content_type(client: Client, mine: Debrief, kind: str) -> None:
    page = reverse("recovery:stage_page", args=[mine.pk, "capture"])
    response = client.post(page, b'{"a": ' * 20_000, content_type=kind)
    assert response.status_code in (400, 409, 415, 422)


@pytest.mark.parametrize("path", ["/", "/you/", "/tips/", "/accounts/login/", "/staff/", "/nope/"])
@pytest.mark.parametrize("host", ["127.0.0.1", "elsewhere.example"])
def test_a_form_in_letters_other_than_utf_8(theirs: Debrief, path: str, host: str) -> None:
    # As browsers are, with a token: the test client looks for none by itself.
    client = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"host": host})
    client.force_login(User.objects.get(pk=theirs.owner_id))
    client.cookies["csrftoken"] = "c" * 32
    response = client.post(path, b"a=b", content_type=f"{FORM}; charset=utf-16")
    assert response.status_code == 400
    assert "That could not be read" in response.text


@pytest.mark.parametrize("name", ["recovery:stage_page", "recovery:save_draft", "recovery:skip_stage"])
def test_a_form_that_was_cut_off_on_its_way(client: Client, mine: Debrief, name: str) -> None:
    before = snapshot(mine.owner_id)
    page = reverse(name, args=[mine.pk, "bright_spots"])
    body = urlencode({"version": "1", **SAMPLES["bright_spots"].done}, doseq=True).encode()
    for length in (0, 10, len(body) - 1):
        arrived = {"wsgi.input": BytesIO(body[:length]), "CONTENT_LENGTH": str(len(body))}
        assert client.post(page, content_type=FORM, **arrived).status_code == 400  # type: ignore[arg-type]
    assert snapshot(mine.owner_id) == before


class Silent(BytesIO):
    """What arrives from somebody who has fallen silent in the middle of it."""

    def read(self, *args: Any) -> bytes:
        raise BlockingIOError("Resource temporarily unavailable")


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x"])
def test_a_form_whose_sender_has_fallen_silent(client: Client, theirs: Debrief, kind: str) -> None:
    before = snapshot(theirs.owner_id)
    page = reverse("recovery:stage_page", args=[theirs.pk, "bright_spots"])
    arrived: dict[str, Any] = {"wsgi.input": Silent(), "CONTENT_LENGTH": "100"}
    assert client.post(page, content_type=kind, **arrived).status_code == 400
    assert snapshot(theirs.owner_id) == before


def test_a_bad_host(client: Client) -> None:
    response = client.get("/", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400


@pytest.mark.parametrize("total", ["-1", "999999999999", "x", "1e400", "", "٣"])
def test_odd_row_counts(client: Client, mine: Debrief, total: str) -> None:
    page = reverse("recovery:stage_page", args=[mine.pk, "capture"])
    for then in ("go_on", "add_people", "add_questions", "add_nothing", "stop"):
        posted = {**SAMPLES["capture"].done, "people-TOTAL_FORMS": total, "then": then, "version": "1"}
        assert client.post(page, posted).status_code in (302, 409, 422)
        assert client.get(page).status_code == 200
