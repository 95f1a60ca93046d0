"""What `make walls` tries, each with what was wrong."""

import time
from collections.abc import Callable, Sequence

from debrief.database.local import Urls
from tests.bench import servers
from tests.load import mix, pgbouncer, timing
from tests.load.people import rows_with_phrases, someone

PEOPLE = 24
CONNECTIONS = 8


def straight(urls: Urls, requests: int, seed: int) -> Sequence[str]:
    """The mix, on connections of the workers' own."""
    return _mixed(urls.app, requests, seed)


def through_pgbouncer(urls: Urls, requests: int, seed: int) -> Sequence[str]:
    """The mix, with fewer connections to the database than there are threads that ask."""
    if not pgbouncer.installed():
        print("  not tried: pgbouncer is not installed; on Debian and Ubuntu: apt install pgbouncer")
        return []
    with pgbouncer.pooling(urls.app) as pooled:
        return _mixed(pooled, requests, seed)


def _mixed(url: str, requests: int, seed: int) -> Sequence[str]:
    people = [someone() for _ in range(PEOPLE)]
    with servers.serving(servers.DEBRIEF, url) as server:
        begun = time.monotonic()
        tally = mix.run(server.address, people, requests, connections=CONNECTIONS, seed=seed)
        took = time.monotonic() - begun
    found, wrong = rows_with_phrases()
    statuses = ", ".join(f"{number} × {status}" for status, number in sorted(tally.statuses.items()))
    print(
        f"  {tally.requests:,} requests of {PEOPLE} people over {CONNECTIONS} connections, {took:.0f} seconds"
    )
    print(f"  answered {statuses}; {tally.kinds['is_cut_off']} cut off")
    print(f"  {tally.own:,} answers with one's own words; with another's, or else wrong: {len(tally.wrong)}")
    print(f"  {found:,} rows with words of their owner; of somebody else: {len(wrong)}", flush=True)
    return [*tally.wrong, *wrong]


SECTIONS: dict[str, Callable[[Urls, int, int], Sequence[str]]] = {
    "straight": straight,
    "pgbouncer": through_pgbouncer,
    "timing": timing.compare,
}
