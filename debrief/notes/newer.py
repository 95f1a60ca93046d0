"""A note its writer has changed, beside what its parts would make now."""

from difflib import SequenceMatcher

MINE, NEW = "mine", "new"


def compared(mine: str, new: str) -> list[tuple[str, str]]:
    """The lines that are in one of the texts alone, in order: pairs of whose they are and the line."""
    ours, theirs = _lines(mine), _lines(new)
    found: list[tuple[str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [(MINE, line) for line in ours[i:j]] + [(NEW, line) for line in theirs[k:m]]
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
