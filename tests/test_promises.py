"""docs/security.md: every promise has a proof, and every proof is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in (ROOT / "docs" / "security.md").read_text().splitlines()
    if re.match(r"\| \d+\.\d+ \|", line)
]
PROOF = re.compile(r"`([^`]+\.py)::(\w+)`")
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])


@cache
def names_in(path: str) -> set[str]:
    """The tests a file has that pytest would find, by itself or in `make faults`."""
    file = ROOT / path
    if not file.is_file() or not file.name.startswith(("test_", "fault_")):
        return set()
    tree = ast.parse(file.read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"}


@each_row
def test_a_promise_has_its_proof(row: tuple[str, ...]) -> None:
    proofs = PROOF.findall(row[-1])
    assert proofs, "No proof."
    assert PROOF.sub("", row[-1]).strip() == ""
    for path, name in proofs:
        assert name in names_in(path), f"There is no {name} in {path}."


def test_every_section_is_there_and_numbers_count_up() -> None:
    sections: dict[int, list[int]] = {}
    for number, *_rest in ROWS:
        section, row = number.split(".")
        sections.setdefault(int(section), []).append(int(row))
    assert sections.keys() == {1, 2, 3, 4}
    assert all(rows == list(range(1, len(rows) + 1)) for rows in sections.values())


def test_every_fault_is_in_the_list() -> None:
    named = {path for row in ROWS for path, _name in PROOF.findall(row[-1])}
    assert {f"tests/faults/{path.name}" for path in (ROOT / "tests/faults").glob("fault_*.py")} <= named


def test_what_is_not_met_is_said() -> None:
    assert "a second factor is offered, not demanded (6.3.3)" in (ROOT / "docs/security.md").read_text()
