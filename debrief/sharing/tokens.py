"""The secret in a link: made here, given out once, and kept only as its hash (ASVS 11.5.1)."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner

_BYTES = 32  # of randomness
# Shorter than any link lasts, so that what a page made is still known when the page is sent again.
_SEAL_LASTS = timedelta(hours=12)


def fresh() -> str:
    return token_urlsafe(_BYTES)


def hash_of(token: str) -> bytes:
    """What is kept of a token. It needs no salt and no time: nobody can go through 2²⁵⁶ of them."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


def sealed(debrief_id: UUID) -> str:
    """A fresh token for a page to carry, so that sending the page twice makes one link."""
    return _signer(debrief_id).sign(fresh())


def unsealed(seal: str, debrief_id: UUID) -> str:
    """The token a page of this debrief carried; a fresh one when it carried none of ours, or an old one."""
    try:
        return _signer(debrief_id).unsign(seal, max_age=_SEAL_LASTS)
    except BadSignature:
        return fresh()


def _signer(debrief_id: UUID) -> TimestampSigner:
    return TimestampSigner(salt=f"debrief.sharing.tokens:{debrief_id}")
