"""A wrong setting stops the start, with a sentence that says what to set."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PRODUCTION = {
    "DEBRIEF_URL": "https://debrief.example",
    "DEBRIEF_SECRET_KEY": "0123456789" * 6,
    "DATABASE_URL": "postgresql://debrief_app:secret-4417@database/debrief",
}
# Every variable that can be wrong, what it is set to ("" for not at all), and what the sentence says.
WRONG = [
    ("DEBRIEF_SECRET_KEY", "", "Set DEBRIEF_SECRET_KEY to 50 or more random characters"),
    ("DEBRIEF_SECRET_KEY", "changeme", "Set DEBRIEF_SECRET_KEY to 50 or more random characters"),
    ("DEBRIEF_SECRET_KEY", "a" * 60, "Set DEBRIEF_SECRET_KEY to 50 or more random characters"),
    ("DEBRIEF_URL", "", "Set DEBRIEF_URL to the public address"),
    ("DEBRIEF_URL", "debrief.example", "Set DEBRIEF_URL to the public address"),
    ("DEBRIEF_URL", "https://debrief.example/app/", "Set DEBRIEF_URL to the public address"),
    ("DEBRIEF_URL", "http://debrief.example", "DEBRIEF_URL has to start with https://"),
    ("DEBRIEF_DEBUG", "1", "Set DEBRIEF_DEBUG to 0"),
    ("DEBRIEF_DEBUG", "true", "Set DEBRIEF_DEBUG to 1 or 0"),
    ("DEBRIEF_ONE_MACHINE", "no", "Set DEBRIEF_ONE_MACHINE to 1 or 0"),
    ("DEBRIEF_BEHIND_PROXY", "yes", "Set DEBRIEF_BEHIND_PROXY to a whole number from 0 to 9"),
    ("DEBRIEF_HOSTS", "debrief.example *", "Name the hosts in DEBRIEF_HOSTS"),
    ("DEBRIEF_SECURITY_CONTACT", "somebody", "Set DEBRIEF_SECURITY_CONTACT to an e-mail address"),
    ("DEBRIEF_LOGS", "syslog", "Set DEBRIEF_LOGS to lines or json"),
    ("DATABASE_URL", "sqlite:///db.sqlite3", "Set DATABASE_URL to the address of a PostgreSQL database"),
    ("DATABASE_URL", "postgresql://u:secret-4417@host", "Set DATABASE_URL to the address of a PostgreSQL"),
    (
        "DATABASE_OWNER_URL",
        "mysql://u:secret-4417@h/d",
        "Set DATABASE_OWNER_URL to the address of a PostgreSQL",
    ),
    ("EMAIL_PORT", "smtp", "Set EMAIL_PORT to a whole number"),
    ("EMAIL_PORT", "99999", "Set EMAIL_PORT to a whole number"),
    ("EMAIL_TLS", "starttls", "Set EMAIL_TLS to 1 or 0"),
    ("PORT", "eighty", "Set PORT to a whole number"),
    ("WEB_WORKERS", "0", "Set WEB_WORKERS to a whole number"),
    ("WEB_THREADS", "many", "Set WEB_THREADS to a whole number"),
]


def start(*command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the installation in an environment that has `environ` and nothing else."""
    return subprocess.run(
        [sys.executable, *command],
        env={"PATH": os.defpath, **environ},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def with_wrong(name: str, value: str) -> dict[str, str]:
    return {key: text for key, text in {**PRODUCTION, name: value}.items() if text}


@pytest.mark.parametrize(("name", "value", "said"), WRONG)
def test_a_wrong_setting_stops_the_start(name: str, value: str, said: str) -> None:
    ended = start("-c", "import debrief.serving", **with_wrong(name, value))
    assert ended.returncode == 1
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert "secret-4417" not in ended.stderr
    if name == "DEBRIEF_SECRET_KEY" and value:
        assert value not in ended.stderr


def test_right_ones_do_not() -> None:
    ended = start("-c", "import debrief.serving", **PRODUCTION)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "gunicorn", "-c", "python:debrief.serving", "debrief.wsgi"),
        ("manage.py", "migrate"),
        ("manage.py", "check"),
    ],
)
def test_whatever_is_started(command: tuple[str, ...]) -> None:
    ended = start(*command, **with_wrong("DEBRIEF_URL", "debrief.example"))
    assert ended.returncode == 1
    assert "Set DEBRIEF_URL to the public address" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_every_variable_that_is_read_is_in_the_example() -> None:
    read = set()
    for file in ("debrief/settings.py", "debrief/serving.py"):
        text = (Path(settings.BASE_DIR) / file).read_text()
        read |= set(
            re.findall(r"(?:env\(|environ\.get\(|environment\.\w+\(|whole_number\()[\"']([A-Z_]+)", text)
        )
    example = (Path(settings.BASE_DIR) / ".env.example").read_text()
    known = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    # What `manage.py serve` and Django say to each other is no setting.
    assert read - known == {"DJANGO_SETTINGS_MODULE", "WEB_BIND"}
