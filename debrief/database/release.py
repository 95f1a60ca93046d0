"""Bringing a database up to date with the code."""

import dj_database_url
from django.core.management import call_command
from django.db import connections

from .local import Urls


def point_at(urls: Urls) -> None:
    """Let Django's two connections go to `urls` from now on.

    The settings were read before the server was started and its roles were made.
    """
    for alias, url in (("default", urls.app), ("owner", urls.owner)):
        where = dj_database_url.parse(url)
        connections[alias].close()
        for part in ("NAME", "USER", "PASSWORD", "HOST", "PORT"):
            connections[alias].settings_dict[part] = where[part]


def bring_up_to_date() -> None:
    """Run open migrations, load the library of tips, drop what the audit keeps no longer
    and what links have expired.

    Quick when there is nothing to do.
    """
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_tips", verbosity=0)
    call_command("forget_audit", verbosity=0)
    call_command("forget_links", verbosity=0)
    connections.close_all()
