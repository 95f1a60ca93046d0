"""What was measured, beside what should hold, as a small table of plain text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HEADINGS = ("what", "measured", "hold", "ok?")


@dataclass(frozen=True)
class Figure:
    """One line of a table. `is_held` is None where nothing has to hold."""

    what: str
    measured: str
    hold: str = ""
    is_held: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        return self.what, self.measured, self.hold, {True: "yes", False: "NO", None: ""}[self.is_held]


def at_most(what: str, value: float, most: float | None, unit: str, *, more: str = "") -> Figure:
    """A figure that should be `most` or less; None when it is only good to know. `more` follows the value."""
    measured = f"{_short(value)} {unit}{more}".strip()
    if most is None:
        return Figure(what, measured)
    return Figure(what, measured, f"≤ {most:g} {unit}".strip(), value <= most)


def table(figures: Iterable[Figure]) -> str:
    """The figures in columns, headings first."""
    rows: Sequence[tuple[str, ...]] = [_HEADINGS, *(figure.cells for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    rows = [rows[0], tuple("-" * width for width in widths), *rows[1:]]
    return "\n".join(
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _short(value: float) -> str:
    """Three digits that mean something; whole numbers as they are."""
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.3g}"
