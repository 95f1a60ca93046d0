"""How long searching takes when there are a million tips, through the search the library uses."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any, TypeVar

import psycopg
from django.db import connection, connections

from debrief.tips.models import Tip
from debrief.tips.queries import find
from tests.bench import bulk
from tests.bench.report import Figure, at_most
from tests.bench.run import Run

Found = TypeVar("Found")

TIPS = 1_000_000
RARE, ORDINARY = 2.0, 25.0  # milliseconds
REPEATS, QUICK_REPEATS = 200, 40
LONGEST = 8.0  # seconds for one query's repeats

# Made-up words are numbers written with letters. Small numbers are common, as small words are: one word
# in 16 is the first, and one in 430,000 is the 40,000th.
_VOCABULARY = 50_000
_DIGITS, _LETTERS = "0123456789abcdef", "bdfgklmnoprtuvxz"


def word(number: int) -> str:
    """The made-up word of that number."""
    return "w" + f"{number:x}".translate(str.maketrans(_DIGITS, _LETTERS))


def measure(run: Run) -> list[Figure]:
    asked = {
        "a rare word": (word(40_000), RARE),
        "two ordinary words": (f"{word(60)} {word(200)}", ORDINARY),
        "a common word": (word(1), ORDINARY),
        "a common word and a rare one": (f"{word(1)} {word(41_000)}", ORDINARY),
        "a word that is nowhere": ("nowhere4417", RARE),
    }
    with run.database("debrief_bench_tips") as urls, run.looking_at(urls):
        _fill(urls.owner)
        repeats = QUICK_REPEATS if run.is_quick else REPEATS
        return [_figure(name, words, hold, repeats) for name, (words, hold) in asked.items()]


def _fill(owner_url: str) -> None:
    """Add the tips. The index of the search is made afterwards, which is several times quicker."""
    one = Tip.objects.all()[0]
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '256MB'")
    with connections["owner"].schema_editor() as schema:
        for index in Tip._meta.indexes:
            schema.remove_index(Tip, index)
    with psycopg.connect(owner_url, autocommit=True) as owner:
        texts = {
            "title": words_sql(4),
            "summary": words_sql(7),
            "try_this": words_sql(4),
            "body": words_sql(15),
        }
        bulk.copy(owner, one, TIPS, slug="'made-up-' || i", **texts)
        with connections["owner"].schema_editor() as schema:
            for index in Tip._meta.indexes:
                schema.add_index(Tip, index)
        owner.execute(f"VACUUM ANALYZE {Tip._meta.db_table}")


def words_sql(count: int) -> str:
    """SQL for `count` made-up words, different in every row because the inner query depends on `i`."""
    number = f"floor(power({_VOCABULARY}, random()))::int"
    return (
        f"(SELECT string_agg('w' || translate(to_hex({number}), '{_DIGITS}', '{_LETTERS}'), ' ') "
        f"FROM generate_series(1, {count} + 0 * i))"
    )


def _figure(name: str, words: str, hold: float, repeats: int) -> Figure:
    found, in_database, times = timed(lambda: find(words).cards, repeats)
    p99 = sorted(times)[int(len(times) * 0.99)]
    # The figure to hold is the round trip of its statements, as the figures it rests on were measured.
    more = f", {median(times):.2f} with building it and the objects (p99 {p99:.1f}), {len(found):,} found"
    return at_most(name, median(in_database), hold, "ms", more=more)


def timed(ask: Callable[[], Found], repeats: int) -> tuple[Found, list[float], list[float]]:
    """What `ask` finds, and in milliseconds each repeat's time in the database and its whole time."""
    in_database: list[float] = []
    times: list[float] = []

    def execute(statement: Callable[..., Any], *arguments: Any) -> Any:
        begun = time.perf_counter()
        try:
            return statement(*arguments)
        finally:
            in_database[-1] += (time.perf_counter() - begun) * 1000

    found = ask()
    until = time.monotonic() + LONGEST
    with connection.execute_wrapper(execute):
        while len(times) < repeats and time.monotonic() < until:
            in_database.append(0)
            begun = time.perf_counter()
            ask()
            times.append((time.perf_counter() - begun) * 1000)
    return found, in_database, times
