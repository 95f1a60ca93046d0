"""The list of debriefs: words, filters and pages, all in the address."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Outcome
from debrief.debriefs.words import index_words
from debrief.privacy.wall import acting_for
from tests import factories

NOW = "2026-05-20T09:00:00+00:00"


def made(owner: User, name: str, *, result: str = "", at: datetime | None = None, **fields: Any) -> Debrief:
    debrief = factories.debrief(owner, organisation=name, interview_at=at, **fields)
    with acting_for(owner.pk):
        if result:
            Outcome.objects.create(owner=owner, debrief=debrief, result=result)
        index_words(owner_id=owner.pk, debrief_id=debrief.pk)
    return debrief


def shown(client: Client, **asked: Any) -> list[str]:
    response = client.get(f"/debriefs/?{urlencode(asked)}")
    assert response.status_code == 200
    return [row.title for row in response.context["rows"]]


@pytest.fixture
def three(owner: User) -> None:
    made(owner, "Halden Health", result="offer", role_title="Support lead")
    made(owner, "Brightwater Council", result="turned_down", role_title="Support analyst")
    made(owner, "Northwind Traders")


def test_words_and_filters_combine(owner_client: Client, three: None) -> None:
    assert shown(owner_client) == ["Northwind Traders", "Brightwater Council", "Halden Health"]
    assert shown(owner_client, q="support") == ["Brightwater Council", "Halden Health"]
    assert shown(owner_client, q="support", outcome="offer") == ["Halden Health"]
    assert shown(owner_client, q="support", outcome="offer", shown="away") == []


def test_not_known_yet_is_still_waiting_or_never_said(owner: User, owner_client: Client, three: None) -> None:
    made(owner, "Kestrel Books", result="waiting")
    assert shown(owner_client, outcome="open") == ["Kestrel Books", "Northwind Traders"]


def test_an_outcome_shows_as_a_tag_in_words(owner_client: Client, three: None) -> None:
    html = owner_client.get("/debriefs/").content.decode()
    for tag in ("Offer", "Turned down"):
        assert f'<span class="tag">{tag}</span>' in html


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("period", "days_ago"),
    [
        ("month", [0, 19]),
        ("quarter", [0, 19, 20, 91]),
        ("year", [0, 19, 20, 91, 139]),
        ("", [0, 19, 20, 91, 139, 140]),
    ],
)
def test_time_is_that_of_the_interview(owner: User, client: Client, period: str, days_ago: list[int]) -> None:
    for days in (140, 139, 91, 20, 19):
        made(owner, str(days), at=datetime.now(UTC) - timedelta(days=days))
    made(owner, "0")  # nobody has said when: it counts from when it was begun
    client.force_login(owner)
    assert shown(client, period=period) == [str(days) for days in days_ago]


@time_machine.travel("2026-05-01T02:00:00+00:00", tick=False)
def test_a_month_begins_on_the_persons_clock(owner: User, client: Client) -> None:
    owner.time_zone = "America/New_York"
    owner.save()
    made(owner, "April in New York", at=datetime(2026, 4, 2, tzinfo=UTC))
    client.force_login(owner)
    assert shown(client, period="month") == ["April in New York"]


@pytest.mark.parametrize("query", ["outcome=glory", "period=x", "shown=x", "q=" + "a" * 201, "nothing=1"])
def test_a_filter_nobody_offered_is_passed_over(owner_client: Client, three: None, query: str) -> None:
    response = owner_client.get(f"/debriefs/?{query}")
    assert len(response.context["rows"]) == 3
    assert b"There is a problem" not in response.content


def test_the_form_shows_what_was_asked(owner_client: Client, three: None) -> None:
    html = owner_client.get("/debriefs/?q=support&outcome=offer").content.decode()
    assert 'value="support"' in html
    assert 'value="offer" id="id_outcome_2" checked' in html
    assert 'value="" id="id_period_0" checked' in html
    assert "<details" in html.split("Narrow it down")[0]
    assert "open>" in html.split("Narrow it down")[0]


def test_pages_keep_what_was_asked(owner: User, owner_client: Client) -> None:
    for n in range(45):
        made(owner, f"Place {n}", result="offer" if n % 2 else "", role_title="Planner")
    seen: list[str] = []
    query = "q=planner&outcome=offer"
    while query:
        response = owner_client.get(f"/debriefs/?{query}")
        seen += [row.title for row in response.context["rows"]]
        query = response.context["older"]
        html = response.content.decode()
        assert not query or f'rel="next" href="?{query.replace("&", "&amp;")}"' in html
    assert seen == [f"Place {n}" for n in range(43, 0, -2)]
    assert 'href="?q=planner&amp;outcome=offer"' in html


@pytest.mark.parametrize("query", ["q=xyzzyq", "outcome=silence", "period=month&q=nope", "q=%21%21"])
def test_what_fits_nothing_is_told_kindly(owner_client: Client, three: None, query: str) -> None:
    html = owner_client.get(f"/debriefs/?{query}").content.decode()
    assert "Nothing fits all of that." in html
    assert '<a class="button button--quiet" href="/debriefs/">Clear</a>' in html
    assert "shown=away" in html


def test_words_are_shown_as_text(owner_client: Client) -> None:
    html = owner_client.get("/debriefs/?q=%22%3E%3Cb%3E").content.decode()
    assert "<b>" not in html


def test_empty_lists_say_what_goes_there(owner_client: Client) -> None:
    assert b"A debrief begins on the home page." in owner_client.get("/debriefs/").content
    assert b"Nothing is put away." in owner_client.get("/debriefs/?shown=away").content


def test_head_has_no_body(owner_client: Client, three: None) -> None:
    response = owner_client.head("/debriefs/?q=support")
    assert (response.status_code, response.content) == (200, b"")


# --- putting away ---


def test_one_put_away_leaves_the_list_and_home_and_comes_back(
    owner: User, owner_client: Client, three: None
) -> None:
    with acting_for(owner.pk):
        debrief = Debrief.objects.get(organisation="Halden Health")
    path = f"/debriefs/{debrief.pk}/"
    assert b"Put it away" in owner_client.get(path).content
    response = owner_client.post(f"{path}put-away/", follow=True)
    assert b"Put away. The list keeps it under" in response.content
    assert "Halden Health" not in shown(owner_client)
    assert b"Halden Health" not in owner_client.get("/").content
    assert shown(owner_client, shown="away") == ["Halden Health"]
    assert shown(owner_client, q="support", shown="away") == ["Halden Health"]
    for page in (path, f"{path}read/"):
        assert b"Bring it back" in owner_client.get(page).content
    response = owner_client.post(f"{path}bring-back/", follow=True)
    assert b"Back in the list." in response.content
    assert "Halden Health" in shown(owner_client)


def test_putting_away_twice_keeps_the_first_day(owner: User, client: Client) -> None:
    debrief = factories.debrief(owner)
    for moment in ("2026-05-01T09:00:00+00:00", "2026-05-02T09:00:00+00:00"):
        with time_machine.travel(moment, tick=False):
            client.force_login(owner)
            client.post(f"/debriefs/{debrief.pk}/put-away/")
    with acting_for(owner.pk):
        debrief.refresh_from_db()
    assert debrief.put_away_at == datetime(2026, 5, 1, 9, tzinfo=UTC)


def test_a_new_debrief_is_not_begun_in_one_that_is_put_away(owner: User, owner_client: Client) -> None:
    debrief = factories.debrief(owner, organisation="", put_away_at=datetime.now(UTC))
    response = owner_client.post("/debriefs/new/")
    assert str(debrief.pk) not in response["Location"]


@pytest.mark.parametrize("word", ["put-away", "bring-back"])
def test_it_takes_a_post(owner_client: Client, debrief: Debrief, word: str) -> None:
    assert owner_client.get(f"/debriefs/{debrief.pk}/{word}/").status_code == 405
