"""Reading what the environment says, or stopping with a sentence that says what to set."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ENOUGH = 50  # characters of a secret; Django's own check asks for as many
_VARIED = 5  # different ones


def switch(name: str, *, default: bool = False) -> bool:
    """1 or 0. Raises ImproperlyConfigured for anything else: "yes" is not taken for a no."""
    value = os.environ.get(name) or str(int(default))
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"Set {name} to 1 or 0, or leave it out. It is {value!r}.")
    return value == "1"


def whole_number(name: str, *, default: int, least: int = 1, most: int = 65_535) -> int:
    """A whole number within its limits. Raises ImproperlyConfigured."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(
            f"Set {name} to a whole number from {least} to {most}, or leave it out. It is {value!r}."
        )
    return int(value)


def one_of(name: str, *allowed: str, default: str) -> str:
    """One of a few words. Raises ImproperlyConfigured."""
    value = os.environ.get(name) or default
    if value not in allowed:
        raise ImproperlyConfigured(f"Set {name} to {' or '.join(allowed)}, or leave it out. It is {value!r}.")
    return value


def secret(name: str) -> str:
    """A secret long and varied enough to be one, empty when there is none. Raises ImproperlyConfigured.

    What it is does not stand in the sentence.
    """
    value = os.environ.get(name, "")
    if value and (len(value) < ENOUGH or len(set(value)) < _VARIED):
        raise ImproperlyConfigured(f"Set {name} to {ENOUGH} or more random characters; these are too few.")
    return value


def site_address(name: str) -> str:
    """An address such as https://debrief.example.org, empty for none. Raises ImproperlyConfigured."""
    value = os.environ.get(name, "")
    parts = urlsplit(value)
    has_more = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or has_more):
        raise ImproperlyConfigured(
            f"Set {name} to the public address and nothing after it, such as https://debrief.example.org. "
            f"It is {value!r}."
        )
    return value


def database_address(name: str) -> str:
    """The address of a PostgreSQL database, empty when there is none. Raises ImproperlyConfigured.

    It holds a password, so it does not stand in the sentence.
    """
    value = os.environ.get(name, "")
    parts = urlsplit(value)
    if value and (parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/")):
        raise ImproperlyConfigured(
            f"Set {name} to the address of a PostgreSQL database, such as "
            "postgresql://debrief_app:password@host/debrief."
        )
    return value


def contact(name: str) -> str:
    """An e-mail or https address as a URI, empty when there is none. Raises ImproperlyConfigured."""
    value = os.environ.get(name, "")
    is_page = value.startswith("https://") and bool(urlsplit(value).hostname)
    is_mail = "@" in value[1:-1] and "/" not in value and ":" not in value
    if value and not ((is_page or is_mail) and value.isprintable() and " " not in value):
        raise ImproperlyConfigured(
            f"Set {name} to an e-mail address or an https:// page, or leave it out. It is {value!r}."
        )
    return f"mailto:{value}" if value and is_mail else value


def hosts(name: str) -> list[str]:
    """Names with spaces between them. Raises ImproperlyConfigured when one stands for all names."""
    names = os.environ.get(name, "").split()
    if "*" in names:
        raise ImproperlyConfigured(f"Name the hosts in {name}. With * anybody's name would be answered to.")
    return names
