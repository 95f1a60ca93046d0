"""Words of notes that are not on the page.

A stage keeps one draft, and every note has words of its own. What somebody left unsaved in one note
therefore travels along with the page of another, as JSON by recipient, until it is saved.
"""

import json
from typing import Any
from uuid import UUID

from debrief.notes.recipients import TEAM

# Raw form values of each note, by the key of its recipient.
Unsaved = dict[str, dict[str, list[str]]]


def read_unsaved(text: str) -> Unsaved:
    """What a page carried along. Anything that is no such thing is passed over."""
    try:
        read = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    notes = read.items() if isinstance(read, dict) else ()
    return {
        key: {name: values for name, values in words.items() if _are_texts(values)}
        for key, words in notes
        if is_key(key) and isinstance(words, dict)
    }


def written(unsaved: Unsaved) -> str:
    """The same as text, empty when there is nothing to carry."""
    return json.dumps(unsaved, ensure_ascii=False) if unsaved else ""


def is_key(text: str) -> bool:
    """Whether it can be the key of a recipient, one who is not on the list any more included."""
    try:
        return text == TEAM or text == str(UUID(text))
    except ValueError:
        return False


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and bool(values) and all(isinstance(value, str) for value in values)
