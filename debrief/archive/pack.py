"""Everything one person owns as one file. docs/export.md says what stands where."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils import timezone

from debrief.accounts.models import User
from debrief.archive.locks import lock
from debrief.archive.tables import Row, counts_of, kept_models, label, rows_of
from debrief.archive.words import counted
from debrief.debriefs.export import plain
from debrief.debriefs.models import Debrief
from debrief.recovery.markdown import as_markdown
from debrief.recovery.reading import READING_ROWS, read

FORMAT = "debrief-archive"
VERSION = 1  # raised when a reader of the one before would misread it
DATA, MANIFEST, README = "data.json", "manifest.json", "README.txt"
# Settings of the person that go along and come in again; their address and its day stay with the account.
SETTINGS = ("first_name", "time_zone", "country", "language", "look")
_PERSON = ("id", "email", *SETTINGS, "has_reminders", "date_joined")
_DEBRIEFS_AT_ONCE = 20


def file_name(now: datetime) -> str:
    """A name that tells whoever sees it the day it was made, on the person's clock, and nothing else."""
    return f"debrief-{timezone.localtime(now):%Y-%m-%d}.zip"


def pack(*, owner: User, into: IO[bytes]) -> None:
    """Write everything `owner` has into a ZIP file, a few hundred rows at a time.

    Runs in a transaction that knows who is asking; outside of one it would find nothing and not say so. It
    locks the person and reads tables in the order in which they point at each other, so that no row can
    point at one that was not there yet.
    """
    lock(owner.pk)
    now = timezone.now()
    with ZipFile(into, "w") as archive:
        packing = _Packing(archive, timezone.localtime(now))
        counts = _write_data(packing, owner, now)
        for name, text in _readings(owner):
            with packing.file(name) as out:
                out.write(text)
        with packing.file(README) as out:
            out.write(_readme(owner, now))
        about = {"format": FORMAT, "version": VERSION, "exported_at": now}
        files = dict(packing.files)  # all but the manifest itself
        with packing.file(MANIFEST) as out:
            out.write(_dump({**about, "counts": counts, "files": files}, indent=2) + "\n")


@dataclass
class _Packing:
    """An archive being written; `files` keeps the size and the SHA-256 of each file that is in it."""

    archive: ZipFile
    at: datetime
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    @contextmanager
    def file(self, name: str) -> Iterator["_Text"]:
        info = ZipInfo(name, self.at.timetuple()[:6])
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o600 << 16  # its owner alone
        with self.archive.open(info, "w") as out:
            text = _Text(out)
            yield text
        self.files[name] = {"bytes": text.size, "sha256": text.digest.hexdigest()}


class _Text:
    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.size = 0
        self.digest = sha256()

    def write(self, text: str) -> None:
        encoded = text.encode()
        self._out.write(encoded)
        self.size += len(encoded)
        self.digest.update(encoded)


def _write_data(packing: _Packing, owner: User, now: datetime) -> dict[str, int]:
    """Every row of every table, one to a line. Returns how many there are of each."""
    counts: dict[str, int] = {}
    with packing.file(DATA) as out:
        person = {name: getattr(owner, name) for name in _PERSON}
        about = {"format": FORMAT, "version": VERSION, "exported_at": now, "person": person}
        out.write(_dump(about, indent=2).removesuffix("\n}") + ',\n  "tables": {')
        for number, model in enumerate(kept_models()):
            counts[label(model)] = 0
            out.write(f'{"," if number else ""}\n    "{label(model)}": [')
            for row in rows_of(model, owner.pk):
                out.write(f"{',' if counts[label(model)] else ''}\n      {_dump(row)}")
                counts[label(model)] += 1
            out.write("\n    ]" if counts[label(model)] else "]")
        out.write("\n  }\n}\n")
    return counts


def _readings(owner: User) -> Iterator[tuple[str, str]]:
    """Every debrief as Markdown, the oldest first, with the name of its file."""
    debriefs = Debrief.objects.of(owner)
    keys = list(debriefs.order_by("created_at", "id").values_list("pk", flat=True))
    for start in range(0, len(keys), _DEBRIEFS_AT_ONCE):
        some = debriefs.filter(pk__in=keys[start : start + _DEBRIEFS_AT_ONCE])
        page = some.with_rows(*READING_ROWS).order_by("created_at", "id")
        for number, debrief in enumerate(page, start=start + 1):
            debrief.owner = owner  # known already, and not asked for again
            day = timezone.localtime(debrief.happened_at)
            yield f"debriefs/{number:04d}-{day:%Y-%m-%d}.md", as_markdown(read(debrief))


def _readme(owner: User, now: datetime) -> str:
    context = {"made": timezone.localtime(now), "lines": counted(counts_of(owner.pk))}
    return render_to_string("archive/readme.txt", context)


def _dump(value: Row, **options: Any) -> str:
    # Instants in UTC, to the microsecond.
    return json.dumps(value, default=plain, ensure_ascii=False, **options)
