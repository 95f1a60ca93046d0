"""What Mozilla's HTTP Observatory would give a page, by the rules it publishes.

A page begins with 100; faults take away; what is better than good adds, if nothing has brought it below 90.
Redirection and preloading belong to a whole site; everything that a single answer shows is here.
Rules and points: https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring
"""

import re
from collections.abc import Iterable
from http.cookies import SimpleCookie
from typing import NamedTuple

BEGINS_WITH = 100
ENOUGH_FOR_EXTRA = 90
SIX_MONTHS = 15_768_000  # seconds
_BROAD = {"*", "http:", "https:", "ftp:", "http://*", "https://*", "http://*.*", "https://*.*"}
_INLINE = {"'unsafe-inline'", "data:"}
_PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
_SESSION = re.compile(r"sess|sid|auth|login|token", re.IGNORECASE)


class Found(NamedTuple):
    """One finding and its points, below zero for a fault."""

    what: str
    points: int


class Answer(NamedTuple):
    """What a server sent: headers in lower case, and the page."""

    headers: list[tuple[str, str]]
    html: str = ""

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    def one(self, name: str) -> str:
        return ", ".join(self.all(name)).strip()


def score(answer: Answer) -> tuple[int, list[Found]]:
    """The points of an answer over HTTPS, and what they come from."""
    policy = _policy(answer.one("content-security-policy"))
    found = [
        _csp(policy),
        _framing(answer, policy),
        _hsts(answer),
        _referrer(answer),
        _sniffing(answer),
        _sharing(answer),
        _cors(answer),
        _cookies(answer),
        _scripts(answer),
    ]
    base = BEGINS_WITH + sum(each.points for each in found if each.points < 0)
    extra = sum(each.points for each in found if each.points > 0)
    return max(base + (extra if base >= ENOUGH_FOR_EXTRA else 0), 0), found


def _policy(header: str) -> dict[str, set[str]]:
    rules = (rule.split() for rule in header.split(";"))
    return {rule[0].lower(): {source.lower() for source in rule[1:]} for rule in rules if rule}


def _csp(policy: dict[str, set[str]]) -> Found:
    if not policy:
        return Found("no content security policy", -25)
    default = policy.get("default-src", {"*"})
    script, style, plugin = (policy.get(f"{kind}-src", default) for kind in ("script", "style", "object"))
    if script & (_BROAD | _INLINE) or plugin & _BROAD:
        return Found("scripts from anywhere or in the page", -20)
    everything = {source for sources in policy.values() for source in sources}
    if any(source.startswith(("http:", "ftp:")) for source in everything):
        return Found("something over plain HTTP", -20)
    if "'unsafe-eval'" in script | style:
        return Found("eval allowed", -10)
    if style & (_BROAD | _INLINE):
        return Found("styles from anywhere or in the page", 0)
    if default == {"'none'"} and not policy.get("form-action", {"*"}) & _BROAD:
        return Found("nothing unsafe, default-src 'none'", 10)
    return Found("nothing unsafe", 5)


def _framing(answer: Answer, policy: dict[str, set[str]]) -> Found:
    ancestors = policy.get("frame-ancestors")
    if ancestors and not ancestors & _BROAD:
        return Found("frame-ancestors", 5)
    if answer.one("x-frame-options").upper() in ("DENY", "SAMEORIGIN"):
        return Found("X-Frame-Options alone", 0)
    return Found("can be framed", -20)


def _hsts(answer: Answer) -> Found:
    seconds = re.search(r"max-age=(\d+)", answer.one("strict-transport-security"))
    if not seconds:
        return Found("no HSTS", -20)
    return Found("HSTS", 0) if int(seconds[1]) >= SIX_MONTHS else Found("HSTS below six months", -10)


def _referrer(answer: Answer) -> Found:
    given = answer.one("referrer-policy").lower()
    if not given:
        return Found("no referrer policy", 0)
    last = [part.strip() for part in given.split(",")][-1]
    return Found("private referrer policy", 5) if last in _PRIVATE else Found("unsafe referrer policy", -5)


def _sniffing(answer: Answer) -> Found:
    has_it = answer.one("x-content-type-options").lower() == "nosniff"
    return Found("nosniff", 0) if has_it else Found("no nosniff", -5)


def _sharing(answer: Answer) -> Found:
    given = answer.one("cross-origin-resource-policy").lower()
    points = {"same-origin": 10, "same-site": 10, "cross-origin": 0, "": 0}.get(given, -5)
    return Found(f"resource policy {given or 'missing'}", points)


def _cors(answer: Answer) -> Found:
    origin = answer.one("access-control-allow-origin")
    if origin and answer.one("access-control-allow-credentials").lower() == "true":
        return Found("readable by other sites, with credentials", -50)
    return Found("not readable by other sites", 0)


def _cookies(answer: Answer) -> Found:
    cookies = [morsel for line in answer.all("set-cookie") for morsel in SimpleCookie(line).values()]
    if not cookies:
        return Found("no cookies", 0)
    sessions = [each for each in cookies if _SESSION.search(each.key)]
    if any(not each["secure"] for each in sessions):
        return Found("a session cookie without Secure", -40)
    if any(not each["httponly"] for each in sessions if "csrf" not in each.key.lower()):
        return Found("a session cookie without HttpOnly", -30)
    if any(not each["secure"] for each in cookies):
        return Found("a cookie without Secure", -20)
    same_site = [each["samesite"].lower() for each in cookies]
    if any("csrf" in each.key.lower() and not each["samesite"] for each in cookies):
        return Found("an anti-forgery cookie without SameSite", -20)
    if any(value not in ("", "lax", "strict", "none") for value in same_site):
        return Found("a cookie with an unknown SameSite", -20)
    has_all = all(value in ("lax", "strict") for value in same_site)
    return Found("cookies Secure, HttpOnly and SameSite", 5) if has_all else Found("cookies Secure", 0)


def _scripts(answer: Answer) -> Found:
    sources = re.findall(r"<script[^>]*\bsrc=\"?([^\"\s>]+)", answer.html, re.IGNORECASE)
    if _elsewhere(sources):
        is_plain = any(source.startswith(("http://", "//")) for source in sources)
        return Found("scripts of other sites", -50 if is_plain else -5)
    return Found("scripts of our own or none", 0)


def _elsewhere(sources: Iterable[str]) -> list[str]:
    return [source for source in sources if re.match(r"(?:[a-z]+:)?//", source, re.IGNORECASE)]
