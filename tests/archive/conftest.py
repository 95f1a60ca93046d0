"""People who proved who they are, and archives to take apart."""

import json
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from tests import factories


def archive_of(client: Client) -> bytes:
    response = client.post("/you/export/")
    assert response.status_code == 200, response
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def files_of(archive: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def data_of(archive: bytes) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files_of(archive)["data.json"])
    return data


def bring_in(client: Client, archive: bytes) -> HttpResponse:
    return client.post("/you/import/", {"archive": SimpleUploadedFile("any.zip", archive)})


def zipped(files: dict[str, bytes]) -> bytes:
    into = BytesIO()
    with ZipFile(into, "w", ZIP_DEFLATED) as opened:
        for name, contents in files.items():
            opened.writestr(name, contents)
    return into.getvalue()


def changed(archive: bytes, change: Callable[[dict[str, Any]], Any]) -> bytes:
    """The archive with other data in it, and a manifest that goes with them."""
    files = files_of(archive)
    data, manifest = json.loads(files["data.json"]), json.loads(files["manifest.json"])
    change(data)
    files["data.json"] = json.dumps(data).encode()
    manifest["files"]["data.json"] = {
        "bytes": len(files["data.json"]),
        "sha256": sha256(files["data.json"]).hexdigest(),
    }
    manifest["counts"] = {name: len(rows) for name, rows in data["tables"].items()}
    files["manifest.json"] = json.dumps(manifest).encode()
    return zipped(files)


@pytest.fixture
def whole(owner: User) -> User:
    """Somebody with rows in every table, odd texts, a draft with ids in it, and settings of their own."""
    User.objects.filter(pk=owner.pk).update(
        first_name="Zoë", time_zone="Pacific/Auckland", country="NZ", look="dark", language="en-gb"
    )
    owner.refresh_from_db()
    first = factories.full_debrief(owner)
    factories.full_debrief(owner, follows=first)
    with acting_for(owner.pk):
        Debrief.objects.filter(pk=first.pk).update(anything_else=ODD)
        question = first.questions.first()
        assert question
        StageEntry.objects.filter(debrief=first, stage_key="plan").update(
            draft={"practice-0-question": [str(question.pk)], "practice-0-free": [ODD]}
        )
    return owner


ODD = 'Zoë said: "why \\ us?"\nA second line\ttab, \u2028, 🙂, \u202eright to left, \x01 and \x7f.'
