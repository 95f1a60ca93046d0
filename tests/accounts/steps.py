"""What somebody does to sign in, without a browser."""

import json
import re
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from debrief.accounts.models import User
from tests import factories
from tests.accounts.soft_key import HOST, SoftKey

PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


def browser(user_agent: str = PHONE) -> Client:
    return Client(headers={"user-agent": user_agent, "host": HOST})


def sign_in(client: Client, person: User, password: str = factories.PASSWORD, **more: str) -> Any:
    return client.post("/accounts/login/", {"login": person.email, "password": password, **more})


def confirm(client: Client, follows: str = "/you/sign-in/") -> None:
    answer = client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD, "next": follows})
    assert answer["Location"] == follows


def asked_of(response: Any) -> dict[str, Any]:
    """The options a page has for its script."""
    found = re.search(r'<script id="passkey-options" type="application/json">(.*?)</script>', response.text)
    assert found
    options: dict[str, Any] = json.loads(found[1])
    return next(iter(options.values()))


def add_passkey(client: Client, name: str = "My phone") -> SoftKey:
    key = SoftKey()
    credential = key.create(asked_of(client.get("/you/sign-in/passkeys/add/")))
    answer = client.post("/you/sign-in/passkeys/add/", {"name": name, "credential": credential})
    assert answer.status_code == 302, answer.text
    return key


def challenge(client: Client) -> dict[str, Any]:
    options: dict[str, Any] = client.get(
        "/accounts/login/passkey/", headers={"accept": "application/json"}
    ).json()["request_options"]
    return options


def digits(secret: str) -> str:
    (counter,) = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, counter))


def add_app(client: Client) -> str:
    page = client.get("/you/sign-in/app/add/")
    secret = page.context["form"].secret
    assert client.post("/you/sign-in/app/add/", {"code": digits(secret)}).status_code == 302
    return str(secret)
