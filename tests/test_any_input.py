"""Whatever is sent to whichever address or form: a sentence, and nothing lost (security.md, section 3).

The addresses come from the URL configuration and the forms off the pages behind them, so what is added
tomorrow is tried tomorrow. ANY_INPUT=2000 tries that many of each instead of a few.
"""

import functools
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, seed
from hypothesis import settings as profile
from hypothesis import strategies as st

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.stages import OUTCOME, STAGES
from debrief.tips.actions import load_tips
from debrief.tips.library import read_all
from tests import factories
from tests.forms_on_pages import PageForm, forms_of
from tests.test_walls import ROUTES, Route, address, snapshot

EXAMPLES = int(os.environ.get("ANY_INPUT") or 200)  # of each seed
SEEDS = (1, 2, 3)
FORM = "application/x-www-form-urlencoded"
KINDS = (
    FORM,
    "application/json",
    "text/plain",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "nonsense",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW")
FOREIGN = "Plover kettle 9902"

ODD = [
    "",
    " ",
    "x" * 200_000,
    "🙂" * 400,
    "\u202eright to left\u200b\u200d\ufeff",
    "a\u0301\u0302" * 300,
    "1" * 23,
    "-1",
    "1000000000",
    "1e400",
    "NaN",
    "٣",
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "25:61",
    "2026-13-45T99:99",
    "not-a-uuid",
    "00000000-0000-0000-0000-000000000000",
    "[" * 20_000,
    '{"a":' * 5_000,
    "<script>alert(1)</script>{{ 7 }}{% x %}&amp;",
    "../../etc/passwd",
    "//elsewhere.example/",
    "https://elsewhere.example/",
    "javascript:alert(1)",
    "'; DROP TABLE debriefs_debrief; --",
    "a\r\nSet-Cookie: x=y",
    "\\",
    "%",
    "\x00",
    "a\x00b",
    "\ud800",
    "\x1b[31m\x7f\x85",
]
values = st.one_of(st.sampled_from(ODD), st.text(max_size=40), st.integers().map(str))


class People:
    """The owner and their debrief, made again when an example has deleted it; and another with theirs."""

    def __init__(self) -> None:
        load_tips(records=read_all())
        self.owner = factories.person("owner", time_zone="Europe/London")
        other = factories.person("stranger")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(factories, "CANARY", FOREIGN)
            self.foreign = factories.full_debrief(other, organisation=FOREIGN)
        self._debrief = factories.full_debrief(self.owner)
        self._clients = {False: self._client(), True: self._client()}
        self.forms = list(all_forms(self))

    @property
    def debrief(self) -> Debrief:
        with acting_for(self.owner.pk):
            is_there = Debrief.objects.filter(pk=self._debrief.pk).exists()
        if not is_there:
            self._debrief = factories.full_debrief(self.owner)
        return self._debrief

    def client(self, *, is_signed_in: bool = True) -> Client:
        """A browser; one that an example has signed out or in is put back as it was."""
        client = self._clients[is_signed_in]
        if is_signed_in != (SESSION_KEY in client.session):
            client.cookies.clear()
            if is_signed_in:
                client.force_login(User.objects.get(pk=self.owner.pk))
        return client

    @staticmethod
    def _client() -> Client:
        return Client(raise_request_exception=False)

    def stored(self) -> dict[str, str | None]:
        return snapshot(self.owner.pk)


_people = functools.cache(People)


@pytest.fixture
def people(committed: None) -> People:
    return _people()


def pages(people: People) -> Iterator[tuple[bool, str]]:
    """The address of every page, for somebody signed in and for somebody who is not."""
    for route in ROUTES:
        for stage in (*STAGES, OUTCOME) if "stage_key" in route.parameters else (OUTCOME,):
            path = address_of(route, people, stage.key)
            yield True, path
            yield False, path


def address_of(route: Route, people: People, stage_key: str) -> str:
    return address(route, people.debrief, stage_key=stage_key)


def all_forms(people: People) -> list[tuple[bool, PageForm]]:
    """Every form that is posted, on every page, each once."""
    found: dict[tuple[bool, str, tuple[str, ...]], PageForm] = {}
    for is_signed_in, path in pages(people):
        for form in posted_forms(people, is_signed_in, path):
            found.setdefault((is_signed_in, form.action, tuple(form.names)), form)
    return [(key[0], form) for key, form in found.items()]


def posted_forms(people: People, is_signed_in: bool, path: str) -> list[PageForm]:
    response = people.client(is_signed_in=is_signed_in).get(path)
    if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
        return []
    return [form for form in forms_of(path, response.content.decode()) if form.method == "post"]


def as_it_stands(people: People, is_signed_in: bool, form: PageForm) -> PageForm:
    """The form as its page shows it now: one opened long ago would be out of date, and refused for that."""
    page, _slash, rest = form.page.removeprefix("/debriefs/").partition("/")
    path = f"/debriefs/{people.debrief.pk}/{rest}" if len(page) == 36 else form.page
    now = posted_forms(people, is_signed_in, path)
    return next((one for one in now if one.names.keys() == form.names.keys()), form)


def check(people: People, response: Any, before: Any) -> None:
    """What is true of every answer."""
    status = response.status_code
    assert status < 500, response.content[:300]
    assert FOREIGN.encode() not in response.content
    assert str(people.foreign.owner_id).encode() not in response.content
    if location := response.headers.get("Location", ""):
        parts = urlsplit(location)
        assert (parts.scheme, parts.netloc) in (("", ""), ("http", "testserver")), location
        assert not location.startswith(("//", "/\\", "\\"))
    if status >= 400:
        assert people.stored() == before
        is_told = (
            b"<h1>" in response.content or b'"message"' in response.content or b'"saved"' in response.content
        )
        assert is_told or status == 405 or not response.content, response.content[:300]


def one_of(data: st.DataObject, found: list[Any], *, label: str) -> Any:
    """One of what is on a page now, drawn by number: examples before this one have changed the page."""
    return found[data.draw(st.integers(0, 999), label=label) % len(found)]


def encoded(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


def _quoted(text: str) -> str:
    return quote_plus(text, errors="surrogatepass")


def tried(test: Callable[..., None], start: int, **strategies: Any) -> None:
    """Run `test` with so many examples of the strategies, the same ones every time for the same `start`."""
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    limits = profile(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=quiet)
    seed(start)(limits(given(**strategies)(test)))()


@pytest.mark.parametrize("start", SEEDS)
def test_anything_in_any_form(people: People, start: int) -> None:
    assert len(people.forms) > len(STAGES)
    statuses: Counter[int] = Counter()

    def one(data: st.DataObject) -> None:
        cache.clear()  # how often something may be tried is not asked here
        is_signed_in, form = data.draw(st.sampled_from(people.forms), label="form")
        names = st.sampled_from([*form.names, "then", "version", "next", "unknown"])
        changed = data.draw(st.dictionaries(names, values, min_size=1, max_size=3), label="changed")
        form = as_it_stands(people, is_signed_in, form)
        pairs = [(name, value) for name, value in form.sent if name not in changed] + list(changed.items())
        pairs += one_of(data, [[], *([button] for button in form.buttons)], label="pressed")
        path = one_of(data, form.targets, label="to")
        accept = data.draw(st.sampled_from(["text/html", "text/html", "application/json"]))
        before = people.stored()
        client = people.client(is_signed_in=is_signed_in)
        response = client.post(path, encoded(pairs), content_type=FORM, headers={"Accept": accept})
        statuses[response.status_code] += 1
        check(people, response, before)
        check_shown_again(form, response, changed)

    tried(one, start, data=st.data())
    assert min(statuses[status] for status in (200, 302, 400, 422)) > 0, statuses


def check_shown_again(form: PageForm, response: Any, changed: Mapping[str, str]) -> None:
    """Whoever is refused on the page they typed into finds there what they typed."""
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    has_form = b"error-summary" in response.content
    if not (is_html and has_form):
        assert response.status_code != 422
        return
    html = as_typed(unescape(response.content.decode()))
    for name, words in changed.items():
        if form.is_typed(name) and words.strip():
            assert as_typed(words) in html, (form.page, name, words[:80])


def as_typed(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


@pytest.mark.parametrize("start", SEEDS)
def test_anything_at_any_address(people: People, start: int) -> None:
    routes = st.sampled_from(ROUTES)
    bodies = st.sampled_from(
        [b"", b"a=b", b'{"a": ' * 20_000, b"%00=%ED%A0%80", b"--x\r\n\r\n", b"\xff" * 100]
    )

    def one(route: Route, data: st.DataObject) -> None:
        cache.clear()
        part = st.one_of(st.none(), values.filter(lambda text: 0 < len(text) < 3000))
        path = address_of(route, people, STAGES[0].key)
        if odd := data.draw(part, label="part"):
            parts = path.split("/")
            n = data.draw(st.integers(0, len(parts) - 1))
            parts[n] = quote(odd, safe="", errors="surrogatepass")
            path = "/" + "/".join(parts).lstrip("/")
        query = encoded(data.draw(st.lists(st.tuples(_parameters, values), max_size=3), label="query"))
        client = people.client(is_signed_in=data.draw(st.booleans(), label="signed in"))
        method = data.draw(st.sampled_from(METHODS), label="method")
        headers = {
            "Host": data.draw(st.sampled_from(["testserver", "testserver", "elsewhere.example", "a b"]))
        }
        sent = b"" if method in ("GET", "HEAD", "TRACE") else data.draw(bodies)
        before = people.stored()
        response = client.generic(
            method,
            path,
            sent,
            data.draw(st.sampled_from(KINDS)),
            headers=headers,
            QUERY_STRING=query[:60_000],
        )
        check(people, response, before)
        if method in ("GET", "HEAD"):
            assert people.stored() == before

    tried(one, start, route=routes, data=st.data())


_parameters = st.sampled_from(
    [
        "q",
        "id",
        "after",
        "next",
        "to",
        "back",
        "page",
        "show",
        "when",
        "reason",
        "outcome",
        "period",
        "shown",
        "x",
    ]
)


@pytest.mark.parametrize("start", SEEDS)
def test_too_much_of_anything(people: People, start: int) -> None:
    """A thousand and one fields, three megabytes, another kind of body."""
    path = reverse("recovery:stage_page", args=[people.debrief.pk, STAGES[0].key])

    def one(name: str, suffix: str, content_type: str, accept: str) -> None:
        before = people.stored()
        bodies = {
            "fields": "&".join(f"f{n}=x" for n in range(1001)),
            "megabytes": "anything_else=" + "x" * 3_000_000,
            "kind": '{"a": ' * 20_000,
        }
        kind = content_type if name == "kind" else FORM
        client = people.client()
        response = client.post(f"{path}{suffix}", bodies[name], content_type=kind, headers={"Accept": accept})
        check(people, response, before)
        assert response.status_code >= 400 or name == "kind"

    tried(
        one,
        start,
        name=st.sampled_from(["fields", "megabytes", "kind"]),
        suffix=st.sampled_from(["", "draft/", "skip/"]),
        content_type=st.sampled_from(KINDS),
        accept=st.sampled_from(["text/html", "application/json"]),
    )
