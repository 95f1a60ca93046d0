"""The data browsers check notes with: for anybody, kept for long, and nothing of anybody in it."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from debrief.notes import browser
from debrief.notes.noticing import Background

MOST = 95_000  # bytes as sent


def test_it_is_the_same_for_everybody_and_kept_for_a_year() -> None:
    text, fingerprint = browser.checks()
    reply = Client().get(reverse("notes:checks", args=[fingerprint]), headers={"Accept-Encoding": "br"})

    assert reply.status_code == 200
    assert (reply["Content-Type"], reply["Content-Encoding"]) == ("application/json", "br")
    assert {"public", "immutable", "max-age=31536000"} <= set(reply["Cache-Control"].split(", "))
    assert "Cookie" not in reply["Vary"]
    assert not reply.cookies
    assert len(reply.content) < MOST
    assert json.loads(text)["patterns"]


def test_one_that_has_it_is_told_so() -> None:
    address = reverse("notes:checks", args=[browser.checks()[1]])
    tag = Client().get(address)["ETag"]

    assert Client().get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("fingerprint", ["0", "none"])
def test_an_address_of_other_data_is_not_answered_with_this(fingerprint: str) -> None:
    assert Client().get(reverse("notes:checks", args=[fingerprint])).status_code == 404


def test_the_other_notes_are_on_the_page_of_one_as_numbers_alone() -> None:
    known = browser.known(Background(name="Lee", others=[("Priya", "Dear Priya,\nnot to be read"), ("", "")]))

    assert "not to be read" not in json.dumps(known)
    assert len(known["others"]) == 1
