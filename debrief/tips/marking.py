"""Marking the words a tip was found by."""

from collections.abc import Collection
from html import escape

from django.utils.safestring import SafeString

from debrief.tips.lexemes import WORD, lexemes_of, words_of


def marked(text: str, lexemes: Collection[str]) -> SafeString:
    """`text` as HTML, with every form of the words in `lexemes` in a <mark>."""
    if not lexemes:
        return SafeString(escape(text))
    stems = lexemes_of(words_of(text))
    parts, end = [], 0
    for match in WORD.finditer(text):
        if stems[match[0].lower()] in lexemes:
            # A word is letters and digits, and has nothing to escape.
            parts += [escape(text[end : match.start()]), f"<mark>{match[0]}</mark>"]
            end = match.end()
    return SafeString("".join([*parts, escape(text[end:])]))
