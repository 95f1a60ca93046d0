"""The sections of the bench, in the order they run. Needs Django set up.

Each is one module with `measure(run)`, which returns the lines of its table.
"""

from collections.abc import Callable, Mapping

from tests.bench.report import Figure
from tests.bench.run import Run
from tests.bench.sections import cpu, find, growth, lighthouse, notes, queries, search, sizes

Measure = Callable[[Run], list[Figure]]

SECTIONS: Mapping[str, tuple[str, Measure]] = {
    "cpu": ("Processor time of a request, as a multiple of floor-auth", cpu.measure),
    "queries": ("Queries of a page, with 1, 20 and 1,000 debriefs", queries.measure),
    "sizes": ("First view, cold, as sent", sizes.measure),
    "growth": ("From 1,000 to 1,000,000 debriefs", growth.measure),
    "search": ("Search among 1,000,000 tips", search.measure),
    "find": ("Finding one of 5,000 debriefs of one's own", find.measure),
    "notes": ("Trouble in notes nothing was learned from", notes.measure),
    "lighthouse": ("Lighthouse, mobile", lighthouse.measure),
}
