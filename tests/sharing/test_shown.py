"""What whoever has a link sees, and that it is all they get."""

import logging
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings as the_settings
from django.core.cache import cache
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from debrief import serving
from debrief.accounts.models import User
from debrief.debriefs.choices import Need
from debrief.debriefs.models import Debrief, MoodCheck
from debrief.notes.models import Note
from debrief.privacy.logs import DiscreetFormatter, JsonFormatter
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.recovery.stages import OUTCOME, STAGES
from debrief.sharing.asks import HOW_TO_HELP, NEEDS
from debrief.sharing.models import ShareLink
from debrief.sharing.tokens import fresh, hash_of
from tests import factories
from tests.conftest import signed_in
from tests.test_walls import ROUTES, Route, address, snapshot

pytestmark = pytest.mark.usefixtures("committed")
SWEEP = "DELETE"  # done now and then, by chance
ENDED = "This link has ended."
EVERYTHING = [stage.key for stage in (*STAGES, OUTCOME)]


@pytest.fixture(autouse=True)
def _no_limits_left_over(committed: None) -> None:
    cache.clear()


@pytest.fixture
def mine(committed: None) -> Debrief:
    """A debrief of somebody in London, named Zoë, who has others and a word for each of them."""
    owner = factories.person("Zoë", time_zone="Asia/Tokyo")
    factories.full_debrief(owner, organisation="Halden Health")
    return factories.full_debrief(owner)


def opened(token: str, client: Client | None = None) -> HttpResponse:
    client = client or Client()
    response = client.get(f"/s/{token}/")
    assert (response.status_code, response["Location"]) == (303, "/s/")
    return client.get("/s/")  # type: ignore[return-value]


def shown(token: str) -> str:
    response = opened(token)
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r'<h2 id="part-(\w+)"', html)


def test_it_shows_the_parts_that_were_picked(mine: Debrief) -> None:
    html = shown(factories.share_link(mine, "first_guess", "bright_spots"))
    assert titles(html) == ["bright_spots", "first_guess"]
    assert "Zoë lets you in on an interview" in html
    for hidden in ("Northwind", "Stock planner", "Person 0", "Question 0", "Aunt", "Halden"):
        assert hidden not in html


@pytest.mark.parametrize("part", [stage.key for stage in STAGES])
def test_each_part_alone_and_nothing_of_the_account(part: str, mine: Debrief) -> None:
    owner = User.objects.get(pk=mine.owner_id)
    html = shown(factories.share_link(mine, part))
    assert set(titles(html)) <= {part}
    assert part == "recharge" or titles(html) == [part]
    for hidden in (owner.email, str(owner.pk), str(mine.pk), "Halden Health", "slow-minute"):
        assert hidden not in html
    assert ("Northwind" in html) == (part == "capture")


def test_all_of_it(mine: Debrief) -> None:
    html = shown(factories.share_link(mine, *EVERYTHING))
    reading = signed_in(User.objects.get(pk=mine.owner_id)).get(f"/debriefs/{mine.pk}/read/")
    assert titles(html) == titles(reading.content.decode())
    assert len(titles(html)) > 8
    for said in ("Northwind Traders", "Stock planner", factories.CANARY, "Question 2?"):
        assert said in html


def test_a_mood_is_told_only_with_its_part(mine: Debrief) -> None:
    with acting_for(mine.owner_id):
        MoodCheck.objects.filter(debrief=mine).update(mood=1)
    assert "Awful" not in shown(factories.share_link(mine, "capture", "bright_spots", "note", "plan"))
    assert "Awful" in shown(factories.share_link(mine, "land"))


def test_a_title_names_nobody(mine: Debrief) -> None:
    html = shown(factories.share_link(mine, *EVERYTHING))
    head, _body = html.split("<body>")
    for hidden in ("Northwind", "Zoë", "Stock"):
        assert hidden not in head


def test_somebody_without_a_name_is_somebody(mine: Debrief) -> None:
    token = factories.share_link(mine, "capture")
    User.objects.filter(pk=mine.owner_id).update(first_name=" ")
    assert "Somebody lets you in on an interview" in shown(token)


@pytest.mark.parametrize("need", ["", *Need.values])
def test_it_says_how_to_be_of_use(need: str, mine: Debrief) -> None:
    html = shown(factories.share_link(mine, "capture", need=need))
    assert str(HOW_TO_HELP[need if need in NEEDS else ""])[:40] in html


def test_hours_are_those_of_the_writer(mine: Debrief) -> None:
    with acting_for(mine.owner_id):
        Debrief.objects.filter(pk=mine.pk).update(interview_at="2026-11-20T22:30:00Z")
    assert "Saturday 21 November 2026, 07:30" in shown(factories.share_link(mine, "capture"))


def test_what_is_not_saved_is_not_shown(mine: Debrief) -> None:
    with acting_for(mine.owner_id):
        entries = StageEntry.objects.filter(debrief=mine)
        entries.filter(stage_key="bright_spots").update(draft={"bright_how": ["half a thought"]})
        entries.filter(stage_key="note").update(
            answers={"others": {"team": {"body": ["half a note"], "name": ["Half"]}}}
        )
    html = shown(factories.share_link(mine, "bright_spots", "note"))
    assert titles(html) == ["bright_spots", "note"]
    assert "half a" not in html
    assert factories.CANARY in html


def test_of_a_note_the_note_itself(mine: Debrief) -> None:
    with acting_for(mine.owner_id):
        Note.objects.filter(debrief=mine).update(
            phone="01632 960123", sign_off="Kindly", body="Dear you,\nThanks."
        )
    html = shown(factories.share_link(mine, "note"))
    assert "Dear you,<br>Thanks." in html
    for hidden in ("960123", "Kindly", factories.CANARY):
        assert hidden not in html


def test_what_is_left_out_is_not_shown(mine: Debrief) -> None:
    token = factories.share_link(mine, "bright_spots")
    with acting_for(mine.owner_id):
        StageEntry.objects.filter(debrief=mine, stage_key="bright_spots").update(state="skipped")
    assert titles(shown(token)) == []
    assert "There is nothing left to read here" in shown(token)


def test_a_part_that_is_no_stage_any_more_shows_nothing(mine: Debrief) -> None:
    assert titles(shown(factories.share_link(mine, "a_stage_of_long_ago", "plan"))) == ["plan"]


def test_what_somebody_wrote_is_no_markup(mine: Debrief) -> None:
    with acting_for(mine.owner_id):
        Debrief.objects.filter(pk=mine.pk).update(anything_else="<script>alert(1)</script>")
    User.objects.filter(pk=mine.owner_id).update(first_name="<b>Zoë")
    html = shown(factories.share_link(mine, *EVERYTHING))
    assert "<script>alert" not in html
    assert "<b>Zoë" not in html


# --- ends, and links that are none ---


def test_it_ends_by_itself(mine: Debrief) -> None:
    token = factories.share_link(mine, "capture", days=1)
    client = Client()
    assert opened(token, client).status_code == 200
    with acting_for(mine.owner_id):
        now = timezone.now()
        ShareLink.objects.filter(token_hash=hash_of(token)).update(
            made_at=now - timedelta(days=1), expires_at=now
        )
    for response in (client.get("/s/"), Client().get(f"/s/{token}/")):
        assert response.status_code == 404
        assert ENDED in response.content.decode()


def test_an_account_that_is_put_to_rest_shows_nothing(mine: Debrief) -> None:
    token, client = factories.share_link(mine, "capture"), Client()
    opened(token, client)
    User.objects.filter(pk=mine.owner_id).update(is_active=False)
    assert client.get("/s/").status_code == Client().get(f"/s/{token}/").status_code == 404


def gone_links(mine: Debrief) -> dict[str, str]:
    """Tokens that open nothing, each for another reason."""
    owner = User.objects.get(pk=mine.owner_id)
    ended, expired = (factories.share_link(mine, "capture") for _n in range(2))
    away = factories.full_debrief(owner)
    deleted = factories.share_link(away, "capture")
    with acting_for(owner.pk):
        now = timezone.now()
        ShareLink.objects.filter(token_hash=hash_of(ended)).update(ended_at=now)
        ShareLink.objects.filter(token_hash=hash_of(expired)).update(
            made_at=now - timedelta(days=7), expires_at=now
        )
        away.delete()
    return {"ended": ended, "expired": expired, "deleted": deleted, "never": fresh()}


def test_one_page_for_all_that_open_nothing(mine: Debrief) -> None:
    said, done = {Client().get("/s/").content}, set()
    for token in gone_links(mine).values():
        client = Client()
        client.cookies["share"] = token
        for path, one in ((f"/s/{token}/", Client()), ("/s/", client)):
            with CaptureQueriesContext(connection) as asked:
                response = one.get(path)
            assert response.status_code == 404
            assert ENDED in response.content.decode()
            assert not response.cookies
            said.add(response.content)
            statements = [query["sql"] for query in asked if not query["sql"].startswith(SWEEP)]
            done.add((path == "/s/", *map(_without_values, statements)))
    assert len(said) == 1
    assert len(done) == 2, "the same work for all of them, so that time tells nothing either"


def _without_values(statement: str) -> str:
    return re.sub(r"'[^']*'(::\w+)?", "…", statement)


ODD = {
    "long": "x" * 200_000,
    "short": "x",
    "other alphabets": "токен-ключ-鍵",
    "percent": "%25%00",
    "NUL": "%00",
    "half": "%ed%a0%80",
    "blank": "%20",
    "quote": "';--",
    "dots": "..",
    "markup": "<script>",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_a_token_that_is_none(odd: str, mine: Debrief) -> None:
    client = Client(raise_request_exception=False)
    assert client.get(f"/s/{odd}/").status_code in (400, 404)
    client.cookies["share"] = odd.encode().decode("latin-1")  # as a server hands on the bytes of a header
    assert client.get("/s/").status_code in (400, 404)


@pytest.mark.parametrize("change", [str.swapcase, lambda t: t[:-1], lambda t: t + "A", lambda t: " " + t])
def test_a_token_that_is_nearly_one(change: Any, mine: Debrief) -> None:
    token = factories.share_link(mine, "capture")
    client = Client()
    client.cookies["share"] = change(token)
    assert Client().get(f"/s/{change(token)}/").status_code == client.get("/s/").status_code == 404


def test_a_broken_link_leaves_the_good_one_that_is_open(mine: Debrief) -> None:
    client = Client()
    opened(factories.share_link(mine, "capture"), client)
    assert client.get(f"/s/{fresh()}/").status_code == 404
    assert client.get("/s/").status_code == 200


# --- the address, the cookie, the headers, the log ---


def test_the_token_moves_into_a_cookie_for_this_page_alone(mine: Debrief) -> None:
    token = factories.share_link(mine, "capture")
    response = Client().get(f"/s/{token}/")
    assert response.content == b""
    assert token not in response["Location"]
    assert set(response.cookies) == {"share"}
    cookie = response.cookies["share"]
    assert (cookie.value, cookie["path"], cookie["samesite"]) == (token, "/s/", "Lax")
    assert cookie["httponly"]
    assert not cookie["max-age"]
    assert not cookie["expires"]


def test_on_https_the_cookie_is_secure_and_says_so(mine: Debrief, settings: Settings) -> None:
    settings.IS_HTTPS, settings.SHARE_COOKIE_NAME = True, "__Secure-share"
    response = Client().get(f"/s/{factories.share_link(mine, 'capture')}/", secure=True)
    assert response.cookies["__Secure-share"]["secure"]


def test_it_is_kept_nowhere_and_leads_nowhere(mine: Debrief) -> None:
    token = factories.share_link(mine, *EVERYTHING)
    client = Client()
    for response in (client.get(f"/s/{token}/"), client.get("/s/"), Client().get("/s/")):
        assert response["Cache-Control"] == "no-store, private"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "same-origin"
        assert "ETag" not in response
        assert not re.search(r'<form|name="csrf|https?://(?!127)', response.content.decode())
        assert token not in response.content.decode()


def test_its_length_is_blurred(mine: Debrief) -> None:
    client = Client()
    opened(factories.share_link(mine, *EVERYTHING), client)
    lengths = set()
    for _n in range(12):
        response = client.get("/s/", headers={"Accept-Encoding": "br"})
        assert response["Content-Encoding"] == "br"
        lengths.add(len(response.content) + len(response["X-Padding"]))
    assert len(lengths) > 3


def test_no_log_has_the_token(mine: Debrief) -> None:
    stream, root = StringIO(), logging.getLogger()
    loggers = [root, logging.getLogger("debrief.requests"), logging.getLogger("debrief.audit")]
    before = [each.level for each in loggers]
    handlers = [logging.StreamHandler(stream), logging.StreamHandler(stream)]
    handlers[0].setFormatter(
        DiscreetFormatter(the_settings.LOGGING["formatters"]["lines"]["format"], style="{")
    )
    handlers[1].setFormatter(JsonFormatter())
    for handler in handlers:
        root.addHandler(handler)
    try:
        for each in loggers:
            each.setLevel(logging.DEBUG if each is root else logging.INFO)
        logging.getLogger("django.db.backends").setLevel(logging.INFO)
        good, bad = factories.share_link(mine, "capture"), fresh()
        client = Client(raise_request_exception=False)
        for token in (good, bad):
            for path in (f"/s/{token}/", f"/s/{token}", f"/s/{token}/x", "/s/"):
                client.get(path)
                client.post(path)
                client.generic("BREW", path)
            client.get(f"/s/{token}/", headers={"Host": "elsewhere.example"})
    finally:
        for handler in handlers:
            root.removeHandler(handler)
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)
    assert serving.accesslog is None
    told = stream.getvalue()
    assert "sharing:open_link" in told
    assert good not in told
    assert bad not in told


def test_looking_changes_nothing(mine: Debrief) -> None:
    token, client = factories.share_link(mine, *EVERYTHING), Client()
    before = snapshot(mine.owner_id)
    for _n in range(3):
        opened(token, client)
        client.head("/s/")
        Client().head(f"/s/{token}/")
    assert snapshot(mine.owner_id) == before


@pytest.mark.parametrize(("questions", "people", "others"), [(1, 1, 0), (40, 8, 100)])
def test_it_takes_as_many_queries_however_much_there_is(questions: int, people: int, others: int) -> None:
    """What is counted and given back, who is asking, the link and the debrief."""
    owner = factories.person("owner")
    mine = factories.full_debrief(owner, questions=questions, people=people)
    factories.many_debriefs(owner, others)
    token, client = factories.share_link(mine, *EVERYTHING), Client()
    opened(token, client)
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/s/").status_code == 200
    framing = ("BEGIN", "ROLLBACK", "SELECT current_setting")
    taken = [q["sql"] for q in asked if not q["sql"].startswith(framing) and "database_cache" not in q["sql"]]
    assert len(taken) == 2, taken
    assert sum("database_cache" in query["sql"] for query in asked) <= 3  # one more when it sweeps


# --- limits ---


def test_after_thirty_that_open_nothing_it_says_when_to_try_again(mine: Debrief) -> None:
    good, client = factories.share_link(mine, "capture"), Client()
    most, seconds = the_settings.LIMITS["share:network"]
    for _n in range(most):
        assert client.get(f"/s/{fresh()}/").status_code == 404
    for path in (f"/s/{fresh()}/", f"/s/{good}/"):
        response = client.get(path)
        assert response.status_code == 429
        assert 0 < int(response["Retry-After"]) <= seconds
    client.cookies["share"] = fresh()
    assert client.get("/s/").status_code == 429
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert opened(good, elsewhere).status_code == 200


def test_a_good_link_can_be_opened_as_often_as_one_likes(mine: Debrief) -> None:
    token, client = factories.share_link(mine, "capture"), Client()
    for _n in range(the_settings.LIMITS["share:network"][0] + 3):
        assert opened(token, client).status_code == 200


def test_the_limit_is_exact_however_many_ask_at_once(mine: Debrief, settings: Settings) -> None:
    settings.LIMITS = {**settings.LIMITS, "share:network": (5, 60)}
    ready = Barrier(12)

    def one(_n: int) -> int:
        try:
            connections["default"].ensure_connection()
            ready.wait(20)
            return Client().get(f"/s/{fresh()}/").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(one, range(12)))
    assert (statuses.count(404), statuses.count(429)) == (5, 7)


# --- nothing but this page ---


@pytest.fixture(scope="module")
def visited(django_db_setup: None, django_db_blocker: Any) -> Any:
    """A debrief with a link, and somebody with an account of their own."""
    with django_db_blocker.unblock():
        made = factories.full_debrief(factories.person("owner"))
        token = factories.share_link(made, *EVERYTHING)
        supporter = factories.person("supporter")
        factories.full_debrief(supporter, organisation="Supporters Ltd")
        connections.close_all()
    return made, token, supporter


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
@pytest.mark.parametrize("is_signed_in", [False, True], ids=["signed out", "supporter"])
def test_every_other_address_answers_as_without_the_link(
    route: Route, is_signed_in: bool, visited: Any, library: None
) -> None:
    """The cookie sent everywhere, which a browser would not do."""
    made, token, supporter = visited

    def answer(method: str, *, has_link: bool) -> tuple[Any, ...]:
        cache.clear()
        client = signed_in(supporter) if is_signed_in else Client()
        if has_link:
            client.cookies["share"] = token
        response = getattr(client, method)(address(route, made))
        # A streamed or an ever-changing page is told by how it answers.
        return response.status_code, response.get("Location"), factories.CANARY in _text(response)

    for method in ("get", "post"):
        if route.name == "sharing:shown_debrief" and method == "get":
            assert answer(method, has_link=True) == (200, None, True)
            assert answer(method, has_link=False) == (404, None, False)
            continue
        assert answer(method, has_link=True) == answer(method, has_link=False), method


def _text(response: Any) -> str:
    return "" if response.streaming else response.content.decode("utf-8", "replace")


def test_somebody_signed_in_as_another_sees_the_same_and_stays_who_they_are(visited: Any) -> None:
    made, token, supporter = visited
    client = signed_in(supporter)
    client.cookies["messages"] = "x"
    mine, strangers = opened(token, client), opened(token)
    assert mine.content == strangers.content
    assert "Supporters Ltd" not in mine.content.decode()
    assert supporter.email not in mine.content.decode()
    assert "Supporters Ltd" in client.get("/debriefs/").content.decode()
    assert client.get(f"/debriefs/{made.pk}/read/").status_code == 404


def test_the_owner_sees_what_others_see(visited: Any) -> None:
    made, token, _supporter = visited
    client = signed_in(User.objects.get(pk=made.owner_id))
    assert opened(token, client).content == opened(token).content


def test_two_links_in_one_browser_show_the_one_that_was_opened_last(mine: Debrief) -> None:
    client = Client()
    opened(factories.share_link(mine, "plan"), client)
    assert titles(opened(factories.share_link(mine, "note"), client).content.decode()) == ["note"]


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {fresh() for _n in range(1000)}
    assert len(tokens) == 1000
    assert all(len(token) == 43 for token in tokens)
    assert secrets.token_urlsafe(32) not in tokens
