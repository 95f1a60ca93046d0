"""Markdown to HTML for authored text."""

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False, "typographer": True})
_TAGS = {"p", "ul", "ol", "li", "strong", "em", "h3", "h4", "blockquote", "br"}


def as_html(markdown: str) -> SafeString:
    """Render authored Markdown. Raw HTML is shown as text, and an allow-list stands behind that."""
    return SafeString(nh3.clean(_markdown.render(markdown), tags=_TAGS, attributes={}))
