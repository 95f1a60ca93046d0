"""Whether a page costs more when there are a thousand times as many debriefs, and at the end of a long list.

Two databases, one with 1,000 debriefs and one with 1,000,000, are served side by side and asked in turn. In
both, one person holds a tenth of all debriefs and another holds fifty.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from debrief.accounts.models import User
from debrief.database.local import Urls
from debrief.debriefs.cursor import Cursor
from debrief.debriefs.models import Debrief, MoodCheck
from debrief.debriefs.queries import PAGE_SIZE, debrief_page
from debrief.privacy.wall import SETTING, acting_for
from debrief.recovery.models import StageEntry
from tests import factories
from tests.bench import bulk, compare, people, servers
from tests.bench.load import Target
from tests.bench.meter import Meter
from tests.bench.report import Figure, at_most
from tests.bench.run import Run

FEW, MANY = 1_000, 1_000_000
LIGHT_HAS = 50  # debriefs, at both sizes; the heavy owner has a tenth of all
DEEP_PAGE = 4_500
GROWN, DEEP = 1.15, 1.3  # ×
ROUNDS, QUICK_ROUNDS = 8, 3
REPEATS, QUICK_REPEATS = 400, 100  # of a query


@dataclass(frozen=True)
class Size:
    """A database of so many debriefs, with the session cookies of its two people."""

    urls: Urls
    light: User
    heavy: User
    light_cookie: str
    heavy_cookie: str


def measure(run: Run) -> list[Figure]:
    with ExitStack() as stack:
        few = stack.enter_context(_filled(run, "debrief_bench_thousand", FEW))
        many = stack.enter_context(_filled(run, "debrief_bench_million", MANY))
        deep = _cursor(many, DEEP_PAGE)
        figures = _query_figures(run, few, many, deep)
        few_server = stack.enter_context(servers.serving(servers.DEBRIEF, few.urls.app))
        many_server = stack.enter_context(servers.serving(servers.DEBRIEF, many.urls.app))
        meter = Meter(run.given.owner)
        stack.callback(meter.close)
        pairs = {
            f"{page}, {who} owner": (
                Target(many_server, (path,), getattr(many, f"{who}_cookie")),
                Target(few_server, (path,), getattr(few, f"{who}_cookie")),
            )
            for page, path in (("list", "/debriefs/"), ("home", "/"))
            for who in ("light", "heavy")
        }
        pages = f"page {DEEP_PAGE:,} of the list against page 1"
        pairs[pages] = (
            Target(many_server, (f"/debriefs/?after={deep}",), many.heavy_cookie),
            Target(many_server, ("/debriefs/",), many.heavy_cookie),
        )
        found = compare.ratios(pairs, with_meter=meter, rounds=QUICK_ROUNDS if run.is_quick else ROUNDS)
    return figures + [
        at_most(
            f"{name}, processor time",
            median(ratio.cpu),
            DEEP if name == pages else GROWN,
            "×",
            more=ratio.spread,
        )
        for name, ratio in found.items()
    ]


@contextmanager
def _filled(run: Run, name: str, count: int) -> Iterator[Size]:
    """A database with `count` debriefs, each with a stage begun and a mood named."""
    with run.database(name) as urls:
        with run.looking_at(urls):
            light, heavy = factories.person("light"), factories.person("heavy")
            size = Size(urls, light, heavy, people.cookie_of(light), people.cookie_of(heavy))
            first = factories.full_debrief(light, format="video")
            with acting_for(light.pk):
                rows = (
                    first,
                    StageEntry.objects.filter(debrief=first)[0],
                    MoodCheck.objects.get(debrief=first),
                )
        with psycopg.connect(urls.owner, autocommit=True) as owner:
            _fill(owner, size, count, *rows)
        yield size


def _fill(
    owner: psycopg.Connection, size: Size, count: int, debrief: Debrief, entry: StageEntry, mood: MoodCheck
) -> None:
    others = max(count // 50, 1)  # people
    bulk.copy(owner, size.light, others, id=bulk.uuid_of("i", "1"), email="'other' || i || '@example.org'")
    whose = (
        f"CASE WHEN i % 10 = 0 THEN '{size.heavy.pk}'::uuid "
        f"WHEN i % {count // LIGHT_HAS} = 1 THEN '{size.light.pk}'::uuid "
        f"ELSE {bulk.uuid_of(f'1 + i * 7919::bigint % {others}', '1')} END"
    )
    begun = f"now() - ({count} - i) * interval '1 minute'"
    which = bulk.uuid_of("i", "2")
    bulk.copy(
        owner,
        debrief,
        count,
        id=which,
        owner_id=whose,
        organisation="'Place ' || i",
        created_at=begun,
        interview_at=begun,
    )
    bulk.copy(owner, entry, count, id=bulk.uuid_of("i", "3"), owner_id=whose, debrief_id=which)
    bulk.copy(owner, mood, count, id=bulk.uuid_of("i", "4"), owner_id=whose, debrief_id=which, felt_at=begun)
    owner.execute("VACUUM ANALYZE")


def _cursor(size: Size, page: int) -> Cursor:
    """Where the page before `page` of the heavy owner's list ended."""
    with psycopg.connect(size.urls.owner) as owner:
        row = owner.execute(
            f"SELECT created_at, id FROM {Debrief._meta.db_table} WHERE owner_id = %s "
            "ORDER BY created_at DESC, id DESC OFFSET %s LIMIT 1",
            [size.heavy.pk, (page - 1) * PAGE_SIZE - 1],
        ).fetchone()
    assert row is not None
    return Cursor(*row)


def _query_figures(run: Run, few: Size, many: Size, deep: Cursor) -> list[Figure]:
    """The list's query alone, as the application's role with row security on; times are medians."""
    repeats = QUICK_REPEATS if run.is_quick else REPEATS
    figures = []
    for who in ("light", "heavy"):
        small, large = (getattr(few, who), few.urls.app), (getattr(many, who), many.urls.app)
        before, after = _medians([(url, user, _statement(user)) for user, url in (small, large)], repeats)
        figures.append(
            at_most(f"list's query, {who} owner", after / before, None, "×", more=_times(before, after))
        )
    first, last = _medians(
        [(many.urls.app, many.heavy, _statement(many.heavy, after)) for after in (None, deep)], repeats
    )
    name = f"list's query, page {DEEP_PAGE:,} against page 1"
    return [*figures, at_most(name, last / first, DEEP, "×", more=_times(first, last))]


def _statement(user: User, after: Cursor | None = None) -> str:
    """The statement the list sends for `user`, as it is sent."""
    with acting_for(user.pk), CaptureQueriesContext(connection) as captured:
        debrief_page(user, after=after)
        return captured.captured_queries[-1]["sql"]


def _medians(asked: list[tuple[str, User, str]], repeats: int) -> list[float]:
    """Median milliseconds of statements, each in its own database and for its own person, taken in turn."""
    times: list[list[float]] = [[] for _ in asked]
    with ExitStack() as stack:
        connections = []
        for url, user, _ in asked:
            app = stack.enter_context(psycopg.connect(url, prepare_threshold=None))
            app.execute("SELECT set_config(%s, %s, true)", [SETTING, str(user.pk)])
            connections.append(app)
        for _ in range(repeats):
            for app, (_, _, statement), taken in zip(connections, asked, times, strict=True):
                begun = time.perf_counter()
                app.execute(statement).fetchall()
                taken.append((time.perf_counter() - begun) * 1000)
    return [median(taken) for taken in times]


def _times(before: float, after: float) -> str:
    return f", {before:.2f} → {after:.2f} ms"
