"""Out of our hands: links and files that are what they say, whatever is in the note."""

import string
from dataclasses import fields
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debrief.notes.choices import Situation, Tone
from debrief.notes.compose import Parts, compose, subject
from debrief.notes.handing_over import MOST_IN_A_LINK, as_mail, as_text, mail_link, one_line

INJECTED = "Stock planner\r\nBcc: everyone@example.org\r\n\r\n<b>Hello</b>"
BODY = "Dear Ms Okafor,\n\nThank you: 100 % of it & more? “Yes” – zażółć 🙂\n\nKind regards,\nSam"


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=default)


def read(message: EmailMessage) -> str:
    """The text of a mail, whose lines end with CR LF."""
    text: str = message.get_content()
    assert text.count("\r") == text.count("\n") == text.count("\r\n")
    return text.replace("\r\n", "\n")


def test_a_mail_link_says_what_it_was_given() -> None:
    link = mail_link(subject="Thank you, R&D role", body=BODY)
    assert link.startswith(
        "mailto:?subject=Thank%20you%2C%20R%26D%20role&body=Dear%20Ms%20Okafor%2C%0D%0A%0D%0A"
    )
    assert link.isascii()
    assert not set(link) & set(" \n\r\"'<>+")
    read = parse_qs(link.partition("?")[2], strict_parsing=True)
    assert read == {"subject": ["Thank you, R&D role"], "body": [BODY.replace("\n", "\r\n")]}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_mail_wants_them(ending: str) -> None:
    assert mail_link(subject="s", body=f"a{ending}b").endswith("&body=a%0D%0Ab")


def test_a_note_too_long_for_a_link_leaves_it_to_the_subject() -> None:
    start = len(mail_link(subject="s", body="x")) - 1
    fits = mail_link(subject="s", body="x" * (MOST_IN_A_LINK - start))
    assert len(fits) == MOST_IN_A_LINK
    assert fits.endswith("x")
    assert mail_link(subject="s", body="x" * (MOST_IN_A_LINK - start + 1)) == "mailto:?subject=s"
    assert "&body=" not in mail_link(subject="s", body="ż" * 400)  # six characters each


def test_no_address_is_made_up() -> None:
    assert mail_link(subject="s", body="b").startswith("mailto:?")
    message = parsed(as_mail(subject="s", body="b").content)
    assert not {"to", "from", "cc", "bcc", "sender", "reply-to"} & {name.lower() for name in message}


def test_a_mail_file_opens_as_a_draft() -> None:
    file = as_mail(subject="Thank you, zażółć interview", body=BODY)
    message = parsed(file.content)
    assert (file.name, file.content_type) == ("note.eml", "message/rfc822")
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == "Thank you, zażółć interview"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert read(message) == f"{BODY}\n"
    assert not message.defects
    assert file.content.count(b"\n") == file.content.count(b"\r\n")
    assert all(len(line) <= 998 for line in file.content.split(b"\r\n"))


def test_a_paragraph_longer_than_a_line_of_mail_survives() -> None:
    long = "word " * 400 + "end"
    file = as_mail(subject="s", body=long)
    assert max(map(len, file.content.split(b"\r\n"))) <= 78
    assert read(parsed(file.content)) == f"{long}\n"


@pytest.mark.parametrize("field", ["subject", "body", "role"])
def test_no_field_makes_a_header(field: str) -> None:
    given_fields = {"subject": "s", "body": "b"}
    if field == "role":
        given_fields["subject"] = subject(role=INJECTED, situation="waiting")
    else:
        given_fields[field] = INJECTED
    message = parsed(as_mail(**given_fields).content)
    assert sorted(name.lower() for name in message) == [
        "content-transfer-encoding",
        "content-type",
        "mime-version",
        "subject",
        "x-unsent",
    ]
    link = mail_link(**given_fields)
    assert link.count("?") == 1
    assert set(parse_qs(link.partition("?")[2])) == {"subject", "body"}
    assert "\n" not in unquote(link.partition("&body=")[0])


@pytest.mark.parametrize(
    "end", ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00", "\t"]
)
def test_nothing_ends_a_line_in_a_subject(end: str) -> None:
    assert one_line(f" a{end}Bcc: b ") == "a Bcc: b"
    message = parsed(as_mail(subject=f"a{end}Bcc: b", body="x").content)
    assert message["Subject"] == "a Bcc: b"
    assert message["Bcc"] is None


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@settings(max_examples=200, deadline=None)
@given(role=st.text(st.characters(exclude_categories=["Cs"]), max_size=120), body=TEXT)
def test_any_note_reads_back_as_it_was(role: str, body: str) -> None:
    message = parsed(as_mail(subject=subject(role=role, situation="waiting"), body=body).content)
    assert set(map(str.lower, message)) == {
        "subject", "x-unsent", "content-type", "content-transfer-encoding", "mime-version",
    }  # fmt: skip
    lines = body.strip().replace("\r\n", "\n").replace("\r", "\n")
    assert read(message) == f"{lines}\n"
    link = mail_link(subject="s", body=body)
    if "&body=" in link:
        assert unquote(link.partition("&body=")[2]) == lines.replace("\n", "\r\n")


# Mostly what breaks lines and begins headers, in between whatever there is.
NASTY = st.text(
    st.one_of(
        st.sampled_from(list("\r\n\x0b\x0c\x1c\x85\u2028\u2029\0\t :;,?&=%#<>\"'@é😀")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
).map(lambda text: text.replace(";", "\r\nBcc: all@example.org"))
WORDS = [field.name for field in fields(Parts) if field.type == "str" or field.type is str]


@settings(max_examples=150, deadline=None)
@given(
    words=st.fixed_dictionaries(dict.fromkeys(WORDS, NASTY)),
    left_out=st.lists(NASTY, max_size=2),
    situation=st.sampled_from(Situation.values),
    tone=st.sampled_from(Tone.values),
)
def test_no_part_of_a_note_makes_a_header(
    words: dict[str, str], left_out: list[str], situation: str, tone: str
) -> None:
    values: dict[str, Any] = {**words, "left_out": left_out, "situation": situation, "tone": tone}
    parts = Parts(**values, has_talked=True)
    about = subject(role=parts.role, situation=parts.situation)

    message = parsed(as_mail(subject=about, body=compose(parts)).content)
    assert set(map(str.lower, message)) == {
        "subject", "x-unsent", "content-type", "content-transfer-encoding", "mime-version",
    }  # fmt: skip
    assert message["X-Unsent"] == "1"
    assert not message.defects
    link = mail_link(subject=about, body=compose(parts))
    assert set(link.partition("?")[2]) <= set(string.ascii_letters + string.digits + "-._~%=&")
    assert [pair.partition("=")[0] for pair in link.partition("?")[2].split("&")] in (
        ["subject", "body"],
        ["subject"],
    )


def test_a_text_file_is_the_note_and_nothing_else() -> None:
    file = as_text(f" {BODY}\r\n")
    assert (file.name, file.content_type) == ("note.txt", "text/plain; charset=utf-8")
    assert file.content.decode() == f"{BODY}\n"
