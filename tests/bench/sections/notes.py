"""How well trouble in a note is found: on notes nothing was learned from, half of them good."""

from collections.abc import Sequence

from tests.bench.report import Figure, at_most
from tests.bench.run import Run
from tests.notes import unseen

OF = 20  # notes, as the figures are asked for
FOUND, MARKED = 18, 1


def measure(_run: Run) -> list[Figure]:
    """Troubled notes with a mark on what is wrong, and good ones with any mark, of so many."""
    good, troubled = unseen.good(), unseen.troubled()
    found = _of([note.is_found for note in troubled])
    return [
        Figure(f"found, of {OF}", f"{found:.3g}", f"≥ {FOUND}", found >= FOUND),
        at_most(f"good ones marked, of {OF}", _of([bool(note.marks) for note in good]), MARKED, ""),
        Figure(
            f"troubled ones marked at all, of {OF}", f"{_of([bool(note.marks) for note in troubled]):.3g}"
        ),
        Figure("notes", f"{len(troubled)} troubled, {len(good)} good"),
    ]


def _of(those: Sequence[bool]) -> float:
    return OF * sum(those) / len(those)
