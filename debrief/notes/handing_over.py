"""Words on their way to where their writer sends them from: a link, or a file. Debrief sends nothing."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

# Some mail programs, and Windows between a browser and them, cut a link off after about so many characters.
MOST_IN_A_LINK = 2_000

# What would end a line, or is no writing at all.
_NOT_IN_A_LINE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")


@dataclass(frozen=True, kw_only=True)
class File:
    """Something to download. The name says nothing about what is in it."""

    name: str
    content_type: str
    content: bytes


def one_line(text: str) -> str:
    """`text` with everything that could end a line become a space; a header made of it stays one header."""
    return _NOT_IN_A_LINE.sub(" ", text).strip()


def mail_link(*, subject: str, body: str) -> str:
    """A `mailto:` link without an address (RFC 6068), or with the subject alone when the body does not fit.

    Its length is at most `MOST_IN_A_LINK` characters, unless the subject is that long.
    """
    start = f"mailto:?subject={quote(one_line(subject), safe='')}"
    lines = _lines(body, "\r\n")
    whole = f"{start}&body={quote(lines, safe='')}"
    return whole if len(whole) <= MOST_IN_A_LINK else start


def text_link(body: str) -> str:
    """An `sms:` link without a number."""
    # With the ampersand, because iPhones want one before the body and others do not mind it.
    return f"sms:?&body={quote(_lines(body), safe='')}"


def as_text(body: str) -> File:
    return File(
        name="note.txt", content_type="text/plain; charset=utf-8", content=f"{_lines(body)}\n".encode()
    )


def as_mail(*, subject: str, body: str) -> File:
    """An unsent mail that mail programs open to be finished: nobody is named in it, as sender or reader."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = one_line(subject)
    message["X-Unsent"] = "1"
    # Quoted, because a paragraph is one line and may be longer than mail allows.
    message.set_content(f"{_lines(body)}\n", charset="utf-8", cte="quoted-printable")
    return File(name="note.eml", content_type="message/rfc822", content=message.as_bytes())


def _lines(text: str, end: str = "\n") -> str:
    return end.join(re.split(r"\r\n|\r|\n", text.strip()))
