"""Reading the tips that ship with Debrief: one file a tip, TOML between two lines of +++, then Markdown."""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "library"

# The fields of a file, in the order they are digested. The slug is the file's name.
FIELDS = (
    "title",
    "summary",
    "body",
    "try_this",
    "minutes",
    "when",
    "stages",
    "causes",
    "low_ok",
    "kind",
    "source",
    "source_no",
    "evidence",
    "strength",
    "caution",
    "related",
    "reviewed_on",
)
# What a reader reads. Somebody who follows the tips hears of a change to these, and of no other.
WORDS = ("title", "summary", "body", "try_this", "evidence", "caution")


class TipFileError(Exception):
    """A file of the library cannot be read; the message names it and says what is wrong."""


def read_all(folder: Path = FOLDER) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every tip of a folder as (slug, record), in the order of slugs. Raises TipFileError."""
    for path in sorted(folder.glob("*.md")):
        yield path.stem, read(path)


def read(path: Path) -> dict[str, Any]:
    """One tip's record. Raises TipFileError when the file is not laid out as this module says."""
    parts = path.read_text(encoding="utf-8").split("+++\n", 2)
    start, front, body = parts if len(parts) == 3 else ("", "", "")
    if start.strip() or not body.strip():
        raise TipFileError(f"{path.name}: expected +++, the record, +++, and the text.")
    try:
        record = tomllib.loads(front)
    except tomllib.TOMLDecodeError as error:
        raise TipFileError(f"{path.name}: {error}") from error
    record["body"] = body.strip()
    record.setdefault("source_no", None)
    if wrong := set(record) ^ set(FIELDS):
        raise TipFileError(f"{path.name}: missing or unknown: {', '.join(sorted(wrong))}.")
    return record


def digest(record: Mapping[str, Any]) -> str:
    """What a record says, as 64 hexadecimal digits, whether it comes from a file or a row."""
    said = [v.isoformat() if isinstance(v := record[name], date) else v for name in FIELDS]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
