"""Addresses of databases: postgresql://role:password@host:port/database?option=value"""

from urllib.parse import quote, unquote, urlsplit, urlunsplit


def database_of(url: str) -> str:
    """Return the name of the database in `url`, empty when it names none."""
    return unquote(urlsplit(url).path.lstrip("/"))


def changed(url: str, *, database: str, role: str | None = None, password: str | None = None) -> str:
    """Return `url` with another database and, if a role is given, with it and `password` for its own.

    The host stays as it is written, because a socket's folder is no name to be taken apart.
    """
    parts = urlsplit(url)
    netloc = parts.netloc
    if role is not None:
        secret = "" if password is None else f":{quote(password, safe='')}"
        netloc = f"{quote(role, safe='')}{secret}@{netloc.rpartition('@')[2]}"
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{quote(database, safe='')}"))
