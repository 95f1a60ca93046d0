"""Trying to get in: so often and no more; nobody is kept out by others, or told who has an account."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from debrief.accounts import known_browsers
from debrief.accounts.models import User
from tests import factories
from tests.accounts.conftest import Mailbox
from tests.privacy.test_limits import at_once

WRONG = "not the password at all"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def _nothing_counted_yet(committed: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person(committed: None) -> User:
    made = factories.person("owner")
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def sign_in(
    client: Client, email: str, password: str = factories.PASSWORD, *, at: str = HERE, **more: Any
) -> Any:
    data = {"login": email, "password": password, **more}
    return client.post("/accounts/login/", data, REMOTE_ADDR=at)


def is_in(response: Any) -> bool:
    return response.status_code == 302 and response["Location"] == "/"


# --- who is kept out, and who is not ---


def test_wrong_passwords_are_tried_so_often_and_no_more(person: User) -> None:
    statuses = [sign_in(Client(), person.email, f"{WRONG} {n}").status_code for n in range(8)]
    assert statuses == [200] * 5 + [429] * 3
    assert sign_in(Client(), person.email).status_code == 429


def test_a_stranger_elsewhere_keeps_nobody_out(person: User) -> None:
    for n in range(60):
        sign_in(Client(), person.email, f"{WRONG} {n}", at=ELSEWHERE)
    assert is_in(sign_in(Client(), person.email, at=HERE))


def test_strangers_from_everywhere_are_stopped_and_a_known_browser_is_not(person: User) -> None:
    known = Client()
    assert is_in(sign_in(known, person.email))
    known.post("/accounts/logout/")
    tried = Counter(
        sign_in(Client(), person.email, f"{WRONG} {n}", at=f"198.51.{n % 200}.9").status_code
        for n in range(130)
    )
    assert tried == {200: 100, 429: 30}
    assert sign_in(Client(), person.email, at="203.0.113.5").status_code == 429
    assert is_in(sign_in(known, person.email, at="203.0.113.6"))


def test_a_stranger_next_door_keeps_no_known_browser_out(person: User) -> None:
    known = Client()
    sign_in(known, person.email)
    known.post("/accounts/logout/")
    for n in range(40):
        sign_in(Client(), person.email, f"{WRONG} {n}")
    assert sign_in(Client(), person.email).status_code == 429
    assert is_in(sign_in(known, person.email))


def test_a_known_browser_has_limits_of_its_own(person: User) -> None:
    known = Client()
    sign_in(known, person.email)
    known.post("/accounts/logout/")
    statuses = [sign_in(known, person.email, f"{WRONG} {n}").status_code for n in range(12)]
    assert statuses == [200] * 10 + [429] * 2


def test_a_browser_is_known_for_one_account_alone(person: User) -> None:
    other = factories.person("stranger")
    browser = Client()
    sign_in(browser, other.email)
    browser.post("/accounts/logout/")
    for n in range(5):
        sign_in(browser, person.email, f"{WRONG} {n}")
    assert sign_in(browser, person.email).status_code == 429
    assert is_in(sign_in(browser, other.email))
    kept = browser.cookies[known_browsers._cookie_name()]
    assert kept["httponly"]
    assert other.email not in kept.value


@pytest.mark.parametrize("forged", ["", ".", "name.", ".seal", "name.0123456789abcdef", "ä.ö"])
def test_a_made_up_browser_is_not_known(person: User, forged: str) -> None:
    browser = Client()
    browser.cookies[known_browsers._cookie_name()] = forged
    statuses = [sign_in(browser, person.email, f"{WRONG} {n}").status_code for n in range(6)]
    assert statuses[-1] == 429


def test_right_passwords_use_nothing_up(person: User) -> None:
    for _ in range(15):
        assert is_in(sign_in(Client(), person.email))


def test_many_accounts_from_one_network_are_one_count() -> None:
    tried = [sign_in(Client(), f"nobody-{n}@example.org", WRONG).status_code for n in range(12)]
    assert tried == [200] * 10 + [429] * 2


def test_wrong_passwords_sent_at_once_are_counted_one_by_one(person: User) -> None:
    statuses = at_once(lambda: sign_in(Client(), person.email, WRONG).status_code)
    assert Counter(statuses) == {200: 5, 429: len(statuses) - 5}


@pytest.mark.parametrize(
    ("proxies", "forwarded", "same"),
    [
        (0, ["1.1.1.{n}"], True),  # nobody stands in front, so anybody could have written it
        (1, ["1.1.1.{n}, 203.0.113.9"], True),  # what the one proxy saw is the last
        (1, ["203.0.113.9, 1.1.1.{n}"], False),
        (2, ["1.1.1.{n}, 203.0.113.9, 10.0.0.1"], True),
        (2, ["203.0.113.9"], True),  # too short to have come through both
        (1, ["2001:db8:1:2::{n}"], True),  # one household
        (1, ["2001:db8:1:{n}::1"], False),
        (1, ["nonsense {n}"], True),
    ],
)
def test_only_what_the_proxies_say_counts(
    settings: Settings, proxies: int, forwarded: list[str], same: bool
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    statuses = [
        Client()
        .post(
            "/accounts/login/",
            {"login": f"nobody-{n}@example.org", "password": WRONG},
            headers={"X-Forwarded-For": forwarded[0].format(n=n + 1)},
        )
        .status_code
        for n in range(11)
    ]
    assert (statuses[-1] == 429) == same
    assert set(statuses[:-1]) == {200}


# --- what is said, and kept ---


@pytest.mark.parametrize(
    ("path", "typed", "kept"),
    [
        ("/accounts/login/", {"login": "nobody@example.org", "password": WRONG}, ["nobody@example.org"]),
        (
            "/accounts/signup/",
            {"email": "nobody@example.org", "password1": "short", "first_name": "Samira"},
            ["nobody@example.org", "Samira"],
        ),
        ("/accounts/password/reset/", {"email": "nobody@example.org"}, ["nobody@example.org"]),
        ("/accounts/login/code/", {"email": "nobody@example.org"}, ["nobody@example.org"]),
    ],
)
def test_a_refusal_says_when_to_try_again_and_keeps_what_was_typed(
    mailbox: Mailbox,
    path: str,
    typed: dict[str, str],
    kept: list[str],
) -> None:
    for _ in range(5):
        assert Client().post(path, typed).status_code in (200, 302)
    response = Client().post(path, typed)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    html = unescape(response.content.decode())
    assert re.search(r"That was a lot of tries\. Try again in (5|10) minutes", html)
    for words in kept:
        assert f'value="{words}"' in html
    assert WRONG not in html


def test_a_code_is_tried_three_times_however_many_are_sent_at_once(person: User, mailbox: Mailbox) -> None:
    browser = Client()
    asked = browser.post("/accounts/login/code/", {"email": person.email})
    assert asked.status_code == 302
    cookies = browser.cookies

    def wrong() -> int:
        one = Client()
        one.cookies = cookies
        return int(one.post("/accounts/login/code/confirm/", {"code": "WRONG1"}).status_code)

    statuses = Counter(at_once(wrong))
    # Redirected are those that find that three wrong ones have ended it; nobody gets to compare a fourth.
    assert statuses[200] <= 3
    assert statuses[429] >= 1
    assert statuses.total() == statuses[200] + statuses[302] + statuses[429]


def test_a_new_code_comes_with_new_tries(person: User, mailbox: Mailbox) -> None:
    browser = Client()
    for _ in range(2):
        browser.post("/accounts/login/code/", {"email": person.email})
        tried = [browser.post("/accounts/login/code/confirm/", {"code": "WRONG1"}) for _try in range(3)]
        assert [one.status_code for one in tried] == [200, 200, 302]
    browser.post("/accounts/login/code/", {"email": person.email})
    code = re.findall(r"^([A-Z0-9-]{6,12})\s*$", mailbox.text(), re.MULTILINE)[0]
    assert is_in(browser.post("/accounts/login/code/confirm/", {"code": code}))


# --- who has an account, nobody is told ---


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that is hashed: nothing else takes long enough to be noticed over a network."""
    seen: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        seen.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return seen


def said(response: Any, email: str) -> tuple[Any, ...]:
    """What an answer tells, without the address that was typed and the token that is new on every page."""
    html = re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode())
    names = sorted(response.cookies)
    return response.status_code, response.headers.get("Location"), names, html.replace(email, "…")


NEW = {"password1": "four new unrelated words", "first_name": ""}


@pytest.mark.parametrize(
    ("path", "name", "more"),
    [
        ("/accounts/login/", "login", {"password": WRONG}),
        ("/accounts/signup/", "email", NEW),
        ("/accounts/password/reset/", "email", {}),
        ("/accounts/login/code/", "email", {}),
    ],
)
def test_having_an_account_changes_neither_words_nor_work(
    person: User,
    mailbox: Mailbox,
    hashed: list[str],
    path: str,
    name: str,
    more: dict[str, str],
) -> None:
    told = []
    for email in (person.email, f"x{person.email}"):
        browser = Client()
        hashed.clear()
        mails = len(mailbox.mails)
        answers = [browser.post(path, {name: email, **more})]
        if answers[0].status_code == 302:
            answers.append(browser.get(answers[0]["Location"]))
            # Wrong codes, until that ends it.
            answers += [browser.post(answers[0]["Location"], {"code": "WRONG1"}) for _ in range(4)]
        told.append(([said(one, email) for one in answers], len(hashed), len(mailbox.mails) - mails))
    assert told[0] == told[1]
    assert told[0][1] == (1 if "password" in "".join(more) else 0)


def test_resetting_a_password_asks_the_database_as_often_for_everybody(
    person: User,
    mailbox: Mailbox,
) -> None:
    asked = []
    for email in (person.email, f"x{person.email}"):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/accounts/password/reset/", {"email": email})
        asked.append(len([one for one in queries if "database_cache" not in one["sql"]]))
    assert asked[0] == asked[1]
