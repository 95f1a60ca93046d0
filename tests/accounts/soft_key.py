"""A passkey made of software, for tests without a browser: it answers what a page asks as a device would."""

import json
import secrets
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

HOST = "localhost"
_FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class SoftKey:
    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = secrets.token_bytes(16)
        self._user = ""

    def create(self, options: dict[str, Any]) -> str:
        """The answer to "make a passkey", as JSON."""
        asked = options["publicKey"]
        self._user = asked["user"]["id"]
        public = ES256.from_cryptography_key(self._key.public_key())
        data = AuthenticatorData.create(
            _hash(HOST.encode()),
            _FLAGS | AuthenticatorData.FLAG.AT,
            0,
            AttestedCredentialData.create(bytes(16), self._id, public),
        )
        client = _client_data("webauthn.create", asked["challenge"])
        attestation = AttestationObject.create("none", data, {})
        return self._answer({"clientDataJSON": client, "attestationObject": bytes(attestation)})

    def get(self, options: dict[str, Any], *, sign: bool = True, host: str = HOST) -> str:
        """The answer to "show a passkey", as JSON.

        Without `sign` it is signed with another key; `host` is the site it believes to be on.
        """
        key = self._key if sign else ec.generate_private_key(ec.SECP256R1())
        data = AuthenticatorData.create(_hash(HOST.encode()), _FLAGS, 1)
        client = _client_data("webauthn.get", options["publicKey"]["challenge"], host)
        signature = key.sign(bytes(data) + _hash(client), ec.ECDSA(SHA256()))
        return self._answer(
            {"clientDataJSON": client, "authenticatorData": bytes(data), "signature": signature},
            userHandle=self._user,
        )

    def _answer(self, parts: dict[str, bytes], **more: str) -> str:
        own = websafe_encode(self._id)
        response = {name: websafe_encode(value) for name, value in parts.items()} | more
        return json.dumps(
            {
                "type": "public-key",
                "id": own,
                "rawId": own,
                "response": response,
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )


def _client_data(kind: str, challenge: str, host: str = HOST) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": f"http://{host}"}).encode()


def _hash(data: bytes) -> bytes:
    return sha256(data).digest()
