"""Ridge regression (Hoerl and Kennard 1970), for rows that are nearly all zeros."""

from collections.abc import Iterable, Sequence

Row = Sequence[tuple[int, float]]  # the values that are not zero, each with its place


def solve(
    rows: Sequence[Row], wanted: Sequence[float], width: int, *, penalty: float, rounds: int
) -> list[float]:
    """The `width` weights w of least |rows w - wanted|² + penalty |w|².

    By conjugate gradients (Hestenes and Stiefel 1952) for the normal equations: so many `rounds` of them, or
    fewer where nothing is left to be mended.
    """
    weights = [0.0] * width
    rest = _back(rows, wanted, width)
    step, left = rest, _square(rest)
    for _round in range(rounds):
        if not left:
            break
        down = _back(rows, [sum(value * step[at] for at, value in row) for row in rows], width)
        down = [one + penalty * other for one, other in zip(down, step, strict=True)]
        length = left / sum(one * other for one, other in zip(step, down, strict=True))
        weights = [one + length * other for one, other in zip(weights, step, strict=True)]
        rest = [one - length * other for one, other in zip(rest, down, strict=True)]
        before, left = left, _square(rest)
        step = [one + left / before * other for one, other in zip(rest, step, strict=True)]
    return weights


def _back(rows: Sequence[Row], values: Sequence[float], width: int) -> list[float]:
    """The rows turned on their side, times `values`."""
    sums = [0.0] * width
    for row, wanted in zip(rows, values, strict=True):
        if wanted:
            for at, value in row:
                sums[at] += value * wanted
    return sums


def _square(values: Iterable[float]) -> float:
    return sum(value * value for value in values)
