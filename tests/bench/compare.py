"""One page against another, interleaved, so that a machine that is busy or slows down harms both alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench import load, meter
from tests.bench.load import Target
from tests.bench.meter import Meter

SECONDS = 1  # of one run; many short ones next to each other beat a few long ones


@dataclass(frozen=True)
class Sample:
    """One run: processor milliseconds a request, PostgreSQL's part of them, and p99 in milliseconds."""

    cpu: float
    database: float
    p99: float


@dataclass(frozen=True)
class Ratio:
    """A page's runs as multiples of the runs beside them, round by round, and what both took."""

    cpu: tuple[float, ...]
    p99: tuple[float, ...]
    own: tuple[Sample, ...]
    reference: tuple[Sample, ...]

    @property
    def spread(self) -> str:
        """The lowest and highest round, and what a request took, for the table."""
        return f" ({min(self.cpu):.2f}–{max(self.cpu):.2f}), {cost(self.own)}"


def cost(samples: Sequence[Sample]) -> str:
    """What a request took, in the median run."""
    whole, database = (median(getattr(one, part) for one in samples) for part in ("cpu", "database"))
    return f"{whole:.1f} ms, {database:.1f} of it PostgreSQL"


def ratios(pairs: Mapping[str, tuple[Target, Target]], *, with_meter: Meter, rounds: int) -> dict[str, Ratio]:
    """Measure each (target, reference) pair `rounds` times, each target between two runs of its reference.

    Neighbours that have the same reference share the run between them. Raises WrongAnswerError.
    """
    for target in {target for pair in pairs.values() for target in pair}:
        load.check(target)
        load.put(target, SECONDS)  # warm
    names = list(pairs)
    found: dict[str, list[tuple[float, float, Sample, Sample]]] = {name: [] for name in names}
    for number in range(rounds):
        start = number * len(names) // rounds  # every page meets other neighbours in every round
        before: tuple[Target, Sample] | None = None
        for name in names[start:] + names[:start]:
            target, reference = pairs[name]
            first = before[1] if before and before[0] == reference else _sample(reference, with_meter)
            own = _sample(target, with_meter)
            last = _sample(reference, with_meter)
            cpu, p99 = (first.cpu + last.cpu) / 2, (first.p99 + last.p99) / 2
            found[name].append((own.cpu / cpu, own.p99 / p99, own, last))
            before = reference, last
    return {name: Ratio(*zip(*rows, strict=True)) for name, rows in found.items()}


def _sample(target: Target, with_meter: Meter) -> Sample:
    before = with_meter.read(target.server)
    done = load.put(target, SECONDS)
    web, database = (seconds * 1000 for seconds in meter.used(before, with_meter.read(target.server)))
    return Sample((web + database) / done.requests, database / done.requests, done.p99)
