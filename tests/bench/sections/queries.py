"""How many queries a page takes, and that it takes as many for a person with a thousand debriefs.

Left out are the statement that tells the row wall who is asking, and those that begin and end transactions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from debrief.accounts.models import Session
from debrief.privacy.wall import SETTING
from debrief.recovery.stages import OUTCOME, STAGES
from debrief.tips.models import Tip
from tests import factories
from tests.bench import people
from tests.bench.load import WrongAnswerError
from tests.bench.report import Figure
from tests.bench.run import Run, draft_form
from tests.bench.servers import HOST

COUNTS = (1, 20, 1_000)  # debriefs of one person
LIST, STAGE, AUTOSAVE, SEARCH, SIGN_IN = 3, 4, 4, 3, 0
_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")

Ask = Callable[[], Any]


@dataclass(frozen=True)
class Page:
    ask: Ask
    hold: int | None = None


def measure(run: Run) -> list[Figure]:
    counted: dict[str, list[int]] = {}
    holds: dict[str, int | None] = {}
    for count in COUNTS:
        for name, page in _private_pages(count).items():
            counted.setdefault(name, []).append(_queries(page.ask))
            holds[name] = page.hold
    sessions = Session.objects.count()
    for name, page in _public_pages().items():
        counted[name] = [_queries(page.ask)]
        holds[name] = page.hold
    made = Session.objects.count() - sessions
    return [
        *(_figure(name, numbers, holds[name]) for name, numbers in counted.items()),
        Figure("session rows made by pages for strangers", str(made), "0", made == 0),
        _revisit(),
    ]


def _private_pages(count: int) -> Mapping[str, Page]:
    """Each page of a person with so many debriefs, the newest of them a full one."""
    user = factories.person("bench")
    factories.many_debriefs(user, count - 1)
    debrief = factories.full_debrief(user, questions=people.MOST_QUESTIONS, people=people.MOST_PEOPLE)
    client = _client(people.cookie_of(user))
    pages = {
        "list": Page(lambda: client.get(reverse("debriefs:debrief_list")), LIST),
        "home": Page(lambda: client.get(reverse("home")), LIST),
        "path of one debrief": Page(lambda: client.get(reverse("recovery:path_page", args=[debrief.pk]))),
    }
    for stage in (*STAGES, OUTCOME):
        address = reverse("recovery:stage_page", args=[debrief.pk, stage.key])
        pages[f"stage {stage.key}"] = Page(lambda address=address: client.get(address), STAGE)
    draft = reverse("recovery:save_draft", args=[debrief.pk, "capture"])
    form = draft_form()
    pages["autosave"] = Page(lambda: client.post(draft, form), AUTOSAVE)
    return pages


def _public_pages() -> Mapping[str, Page]:
    client = _client()
    tips, tip = reverse("tips:tip_list"), Tip.objects.all()[0].get_absolute_url()
    return {
        "start page": Page(lambda: client.get(reverse("home"))),
        "sign-in": Page(lambda: client.get(reverse("account_login")), SIGN_IN),
        "tips": Page(lambda: _made_anew(client, tips), SEARCH),
        "tips, search": Page(lambda: _made_anew(client, f"{tips}?q=silence+after+a+question"), SEARCH),
        "one tip": Page(lambda: _made_anew(client, tip), SEARCH),
        "feed": Page(lambda: _made_anew(client, reverse("tips:feed")), SEARCH),
    }


def _made_anew(client: Client, address: str) -> object:
    """A page that is usually found ready, as it is made once a minute."""
    caches["pages"].clear()
    return client.get(address)


def _client(cookie: str = "") -> Client:
    client = Client(SERVER_NAME=HOST)
    if cookie:
        name, _, value = cookie.partition("=")
        client.cookies[name] = value
    return client


def _queries(ask: Ask) -> int:
    """The queries of one request, once everything that is kept between requests is there."""
    ask()
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    if response.status_code != 200:
        request = response.wsgi_request
        raise WrongAnswerError(f"{request.method} {request.path} was answered {response.status_code}.")
    return sum(
        not query["sql"].startswith(_TRANSACTION) and SETTING not in query["sql"]
        for query in captured.captured_queries
    )


def _figure(name: str, numbers: list[int], hold: int | None) -> Figure:
    is_flat = len(set(numbers)) == 1
    measured = str(numbers[0]) if is_flat else ", ".join(map(str, numbers))
    same = ", the same at each" if len(numbers) > 1 else ""
    if hold is None:
        return Figure(name, measured, same.removeprefix(", "), is_flat if same else None)
    return Figure(name, measured, f"≤ {hold}{same}", is_flat and numbers[0] <= hold)


def _revisit() -> Figure:
    client = _client()
    addresses = (reverse("tips:tip_list"), Tip.objects.all()[0].get_absolute_url(), reverse("tips:feed"))
    statuses = {_again(client, address) for address in addresses}
    return Figure("tips on revisit, status", ", ".join(map(str, sorted(statuses))), "304", statuses == {304})


def _again(client: Client, address: str) -> int:
    """The status of a page for somebody who has it already."""
    first = client.get(address)
    return client.get(address, headers={"If-None-Match": first.headers.get("ETag", "")}).status_code
