"""What a log and the audit call a person."""

from functools import lru_cache

from django.utils.crypto import salted_hmac


@lru_cache(maxsize=10_000)
def pseudonym(name: str) -> str:
    """Sixteen hexadecimal digits that stand for `name`: a person's id, or an address somebody typed.

    The same name gives the same digits, and only who holds the secret key can go from one to the other: an
    operator finds the lines of an account that is there, and nobody those of one that has been deleted.
    """
    return salted_hmac("debrief.privacy.pseudonyms", name, algorithm="sha256").hexdigest()[:16]
