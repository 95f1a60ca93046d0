"""The score itself: every rule bites."""

import pytest

from tests.observatory.scoring import Answer, score

GOOD = {
    "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=63072000",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
COOKIE = "__Host-sessionid=x; Secure; HttpOnly; SameSite=Lax; Path=/"


def points(cookies: tuple[str, ...] = (), html: str = "", **changed: str) -> int:
    headers = {**GOOD, **{name.replace("_", "-"): value for name, value in changed.items()}}
    given = [(name, value) for name, value in headers.items() if value]
    return score(Answer([*given, *(("set-cookie", cookie) for cookie in cookies)], html))[0]


def test_all_that_is_good() -> None:
    assert points() == 130
    assert points(cookies=(COOKIE,)) == 135


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        # A fault of more than ten takes all that was better than good along.
        ("content_security_policy", "", 55),
        ("content_security_policy", "default-src 'self'; frame-ancestors 'none'", 125),
        ("content_security_policy", "default-src 'none'; frame-ancestors 'none'", 125),
        (
            "content_security_policy",
            "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'",
            80,
        ),
        ("content_security_policy", "default-src 'none'; script-src https:; frame-ancestors 'none'", 80),
        ("content_security_policy", "default-src 'none'; img-src http://x; frame-ancestors 'none'", 80),
        (
            "content_security_policy",
            "default-src 'none'; script-src 'unsafe-eval'; frame-ancestors 'none'",
            110,
        ),
        ("content_security_policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *", 80),
        ("strict_transport_security", "", 80),
        ("strict_transport_security", "max-age=3600", 120),
        ("referrer_policy", "", 125),
        ("referrer_policy", "unsafe-url", 120),
        ("x_content_type_options", "", 125),
        ("cross_origin_resource_policy", "", 120),
        ("cross_origin_resource_policy", "nonsense", 115),
    ],
)
def test_what_a_header_is_worth(name: str, value: str, expected: int) -> None:
    assert points(**{name: value}) == expected


def test_others_may_not_read_it_with_credentials() -> None:
    assert points(access_control_allow_origin="*", access_control_allow_credentials="true") == 50


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        ("sessionid=x; HttpOnly; SameSite=Lax", 60),
        ("sessionid=x; Secure; SameSite=Lax", 70),
        ("csrftoken=x; Secure; HttpOnly", 80),
        ("look=x; SameSite=Lax", 80),
        ("look=x; Secure; SameSite=None", 130),
    ],
)
def test_what_a_cookie_is_worth(cookie: str, expected: int) -> None:
    assert points(cookies=(COOKIE, cookie)) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<script src="/static/js/a.js"></script>', 130),
        ('<script src="https://elsewhere.example/a.js"></script>', 125),
        ("<script src=//elsewhere.example/a.js></script>", 50),
    ],
)
def test_scripts_of_other_sites(html: str, expected: int) -> None:
    assert points(html=html) == expected
