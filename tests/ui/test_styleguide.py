"""The gallery, and through it the form pack: what every field owes to people who cannot see it."""

import re

import pytest
from django.test import Client

from debrief.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def html(owner: User, owner_client: Client) -> str:
    owner.is_staff = True
    owner.save()
    return owner_client.get("/styleguide/").content.decode()


def test_it_is_for_staff(owner_client: Client) -> None:
    assert owner_client.get("/styleguide/").status_code == 404


def test_radios_stand_in_a_fieldset_with_a_legend(html: str) -> None:
    assert re.search(r'<fieldset class="field"[^>]*><legend class="field__label">One of a few</legend>', html)


def test_every_error_is_linked_named_and_beside_its_field(html: str) -> None:
    summary = re.findall(r'<div class="summary".*?</div>', html, re.DOTALL)[0]
    for target in re.findall(r'href="(#[^"]+)"', summary):
        assert f'id="{target[1:]}"' in html
    assert summary.count("<li>") == 4
    assert 'aria-invalid="true"' in html
    assert 'id="id_words_error"' in html
    assert re.search(r'<input[^>]*aria-describedby="id_words_helptext id_words_error"', html)


def test_an_offers_button_is_named_by_itself_and_by_what_it_takes(html: str) -> None:
    offers = re.findall(r'<ul class="offers">.*?</ul>', html, re.DOTALL)
    named = re.findall(
        r'<button[^>]* value="(sg:\d)" id="([^"]+)" aria-labelledby="([^"]+)">', "".join(offers)
    )
    assert [then for then, _own, _names in named] == ["sg:1", "sg:2"]
    for _then, own, names in named:
        assert names.split()[0] == own
        assert all(html.count(f'id="{name}"') == 1 for name in names.split())
    assert "One that is taken over already</span></li>" in offers[0]


def test_nothing_is_cut_off_by_the_browser(html: str) -> None:
    assert "maxlength" not in html
    assert 'data-limit="20"' in html
    assert "far too long for twenty characters" in html


def test_no_page_carries_style_or_script_of_its_own(html: str) -> None:
    assert not re.search(r"\sstyle=|<style|\son\w+=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
