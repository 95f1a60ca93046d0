"""The headers every response carries, and the cookies of a site on HTTPS."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db
PAGES = ["/", "/tips/", "/help-now/", "/accounts/login/", "/nope", "/debriefs/"]


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_is_strict_and_names_no_exception(path: str) -> None:
    policy = Client().get(path)["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_every_response_is_guarded(path: str) -> None:
    response = Client().get(path)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in response["Permissions-Policy"]
    assert "Cache-Control" in response


def test_files_are_guarded_and_for_our_own_pages(settings: Settings) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    response = Client().get("/static/css/debrief.css")
    assert response.status_code == 200
    response.close()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in response


def test_cookies_cannot_be_read_by_scripts(client: Client) -> None:
    client.get("/accounts/login/")
    cookie = client.cookies[settings.CSRF_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


HTTPS = {
    "DEBRIEF_URL": "https://debrief.example",
    "DEBRIEF_SECRET_KEY": "0123456789" * 6,
    "DATABASE_URL": "postgresql://debrief_app@db/debrief",
}


def settings_with(**environ: str) -> subprocess.CompletedProcess[str]:
    names = (
        "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE SECURE_HSTS_SECONDS SECURE_SSL_REDIRECT"
    )
    show = f"from debrief import settings; print(*(getattr(settings, n) for n in {names.split()}))"
    return subprocess.run(
        [sys.executable, "-c", show],
        env=environ,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_on_https_cookies_are_bound_to_the_host_and_secure() -> None:
    assert settings_with(**HTTPS).stdout.split() == [
        "__Host-sessionid",
        "__Host-csrftoken",
        "True",
        "63072000",
        "True",
    ]
