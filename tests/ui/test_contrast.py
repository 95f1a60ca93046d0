"""The contrast of every pair of colours in use, read out of the style sheet itself.

WCAG 2.2, 1.4.3 and 1.4.11.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static" / "css" / "debrief.css").read_text(encoding="utf-8")
TOKENS = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS)
LIGHT = {name: light for name, light, _ in TOKENS}
DARK = {name: dark for name, _, dark in TOKENS}
DIM = float(re.findall(r"--dim: light-dark\(.*?, rgb\(15 20 36 / (\.\d+)\)\)", CSS)[0])
SKIES = {
    int(number): dict(re.findall(r"--sky-(\w+): (#[0-9a-f]{6})", rules))
    for number, rules in re.findall(r"\.sky-(\d+) \{(.*?)\}", CSS)
    if "--sky-top" in rules
}

# What stands on what, and how strong it has to be: 4.5 for text, 3 for controls and focus.
TEXT, CONTROL = 4.5, 3.0
PAIRS = [
    *[
        (ink, ground, TEXT)
        for ink in ("ink", "ink-soft", "indigo", "indigo-deep")
        for ground in ("paper", "page")
    ],
    *[("ink", ground, TEXT) for ground in ("sunk", "indigo-wash", "sun-wash", "alarm-wash")],
    *[("ink-soft", ground, TEXT) for ground in ("sunk", "sun-wash")],
    ("clay", "paper", TEXT),
    ("clay", "page", TEXT),
    ("alarm", "page", TEXT),
    ("alarm", "sunk", TEXT),
    ("alarm", "alarm-wash", TEXT),
    ("leaf", "leaf-wash", TEXT),
    ("indigo", "indigo-wash", TEXT),
    ("indigo-deep", "indigo-wash", TEXT),
    ("on-indigo", "indigo", TEXT),
    ("on-indigo", "indigo-deep", TEXT),
    *[(line, ground, CONTROL) for line in ("line-strong", "indigo", "focus") for ground in ("paper", "page")],
    ("line-strong", "sunk", CONTROL),
    ("indigo", "indigo-wash", CONTROL),
    ("focus", "sunk", CONTROL),
    ("focus", "alarm-wash", CONTROL),
    ("alarm", "page", CONTROL),
]


def channels(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def luminance(colour: list[float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def dimmed(colour: list[float]) -> list[float]:
    return [c * (1 - DIM) + n / 255 * DIM for c, n in zip(colour, (15, 20, 36), strict=True)]


def mixed(one: str, other: str, share: float) -> list[float]:
    return [a * share + b * (1 - share) for a, b in zip(channels(one), channels(other), strict=True)]


def test_black_on_white_is_21() -> None:
    assert contrast(channels("#000000"), channels("#ffffff")) == pytest.approx(21)


@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_pair_is_strong_enough(theme: str, ink: str, ground: str, least: float) -> None:
    colours = LIGHT if theme == "light" else DARK
    assert contrast(channels(colours[ink]), channels(colours[ground])) >= least


@pytest.mark.parametrize("number", range(1, 13))
@pytest.mark.parametrize("end", ["top", "low"])
def test_text_on_a_sky_is_readable_at_both_ends(number: int, end: str) -> None:
    sky = SKIES[number]
    ink, ground = channels(sky["ink"]), channels(sky[end])
    assert contrast(ink, ground) >= TEXT
    assert contrast(ink, dimmed(ground)) >= TEXT


def test_every_colour_of_the_sheet_is_a_token() -> None:
    """A colour written out below the tokens would escape the measuring."""
    rules = CSS.split("@layer base {")[1]
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", rules)) <= {"#fff", "#000", "#5c7fb0", "#191f4f", "#45487a"}


def test_the_resting_card_is_readable_at_both_ends() -> None:
    for end in ("#191f4f", "#45487a"):
        assert contrast(channels("#ffffff"), channels(end)) >= TEXT
