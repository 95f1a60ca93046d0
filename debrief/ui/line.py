"""The recovery line: one drawn line that dips and climbs again.

The curve runs through twelve points (design/line) as a Catmull-Rom spline. A path of any number of
stages is spread over it evenly, so adding a stage moves the beads and nothing else.
"""

from dataclasses import dataclass

WIDTH, HEIGHT = 700, 96
_POINTS = (
    (8, 14), (70, 24), (132, 44), (195, 68), (257, 82), (319, 84),
    (381, 74), (443, 58), (505, 42), (568, 28), (630, 17), (692, 10),
)  # fmt: skip
_LAST = len(_POINTS) - 1

Point = tuple[float, float]
Cubic = tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class Drawing:
    """What a template needs to draw the line: two path strings and where the beads and the sun stand."""

    gone: str
    ahead: str
    beads: tuple[Point, ...]
    sun: Point | None


def draw(total: int, here: int | None, settled: frozenset[int]) -> Drawing:
    """Lay `total` stages (at least 1) along the line.

    `here` is the index of the stage the sun stands on, or None; `settled` holds the indexes of stages
    with a bead. The line is drawn solid up to the sun, or to the last bead when there is no sun.
    """
    reach = here if here is not None else max(settled, default=0)
    at = _position(reach, total)
    return Drawing(
        gone=_path(0, at),
        ahead=_path(at, _LAST),
        beads=tuple(_rounded(_point(_position(i, total))) for i in sorted(settled) if i != here),
        sun=_rounded(_point(_position(here, total))) if here is not None else None,
    )


def _position(index: int, total: int) -> float:
    return _LAST * index / (total - 1) if total > 1 else 0.0


def _cubic(segment: int) -> Cubic:
    """The Bézier form of one Catmull-Rom segment; beyond both ends the end point is repeated."""
    p0, p1, p2, p3 = (_POINTS[min(max(segment + k, 0), _LAST)] for k in (-1, 0, 1, 2))
    return (
        p1,
        (p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6),
        (p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6),
        p2,
    )


def _split(curve: Cubic, t: float) -> tuple[Cubic, Cubic]:
    """De Casteljau: the parts of a cubic before and after `t` in 0..1."""

    def between(a: Point, b: Point) -> Point:
        return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t

    a, b, c, d = curve
    ab, bc, cd = between(a, b), between(b, c), between(c, d)
    abc, bcd = between(ab, bc), between(bc, cd)
    middle = between(abc, bcd)
    return (a, ab, abc, middle), (middle, bcd, cd, d)


def _point(at: float) -> Point:
    segment = min(int(at), _LAST - 1)
    return _split(_cubic(segment), at - segment)[0][3]


def _path(start: float, end: float) -> str:
    """The line between two positions, each from 0 (first point) to 11 (last), as SVG path data."""
    if end - start < 1e-9:
        return ""
    parts: list[str] = []
    for segment in range(int(start), min(int(end), _LAST - 1) + 1):
        curve = _cubic(segment)
        low, high = max(start - segment, 0.0), min(end - segment, 1.0)
        if high - low < 1e-9:
            continue
        curve = _split(curve, high)[0]
        curve = _split(curve, low / high)[1]
        if not parts:
            parts.append("M{:g} {:g}".format(*_rounded(curve[0])))
        parts.append("C" + " ".join("{:g} {:g}".format(*_rounded(p)) for p in curve[1:]))
    return "".join(parts)


def _rounded(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)
