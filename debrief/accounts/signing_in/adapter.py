"""Where django-allauth asks about passkeys, authenticator apps and recovery codes."""

from base64 import urlsafe_b64encode
from typing import Any

import qrcode
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from debrief.accounts.models import User
from debrief.accounts.signing_in.devices import device_of


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "That one does not fit. A code works once; the app shows a new one in a moment."
        ),
        "unverified_email": gettext_lazy(
            "First show that your e-mail address is yours, so that you can always get back in."
        ),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes stand in for a passkey or an app. Add one of those first."
        ),
    }

    def encrypt(self, text: str) -> str:
        """What an authenticator app and the recovery codes are made from is of no use in a stolen table."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> SafeString:
        """The code as a drawing that needs no style of its own, dark on light whatever the page is."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        dots = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on)
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
            '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{2}"/></svg>',
            len(rows),
            _("A square code for the camera. The letters below say the same."),
            dots,
        )

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        """A passkey is called after the device it is made on, until somebody names it."""
        return device_of(context.request.headers.get("User-Agent", "")) or _("Passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": _("Debrief")}


def _cipher() -> MultiFernet:
    """The key comes from the site's secret; a secret that was changed is still read as a fallback."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"debrief.accounts.signing_in").derive(
        force_bytes(secret)
    )
    return Fernet(urlsafe_b64encode(derived))
