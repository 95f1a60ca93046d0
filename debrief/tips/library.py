"""Tips as files: one a tip, TOML between two lines of +++, then Markdown. Those that ship lie in FOLDER."""

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
    """A file cannot be read as a tip; the message names it and says what is wrong."""


def read_all(folder: Path = FOLDER) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every tip of a folder as (slug, record), in the order of slugs. Raises TipFileError."""
    for path in sorted(folder.glob("*.md")):
        yield path.stem, read(path)


def read(path: Path) -> dict[str, Any]:
    """One tip's record. Raises TipFileError when the file is not laid out as this module says."""
    try:
        parts = path.read_text(encoding="utf-8").split("+++\n", 2)
    except (OSError, UnicodeDecodeError) as error:
        raise TipFileError(f"{path.name}: {error}") from error
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


def as_text(record: Mapping[str, Any]) -> str:
    """What a file says that holds `record`; `read` gives the same record back.

    A tip of no source document has no number, so its file has no line for one.
    """
    lines = [f"{name} = {_as_toml(record[name])}\n" for name in FIELDS if _is_a_line(name, record[name])]
    return f"+++\n{''.join(lines)}+++\n\n{record['body']}\n"


def digest(record: Mapping[str, Any]) -> str:
    """What a record says, as 64 hexadecimal digits, whether it comes from a file or a row."""
    said = [v.isoformat() if isinstance(v := record[name], date) else v for name in FIELDS]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _is_a_line(name: str, value: Any) -> bool:
    return name != "body" and value is not None


def _as_toml(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and '"' in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    # What JSON writes for words, whole numbers, yes and no, and lists of words, TOML reads as the same.
    return json.dumps(value, ensure_ascii=False)
