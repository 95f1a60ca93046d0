"""A tip's record for tests."""

from datetime import date
from typing import Any


def record(**fields: Any) -> dict[str, Any]:
    """The values of one sound tip, with `fields` in their place."""
    return {
        "slug": "a-tip",
        "title": "A tip",
        "summary": "What it is.",
        "body": "Some words about it.",
        "try_this": "Do one thing.",
        "minutes": 2,
        "when": "now",
        "stages": ["land"],
        "causes": [],
        "low_ok": True,
        "kind": "calm",
        "source": "A",
        "source_no": 1,
        "evidence": "Somebody 2020.",
        "strength": "some_support",
        "caution": "",
        "related": [],
        "reviewed_on": date(2026, 11, 22),
        **fields,
    }
