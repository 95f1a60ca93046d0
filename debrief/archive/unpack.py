"""Reading a file somebody brings in, trusting nothing in it. Nothing of it is unpacked to disk or run."""

import json
import struct
import zlib
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any, Never
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from debrief.archive.pack import DATA, FORMAT, MANIFEST, VERSION
from debrief.archive.tables import Row, kept_models, label

MOST_UNPACKED = 100_000_000  # bytes of all files together
MOST_DATA = 30_000_000  # bytes
_MOST_MANIFEST = 5_000_000  # bytes
_MOST_INDEX = 3_000_000  # bytes of the list of files at the end of a ZIP file
_END = b"PK\x05\x06"
_END_LENGTH = 22  # bytes, and up to 64 kB of comment behind them
_END_OF_A_HUGE_ONE = b"PK\x06\x07"
_CHUNK = 64 * 1024  # bytes


# Whatever a broken file can come to; RuntimeError is JSON too deep to be read, or a password.
_BROKEN = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, KeyError, RuntimeError)


class UnreadableError(Exception):
    """The file can't be brought in. Its text is a sentence for whoever picked it."""


@dataclass(frozen=True)
class Archive:
    """What a file says: the person's settings, and rows by table as they stand in it."""

    person: Row
    tables: dict[str, list[Row]]


def unpack(file: IO[bytes]) -> Archive:
    """Read an archive that `pack` made. Raises UnreadableError when it is anything else, or was changed."""
    try:
        if _index_size(file) > _MOST_INDEX:
            _refuse_size()
        with ZipFile(file) as archive:
            return _read(archive)
    except _BROKEN:
        raise UnreadableError(
            _("That isn’t a file from Debrief, or it has been changed since. Pick the ZIP file as it came.")
        ) from None


def _read(archive: ZipFile) -> Archive:
    files = {info.filename: info for info in archive.infolist()}
    if len(files) != len(archive.infolist()):
        raise BadZipFile
    if sum(info.file_size for info in files.values()) > MOST_UNPACKED:
        _refuse_size()
    manifest = _object(_load(_bytes(archive, files.pop(MANIFEST), most=_MOST_MANIFEST)))
    _expect_ours(manifest)
    prints = _object(manifest["files"])
    if set(prints) != set(files):
        raise BadZipFile
    for name, info in files.items():
        if name != DATA and _print(archive, info) != prints[name]:
            raise BadZipFile
    data = _bytes(archive, files[DATA], most=MOST_DATA)
    if {"bytes": len(data), "sha256": sha256(data).hexdigest()} != prints[DATA]:
        raise BadZipFile
    return _archive(_object(_load(data)), _object(manifest["counts"]))


def _archive(data: Row, counts: Row) -> Archive:
    _expect_ours(data)
    tables = _object(data["tables"])
    if counts != {name: len(rows) for name, rows in tables.items() if isinstance(rows, list)}:
        raise BadZipFile
    if set(tables) - {label(model) for model in kept_models()}:
        _refuse_version()
    return Archive(
        _object(data["person"]), {name: [_object(row) for row in rows] for name, rows in tables.items()}
    )


def _expect_ours(about: Row) -> None:
    if about["format"] != FORMAT:
        raise BadZipFile
    if about["version"] != VERSION:
        _refuse_version()


def _index_size(file: IO[bytes]) -> int:
    """How long the list of files at the end says it is, before anything is made of it."""
    length = file.seek(0, 2)
    file.seek(max(0, length - _END_LENGTH - 0xFFFF))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_LENGTH or _END_OF_A_HUGE_ONE in tail[:end][-_END_LENGTH:]:
        raise BadZipFile
    return int.from_bytes(tail[end + 12 : end + 16], "little")


def _bytes(archive: ZipFile, info: ZipInfo, *, most: int) -> bytes:
    """The contents of one file. What it says of its own size is not believed."""
    _expect_plain(info)
    with archive.open(info) as one:
        data = one.read(most + 1)
    if len(data) > most:
        _refuse_size()
    return data


def _print(archive: ZipFile, info: ZipInfo) -> Row:
    _expect_plain(info)
    size, digest = 0, sha256()
    with archive.open(info) as one:
        while chunk := one.read(_CHUNK):
            size += len(chunk)
            digest.update(chunk)
            if size > info.file_size:
                raise BadZipFile
    return {"bytes": size, "sha256": digest.hexdigest()}


def _expect_plain(info: ZipInfo) -> None:
    """Only what `pack` writes: other ways of packing can ask for gigabytes to be unpacked at all."""
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or info.flag_bits & 1:
        raise BadZipFile


def _load(data: bytes) -> Any:
    return json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Never:
    raise ValueError(f"{name} is no JSON.")


def _object(value: Any) -> Row:
    if not isinstance(value, dict):
        raise BadZipFile
    return value


def _refuse_size() -> Never:
    raise UnreadableError(_("That’s more than can be brought in at once."))


def _refuse_version() -> Never:
    raise UnreadableError(
        _("Another version of Debrief made that file, and this one would misread it. Your file is fine.")
    )
