"""A reading as Markdown: headings, paragraphs and lists, in which nothing somebody wrote is markup."""

import re

from django.utils.translation import gettext as _

from debrief.recovery.reading import Reading
from debrief.recovery.stages.base import Listed

# What means something wherever it stands, and what does at the beginning of a line (CommonMark 0.31). A "#"
# after a space can also end a heading.
_INLINE = re.compile(r"[\\`*_\[\]<>&~|]|(?<!\S)#")
_LEADING = re.compile(r"^(\d*)([+=.)-])")
_LINE_END = re.compile(r"\r\n|\r|\n")


def as_markdown(reading: Reading) -> str:
    """The text of a file somebody can keep and read anywhere."""
    blocks = [f"# {_line(reading.title)}", _lines("\n".join(reading.about))]
    for part in reading.parts:
        blocks.append(f"## {_line(str(part.step.stage.title))}")
        if part.is_draft:
            blocks.append(f"*{_line(_('Not saved yet, as you left it.'))}*")
        for question, answer in part.answers:
            blocks += [f"### {_line(question)}", _answer(answer)]
    if reading.left_out:
        titles = ", ".join(str(step.stage.title) for step in reading.left_out)
        blocks.append(_line(_("Left out: %(stages)s") % {"stages": titles}))
    return "\n\n".join(blocks) + "\n"


def _answer(answer: str) -> str:
    if not isinstance(answer, Listed):
        return _lines(answer)
    items = ("\n".join(filter(None, item)) for item in answer.items)
    return "\n".join("- " + _lines(item).replace("\n", "\n  ") for item in items)


def _lines(text: str) -> str:
    """Paragraphs as they were written: an empty line parts them, any other line end is kept."""
    paragraphs = re.split(r"\n\s*\n", _LINE_END.sub("\n", text.strip()))
    return "\n\n".join("\\\n".join(map(_line, paragraph.split("\n"))) for paragraph in paragraphs)


def _line(text: str) -> str:
    escaped = _INLINE.sub(lambda found: f"\\{found[0]}", _LINE_END.sub(" ", text.strip()))
    return _LEADING.sub(r"\1\\\2", escaped)
