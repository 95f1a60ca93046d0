"""Every page over TLS, from a real server with a certificate made for the occasion: 130 points or more.

`make observatory` prints the points of each.
"""

import http.client
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from debrief.accounts.models import User
from debrief.database.local import Urls
from debrief.debriefs.models import Debrief
from debrief.tips.actions import load_tips
from debrief.tips.library import read_all
from tests import factories
from tests.browser.conftest import free_port
from tests.conftest import signed_in
from tests.observatory.scoring import Answer, score
from tests.test_walls import ROUTES, address

ENOUGH = 130
HOST = "127.0.0.1"


class Site:
    """The application over TLS, as in production, at a free port."""

    def __init__(self, folder: Path, urls: Urls) -> None:
        self.port = free_port()
        self.certificate, key = _certificate(folder)
        environ = os.environ | {
            "DATABASE_URL": urls.app,
            "DEBRIEF_ONE_MACHINE": "1",
            "DEBRIEF_URL": f"https://{HOST}:{self.port}",
            "DEBRIEF_SECRET_KEY": settings.SECRET_KEY,
            "DEBRIEF_STATIC_ROOT": str(folder / "static"),
            "WEB_BIND": f"{HOST}:{self.port}",
            "WEB_WORKERS": "1",
        }
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
        subprocess.run(collect, cwd=settings.BASE_DIR, env=environ, check=True)
        options = ["-c", "python:debrief.serving", "--certfile", self.certificate, "--keyfile", key]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *options, "debrief.wsgi"],
            cwd=settings.BASE_DIR,
            env=environ,
        )
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up:
            try:
                self.get("/healthz")
                return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise TimeoutError("The server did not start.")

    def get(self, path: str, session: str = "") -> tuple[int, Answer]:
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        connection = http.client.HTTPSConnection(HOST, self.port, timeout=20, context=trusted)
        try:
            cookies = {"Cookie": f"__Host-sessionid={session}"} if session else {}
            connection.request("GET", path, headers=cookies)
            reply = connection.getresponse()
            headers = [(name.lower(), value) for name, value in reply.getheaders()]
            return reply.status, Answer(headers, reply.read().decode(errors="replace"))
        finally:
            connection.close()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(pem))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return certificate, private


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, database_urls: Urls, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("observatory"), database_urls)
    yield made
    made.stop()


@pytest.fixture
def theirs(committed: None) -> Debrief:
    cache.clear()
    load_tips(records=read_all())
    return factories.full_debrief(factories.person("owner"))


def test_every_page_has_130_points_or_more(site: Site, theirs: Debrief) -> None:
    owner = signed_in(User.objects.get(pk=theirs.owner_id))
    session = owner.cookies[settings.SESSION_COOKIE_NAME].value
    low: dict[str, Any] = {}
    pages = 0
    for route in [*ROUTES, None]:
        path = address(route, theirs) if route else "/no-such-page/"
        for who, cookie in (("owner", session), ("stranger", "")):
            if route and route.name == "account_logout" and cookie:
                continue  # would end the session the others need
            status, answer = site.get(path, cookie)
            if not answer.one("content-type").startswith("text/html"):
                continue
            points, found = score(answer)
            pages += 1
            print(f"{points:4}  {status}  {who:8}  {route.name if route else '(none)'}")
            if points < ENOUGH:
                low[f"{path} as {who}"] = [each for each in found if each.points <= 0]
    assert pages > 60
    assert not low


def test_plain_http_is_led_to_https_on_the_same_host(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    reply = Client().get("/tips/?q=late")
    assert (reply.status_code, reply["Location"]) == (301, "https://testserver/tips/?q=late")
