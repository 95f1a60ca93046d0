import re

import pytest

from debrief.ui import line


def ends(path: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path)]
    return tuple(numbers[:2]), tuple(numbers[-2:])


def test_twelve_stages_stand_on_the_twelve_points() -> None:
    drawing = line.draw(12, None, frozenset(range(12)))
    assert drawing.beads == tuple((float(x), float(y)) for x, y in line._POINTS)
    assert drawing.ahead == ""


def test_the_line_changes_from_solid_to_dotted_at_the_sun() -> None:
    drawing = line.draw(12, 3, frozenset({0, 1, 2}))
    assert drawing.sun == (195.0, 68.0)
    assert ends(drawing.gone) == ((8, 14), (195, 68))
    assert ends(drawing.ahead) == ((195, 68), (692, 10))


@pytest.mark.parametrize("total", [1, 2, 5, 12, 13, 40])
def test_any_number_of_stages_fits(total: int) -> None:
    for here in range(total):
        drawing = line.draw(total, here, frozenset(range(here)))
        assert len(drawing.beads) == here
        assert drawing.sun is not None
        assert 0 <= drawing.sun[0] <= line.WIDTH
        assert 0 <= drawing.sun[1] <= line.HEIGHT


def test_a_settled_stage_ahead_of_the_sun_keeps_its_bead() -> None:
    drawing = line.draw(5, 1, frozenset({0, 1, 4}))
    assert len(drawing.beads) == 2


def test_nothing_settled_and_nowhere_is_all_ahead() -> None:
    drawing = line.draw(5, None, frozenset())
    assert drawing.gone == ""
    assert ends(drawing.ahead) == ((8, 14), (692, 10))
