"""Send a short thank-you: what it begins with, what it follows, what it keeps, and when it is done."""

import re
from collections.abc import Collection, Sequence
from html import unescape
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.models import BrightSpot, Debrief, NamedCause, Person
from debrief.notes import noticing
from debrief.notes.compose import print_of
from debrief.notes.models import Note
from debrief.notes.noticing import Background
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from tests import factories
from tests.recovery.answers import SAMPLES

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def met(owner: User) -> Debrief:
    """An interview with two people, and things left unsaid."""
    made = factories.debrief(
        owner,
        role_title="Stock planner",
        forgot_to_say="I hold a forklift licence\nThe pilot's results\nThe night shift",
        clarify_one="The one about suppliers",
        promised="A link to the course",
    )
    with acting_for(owner.pk):
        for n, (name, remember) in enumerate((("Priya Raman", "How the yard is run"), ("Mr Lee", ""))):
            Person.objects.create(owner=owner, debrief=made, position=n, name=name, remember=remember)
        BrightSpot.objects.create(owner=owner, debrief=made, position=0, text="She liked the sketch")
    return made


class Page:
    """The stage page of one debrief, as somebody with a browser uses it: it posts back what it shows."""

    def __init__(self, client: Client, debrief: Debrief) -> None:
        self.client = client
        self.debrief = debrief
        self.url = reverse("recovery:stage_page", args=[debrief.pk, "note"])
        self.reply: Any = None

    def open(self, to: str = "") -> "Page":
        self.reply = self.client.get(self.url + (f"?to={to}" if to else ""))
        assert self.reply.status_code == 200
        self.keys = {one.label: one.key for one in self.form.recipients}
        return self

    @property
    def html(self) -> str:
        return unescape(self.reply.content.decode())

    @property
    def form(self) -> Any:
        return self.reply.context["form"]

    def shown(self, **typed: str) -> dict[str, str]:
        values = {field.html_name: field.value() for field in self.form}
        values |= {"version": str(self.reply.context["step"].version), "operation": str(uuid4())}
        values |= dict(self.form.hidden)
        return {name: value or "" for name, value in values.items()} | typed

    def press(self, then: str, **typed: str) -> "Page":
        """Type into the sheet, press a button, and follow where it leads if it stays here."""
        reply = self.client.post(self.url, self.shown(then=then, **typed))
        self.reply = reply
        if reply.status_code == 302 and reply["Location"].startswith(self.url):
            self.open()
            self.anchor = reply["Location"].partition("#")[2]
        return self

    def keep(self, **typed: str) -> None:
        """What the script does after a pause."""
        draft = reverse("recovery:save_draft", args=[self.debrief.pk, "note"])
        assert self.client.post(draft, self.shown(**typed), headers=JSON).json()["saved"] is True

    def value(self, name: str) -> str:
        return str(self.form[name].value() or "")


@pytest.fixture
def sheet(owner_client: Client, met: Debrief) -> Page:
    return Page(owner_client, met).open()


def notes(debrief: Debrief) -> list[Note]:
    with acting_for(debrief.owner_id):
        return list(Note.objects.filter(debrief=debrief))


def entry(debrief: Debrief) -> StageEntry:
    with acting_for(debrief.owner_id):
        return StageEntry.objects.get(debrief=debrief, stage_key="note")


# --- what it begins with ---


def test_it_begins_as_a_note_and_not_as_a_blank_page(sheet: Page) -> None:
    body = sheet.value("body")
    assert body.startswith("Dear Priya Raman,\n\nThank you for your time on ")
    assert "the Stock planner role" in body
    assert "I left out that I hold a forklift licence. Another thing: the pilot's results." in body
    assert body.endswith("Kind regards,\nowner")
    assert sheet.value("clarify_topic") == "The one about suppliers"
    assert "hardly anyone minds one" in sheet.html
    assert notes(sheet.debrief) == []


def test_what_the_parts_have_no_room_for_stands_beside_them(sheet: Page) -> None:
    ((_stage, part),) = sheet.reply.context["carried"]
    assert part.lines == ["The night shift", "You promised: A link to the course"]


def test_a_long_answer_to_put_better_is_shown_and_not_cut(owner_client: Client, owner: User) -> None:
    made = factories.debrief(owner, clarify_one="x" * 101)
    sheet = Page(owner_client, made).open()
    assert sheet.value("clarify_topic") == ""
    assert "x" * 101 in sheet.html


def test_what_was_noted_of_a_person_is_offered_and_never_put_in_unasked(sheet: Page) -> None:
    assert sheet.form.offers == ["How the yard is run", "She liked the sketch"]
    assert "yard" not in sheet.value("body")
    sheet.press("take_0", clarify_answer="I'd ring both")
    assert sheet.value("specific") == "How the yard is run"
    assert sheet.value("clarify_answer") == "I'd ring both"
    assert "How the yard is run has stayed with me." in sheet.value("body")
    assert sheet.form.offers == ["She liked the sketch"]
    assert sheet.anchor == "div_id_specific"


def test_what_was_noted_of_one_person_is_not_offered_for_another(sheet: Page) -> None:
    assert sheet.open(sheet.keys["Mr Lee"]).form.offers == ["She liked the sketch"]


def test_without_names_it_is_to_everybody_there(owner: User, owner_client: Client) -> None:
    sheet = Page(owner_client, factories.debrief(owner)).open()
    assert sheet.value("body").startswith("Hello,\n\n")
    assert [one.key for one in sheet.form.recipients] == ["team"]
    assert "Whom to write to" not in sheet.html
    sheet.press("go_on", name="Ms Okafor")
    (note,) = notes(sheet.debrief)
    assert (note.is_to_team, note.person_id, note.name) == (True, None, "Ms Okafor")
    assert note.body.startswith("Dear Ms Okafor,")


def test_somebody_noted_later_does_not_stand_there_twice(owner: User, owner_client: Client) -> None:
    sheet = Page(owner_client, factories.debrief(owner, organisation="Harbour Stores")).open()
    sheet.press("go_on", name="Ms Okafor", specific="the tour")
    assert [one.label for one in sheet.open().form.recipients] == ["Ms Okafor"]
    with acting_for(owner.pk):
        Person.objects.create(owner=owner, debrief=sheet.debrief, name="ms okafor ", position=0)
    assert [one.label for one in sheet.open("team").form.recipients] == ["ms okafor ", "Harbour Stores"]
    assert sheet.value("specific") == "the tour"


# --- the text follows its parts until it is its writer's own ---


def test_a_note_nobody_has_changed_follows_its_parts(sheet: Page) -> None:
    sheet.press("build", specific="the tour", tone="warm", left_out_1_use="leave")
    assert sheet.anchor == "div_id_body"
    assert "One part of it is still with me: the tour." in sheet.value("body")
    assert "forklift" not in sheet.value("body")
    sheet.press("stop", specific="the yard")
    assert "still with me: the yard." in notes(sheet.debrief)[0].body


def test_one_changed_by_hand_is_never_written_over(sheet: Page) -> None:
    mine = "Dear Priya,\n\nThank you for the tour.\n\nSam"
    sheet.press("build", body=mine, specific="the yard")
    assert sheet.value("body") == mine
    assert sheet.anchor == "newer"
    assert ("mine", "Thank you for the tour.") in sheet.form.newer
    assert any(whose == "new" and "the yard" in line for whose, line in sheet.form.newer)
    assert ("mine", "Sam") in sheet.form.newer
    for part in ("There is a newer draft", "Yours:", "New:"):
        assert part in sheet.html
    sheet.press("stop")
    assert notes(sheet.debrief)[0].body == mine
    assert sheet.open().value("body") == mine
    assert sheet.form.newer


def test_only_lines_that_differ_are_shown(sheet: Page) -> None:
    sheet.press("build", body=sheet.value("body").replace("Dear Priya Raman", "Hi"), specific="the yard")
    lines = [line for _whose, line in sheet.form.newer]
    assert "Hi," in lines
    assert not any("forklift" in line or "Kind regards" in line for line in lines)


def test_the_newer_draft_is_taken_when_it_is_asked_for(sheet: Page) -> None:
    sheet.press("build", body="Mine.", specific="the yard").press("newer_use")
    assert "the yard" in sheet.value("body")
    assert sheet.form.newer == []
    sheet.press("build", specific="the tour")  # and follows again
    assert "the tour" in sheet.value("body")


def test_keeping_mine_is_asked_once_for_each_change(sheet: Page) -> None:
    sheet.press("build", body="Mine.", specific="the yard").press("newer_keep")
    assert sheet.value("body") == "Mine."
    assert sheet.form.newer == []
    assert sheet.press("build").form.newer == []
    assert sheet.press("build", specific="the tour").form.newer


def test_a_changed_text_without_changed_parts_raises_no_question(sheet: Page) -> None:
    sheet.press("stop", body=sheet.value("body") + "\nPS: the cat.")
    assert sheet.open().form.newer == []
    assert "PS: the cat." in sheet.value("body")


def test_a_note_with_windows_line_ends_is_still_the_draft(sheet: Page) -> None:
    sheet.press("go_on", body=sheet.value("body").replace("\n", "\r\n"), specific="the tour")
    assert "the tour" in notes(sheet.debrief)[0].body


def test_a_text_wiped_clean_is_drafted_again(sheet: Page) -> None:
    sheet.press("build", body="", specific="the tour")
    assert "the tour" in sheet.value("body")


# --- done, sent, and taken back ---


def test_a_note_that_was_only_drafted_is_started(sheet: Page) -> None:
    sheet.press("go_on", specific="the tour")
    assert entry(sheet.debrief).state == "started"


def test_marked_as_sent_is_done_with_the_text_as_it_was(sheet: Page) -> None:
    with time_machine.travel("2026-03-10T15:20:00+00:00", tick=False):
        sheet.client.force_login(User.objects.get(pk=sheet.debrief.owner_id))
        before = sheet.value("body")
        sheet.press("sent", specific="typed after the draft was made")
    (note,) = notes(sheet.debrief)
    assert note.body == before
    assert note.sent_at is not None
    assert note.sent_at.isoformat() == "2026-03-10T15:20:00+00:00"
    assert entry(sheet.debrief).state == "done"
    assert sheet.anchor == "hand_over"
    assert "Tuesday 10 March, 15:20" in sheet.html
    assert "Mark as sent" not in sheet.html
    assert sheet.form.newer == []


def test_saving_a_sent_note_keeps_when_it_was_sent(sheet: Page) -> None:
    sheet.press("sent")
    first = notes(sheet.debrief)[0].sent_at
    sheet.press("go_on", phone="01632 960000")
    assert notes(sheet.debrief)[0].sent_at == first
    sheet.open().press("sent")
    assert notes(sheet.debrief)[0].sent_at == first


def test_not_sent_after_all_takes_it_back(sheet: Page) -> None:
    sheet.press("sent").press("unsent")
    assert notes(sheet.debrief)[0].sent_at is None
    assert entry(sheet.debrief).state == "started"
    assert "Mark as sent" in sheet.html


def test_it_stays_done_while_another_note_is_sent(sheet: Page) -> None:
    sheet.press("sent").open(sheet.keys["Mr Lee"]).press("sent").press("unsent")
    assert entry(sheet.debrief).state == "done"


def test_where_they_want_no_contact_no_note_is_needed(sheet: Page) -> None:
    sheet.press("go_on", situation="no_contact")
    assert entry(sheet.debrief).state == "done"
    assert ("A note", "Not needed") in sheet.open().form.as_words()


def test_nothing_is_not_a_note_to_have_sent(sheet: Page) -> None:
    sheet.press("sent", body="  ")
    assert sheet.reply.status_code == 422
    assert 'href="#id_body"' in sheet.html
    assert notes(sheet.debrief) == []


def test_a_sent_note_keeps_its_words(sheet: Page) -> None:
    sheet.press("sent").press("go_on", body="")
    assert sheet.reply.status_code == 422
    assert notes(sheet.debrief)[0].body


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("name", 80),
        ("specific", 200),
        ("clarify_topic", 100),
        ("clarify_answer", 300),
        ("clarify_step", 100),
        ("left_out_1", 300),
        ("left_out_2", 300),
        ("interest", 200),
        ("sign_off", 40),
        ("signed", 80),
        ("phone", 40),
        ("body", 4000),
    ],
)
def test_limits(sheet: Page, name: str, limit: int) -> None:
    sheet.press("go_on", **{name: "x" * (limit + 1)})
    assert sheet.reply.status_code == 422
    assert f'href="#id_{name}"' in sheet.html
    sheet.open().press("go_on", **{name: "x" * limit})
    assert sheet.reply.status_code == 302


def test_the_answer_put_better_takes_500_characters_in_all(sheet: Page) -> None:
    fields = sheet.form.fields
    assert sum(fields[f"clarify_{part}"].limit for part in ("topic", "answer", "step")) == 500


@pytest.mark.parametrize("to", ["nobody", "x" * 5000, "[" * 90])
def test_a_recipient_nobody_offered_is_refused_with_every_word_kept(sheet: Page, to: str) -> None:
    sheet.press("go_on", to=to, specific="the tour")
    assert sheet.reply.status_code == 422
    assert "Pick whom it is for" in sheet.html
    assert "the tour" in sheet.html
    assert notes(sheet.debrief) == []


# --- several notes, one at a time ---


def test_everybody_met_and_the_organisation_can_have_one(sheet: Page) -> None:
    assert list(sheet.keys) == ["Priya Raman", "Mr Lee", "Northwind Traders"]
    sheet.press("go_on", specific="the tour")
    sheet.open(sheet.keys["Mr Lee"])
    assert sheet.value("body").startswith("Dear Mr Lee,")
    sheet.press("go_on", specific="the yard")
    sheet.open("team").press("go_on")
    by_name = {note.name: note for note in notes(sheet.debrief)}
    assert set(by_name) == {"Priya Raman", "Mr Lee", ""}
    assert by_name["Priya Raman"].specific == "the tour"
    assert by_name["Mr Lee"].specific == "the yard"
    assert by_name[""].is_to_team


def test_the_next_note_takes_over_all_but_the_one_specific_thing(sheet: Page) -> None:
    sheet.press("go_on", specific="the tour", tone="warm", phone="01632 960000", left_out_1="A licence")
    sheet.open(sheet.keys["Mr Lee"])
    assert [sheet.value(name) for name in ("tone", "phone", "left_out_1")] == [
        "warm",
        "01632 960000",
        "A licence",
    ]
    assert sheet.value("specific") == ""
    assert sheet.value("name") == "Mr Lee"


def test_the_list_says_which_are_sent(sheet: Page) -> None:
    sheet.press("sent")
    assert [one.label for one in sheet.form.recipients if one.is_sent] == ["Priya Raman"]
    assert '<span class="tag tag--leaf">Sent</span>' in sheet.html


def test_unsaved_words_of_one_note_wait_while_another_is_written(sheet: Page) -> None:
    lee = sheet.keys["Mr Lee"]
    sheet.keep(specific="half a thou", interest="x" * 201)
    sheet.open(lee)
    assert sheet.value("specific") == ""
    assert "This is how you left it" not in sheet.html
    sheet.keep(specific="the yard")
    sheet.open().press("go_on", phone="1")  # the page that was left is the one that opens
    assert [note.name for note in notes(sheet.debrief)] == ["Mr Lee"]
    sheet.open(sheet.keys["Priya Raman"])
    assert sheet.value("specific") == "half a thou"
    assert sheet.value("interest") == "x" * 201
    assert "This is how you left it" in sheet.html
    sheet.press("go_on", interest="")
    assert {note.name: note.specific for note in notes(sheet.debrief)} == {
        "Mr Lee": "the yard",
        "Priya Raman": "half a thou",
    }
    assert "others" not in entry(sheet.debrief).answers


def test_words_that_do_not_say_whose_they_are_wait_as_well(sheet: Page) -> None:
    sheet.keep(specific="half a thou", to="")
    sheet.open(sheet.keys["Mr Lee"]).press("go_on")
    assert sheet.open(sheet.keys["Priya Raman"]).value("specific") == "half a thou"


def test_the_words_that_wait_are_in_what_is_read_out(sheet: Page) -> None:
    sheet.keep(specific="half a thou")
    sheet.open(sheet.keys["Mr Lee"]).press("go_on", specific="the yard")
    words = sheet.open().form.as_words()
    assert ("Priya Raman: What stayed with you?", "half a thou") in words
    assert ("Mr Lee: What stayed with you?", "the yard") in words


@pytest.mark.parametrize(
    "others", ["[" * 9000, "{}", "[1]", '{"team": 3}', '{"team": {"body": "x"}}', '"', "1e400"]
)
def test_anything_else_in_their_place_is_passed_over(sheet: Page, others: str) -> None:
    sheet.press("go_on", others=others, specific="the tour")
    assert sheet.reply.status_code == 302
    assert notes(sheet.debrief)[0].specific == "the tour"


def test_a_note_outlives_the_row_of_its_person(sheet: Page) -> None:
    sheet.press("sent", specific="the tour")
    capture = reverse("recovery:stage_page", args=[sheet.debrief.pk, "capture"])
    rows = {"people-TOTAL_FORMS": "0", "people-INITIAL_FORMS": "0"}
    rows |= {"questions-TOTAL_FORMS": "0", "questions-INITIAL_FORMS": "0"}
    assert (
        sheet.client.post(capture, {"organisation": "Northwind", "version": "0", **rows}).status_code == 302
    )
    (note,) = notes(sheet.debrief)
    assert (note.person_id, note.name, note.is_to_team) == (None, "Priya Raman", False)
    sheet.open(str(note.pk))
    assert sheet.value("specific") == "the tour"
    sheet.press("unsent", specific="the yard")
    assert [note.specific for note in notes(sheet.debrief)] == ["the yard"]


def test_a_draft_to_somebody_who_was_taken_off_the_list_can_still_be_saved(sheet: Page) -> None:
    sheet.keep(specific="the tour")
    with acting_for(sheet.debrief.owner_id):
        Person.objects.all().delete()
    sheet.open()
    assert sheet.value("specific") == "the tour"
    sheet.press("stop")
    (note,) = notes(sheet.debrief)
    assert (note.name, note.person_id, note.is_to_team) == ("Priya Raman", None, False)
    assert sheet.open().value("specific") == "the tour"


def test_a_name_is_greeted_as_it_was_noted(sheet: Page) -> None:
    sheet.press("build", name="priya  raman")
    assert sheet.value("body").startswith("Dear Priya Raman,")


def test_two_tabs_end_with_both_texts_on_the_page(sheet: Page) -> None:
    old = sheet.shown(specific="from the first tab")
    sheet.press("stop", specific="from the second tab")
    reply = sheet.client.post(sheet.url, old)
    assert reply.status_code == 409
    html = reply.content.decode()
    assert "from the second tab" in html
    assert "from the first tab" in html


# --- suggestions ---


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[Background]:
    """A stand-in for the checks, which keeps what it was told."""
    told: list[Background] = []

    def noticed(text: str, background: Background) -> Sequence[Any]:
        told.append(background)
        spans = {"stupid": re.search("stupid", text), "just": re.search("I just", text)}
        kinder = {"stupid": "(Leave this out.)", "just": "I'm writing to thank you for [specific thing]."}
        return [
            SimpleNamespace(id=id_, start=span.start(), end=span.end(), why=f"Why {id_}.", kinder=kinder[id_])
            for id_, span in spans.items()
            if span
        ]

    def worth_saying(marks: Sequence[Any], kept: Collection[str]) -> Sequence[Any]:
        return [one for one in marks if one.id not in kept][:3]

    monkeypatch.setattr(noticing, "noticed", noticed)
    monkeypatch.setattr(noticing, "worth_saying", worth_saying)
    return told


TEXT = "Dear Priya,\n\nI just wanted to say thanks. It was stupid. Bye.\n\nSam"


def test_suggestions_stand_beside_the_text_with_their_buttons(sheet: Page, checks: list[Background]) -> None:
    assert sheet.open().form.suggestions == []  # nothing is said about a draft nobody has touched
    sheet.press("stop", body=TEXT, specific="the tour").open()
    assert [one.id for one in sheet.form.suggestions] == ["stupid", "just"]
    for part in ("Why stupid.", 'value="use_stupid"', 'value="keep_just"', "for the tour."):
        assert part in sheet.html


def test_use_this_changes_that_and_loses_nothing(sheet: Page, checks: list[Background]) -> None:
    sheet.press("use_stupid", body=TEXT, specific="the tour", phone="half a num")
    assert sheet.value("body") == "Dear Priya,\n\nI just wanted to say thanks. Bye.\n\nSam"
    assert sheet.value("phone") == "half a num"
    sheet.press("use_just")
    assert sheet.value("body") == "Dear Priya,\n\nI'm writing to thank you for the tour. Bye.\n\nSam"
    assert sheet.form.suggestions == []
    sheet.press("go_on")
    assert notes(sheet.debrief)[0].body == "Dear Priya,\n\nI'm writing to thank you for the tour. Bye.\n\nSam"


def test_keep_mine_is_remembered_for_that_note_alone(sheet: Page, checks: list[Background]) -> None:
    sheet.press("keep_stupid", body=TEXT).press("keep_stupid").press("stop")
    assert notes(sheet.debrief)[0].kept == ["stupid"]
    assert [one.id for one in sheet.open().form.suggestions] == ["just"]
    sheet.press("stop", body=TEXT + " stupid")
    assert [one.id for one in sheet.open().form.suggestions] == ["just"]
    sheet.open(sheet.keys["Mr Lee"]).press("stop", body=TEXT)
    assert next(one.id for one in sheet.open().form.suggestions) == "stupid"


def test_the_checks_are_told_what_the_debrief_knows(sheet: Page, checks: list[Background]) -> None:
    with acting_for(sheet.debrief.owner_id):
        NamedCause.objects.create(
            owner_id=sheet.debrief.owner_id, debrief=sheet.debrief, position=0, key="late", in_hands="partly"
        )
    sheet.press("stop", body=TEXT, specific="the tour", situation="told_no").open()
    assert sheet.form.suggestions
    told = checks[-1]
    assert (told.name, told.organisation, told.specific) == ("Priya Raman", "Northwind Traders", "the tour")
    assert told.people == ["Priya Raman", "Mr Lee"]
    assert told.is_after_no
    assert told.they_lost_time
    assert told.words["topic"] == "suppliers"


def test_the_same_text_to_two_people_is_marked_gently(sheet: Page, checks: list[Background]) -> None:
    sheet.press("stop", body="Dear Priya,\n\nThank you for the tour.")
    sheet.open(sheet.keys["Mr Lee"]).press("stop", body="Dear Mr Lee,\n\nThank you for the tour.")
    assert [one.id for one in sheet.open().form.suggestions] == ["same-note"]
    sheet.press("keep_same-note")
    assert sheet.form.suggestions == []


def test_nothing_is_said_of_a_note_that_has_gone(sheet: Page, checks: list[Background]) -> None:
    sheet.press("sent", body=TEXT)
    assert sheet.form.suggestions == []


# --- handing over ---


def test_the_mail_link_has_the_note_as_it_stands(sheet: Page) -> None:
    link = re.search(r'href="(mailto:[^"]+)"', sheet.reply.content.decode())
    assert link
    read = parse_qs(unescape(link[1]).partition("?")[2])
    assert read == {
        "subject": ["Thank you, Stock planner interview"],
        "body": [sheet.value("body").replace("\n", "\r\n")],
    }
    assert re.search(r"data-too-long hidden", sheet.html)
    sheet.press("refresh", body="x " * 1500)
    assert sheet.anchor == "hand_over"
    assert not sheet.form.fits_in_a_link
    assert not re.search(r"data-too-long hidden", sheet.html)


@pytest.mark.parametrize(
    ("button", "name", "kind"), [("txt", "note.txt", "text/plain"), ("eml", "note.eml", "message/rfc822")]
)
def test_a_file_is_made_of_the_page_and_saves_nothing(sheet: Page, button: str, name: str, kind: str) -> None:
    reply: HttpResponse = sheet.client.post(
        sheet.url, sheet.shown(then=button, body="Dear Priya,\r\n\r\nTyped just now.")
    )
    assert reply.status_code == 200
    assert reply["Content-Disposition"] == f'attachment; filename="{name}"'
    assert reply["Content-Type"].startswith(kind)
    assert "no-store" in reply["Cache-Control"]
    assert b"Typed just now." in reply.content
    assert notes(sheet.debrief) == []
    with acting_for(sheet.debrief.owner_id):
        assert not StageEntry.objects.exists()


def test_no_field_of_the_page_makes_a_header_of_the_mail(sheet: Page) -> None:
    injected = "x\r\nBcc: everyone@example.org\r\n\r\n"
    posted = dict.fromkeys(SAMPLES["note"].done, injected) | {"then": "eml", "to": sheet.form.recipient.key}
    with acting_for(sheet.debrief.owner_id):
        Debrief.objects.update(role_title=injected, organisation=injected)
    reply = sheet.client.post(sheet.url, posted)
    head = reply.content.partition(b"\r\n\r\n")[0]
    assert reply.status_code == 200
    assert b"\r\nBcc" not in head
    assert b"Subject: Thank you, x Bcc: everyone@example.org interview" in head.replace(b"\r\n ", b" ")
    assert not [name for name in reply.headers if name.lower() == "bcc"]


def test_a_strangers_debrief_gives_no_file(stranger_client: Client, sheet: Page) -> None:
    assert stranger_client.post(sheet.url, sheet.shown(then="eml")).status_code == 404


def test_the_note_alone_is_what_prints(sheet: Page) -> None:
    printed = re.search(
        r'<div class="printed printed--alone" data-printed>(.*?)</div>',
        sheet.reply.content.decode(),
        re.DOTALL,
    )
    assert printed
    assert unescape(printed[1]).replace("<br>", "\n") == sheet.value("body")


# --- in words, and in time ---


def test_every_answer_comes_out_in_words(sheet: Page) -> None:
    sample = {name: text for name, text in SAMPLES["note"].done.items() if name not in ("to", "kept")}
    sample["situation"] = "waiting"
    sheet.press("sent", **sample)
    words = sheet.open().form.as_words()
    said = [text for _label, text in words]
    for name, text in sample.items():
        choices = dict(getattr(sheet.form.fields[name], "choices", ()))
        assert str(choices.get(text, text)) in said, name
    assert any(label == "Sent" for label, _text in words)
    enough = sheet.client.get(reverse("recovery:enough", args=[sheet.debrief.pk])).content.decode()
    assert "The story about the winter backlog" in enough


def test_nothing_is_said_of_questions_without_an_answer(sheet: Page) -> None:
    sheet.press("stop", clarify_topic="", left_out_1="", left_out_2="")
    assert "Mention it" not in [text for _label, text in sheet.open().form.as_words()]


@pytest.mark.parametrize(
    ("now", "mood", "said"),
    [
        ("2026-03-10T15:00:00+00:00", None, "read it again after food"),
        ("2026-03-10T18:00:00+00:00", None, "It reads best before tomorrow, 14:00."),
        ("2026-03-10T18:00:00+00:00", 2, "read it again after food"),
        ("2026-03-10T22:30:00+00:00", None, "it can go at 08:30 tomorrow"),
        ("2026-03-11T14:00:00+00:00", None, "Late is fine. No need to explain the delay."),
        ("2026-03-18T14:00:00+00:00", None, "More than a week has gone by."),
    ],
)
def test_the_window_is_wide_and_on_the_persons_clock(
    owner: User, owner_client: Client, now: str, mood: int | None, said: str
) -> None:
    owner.time_zone = "Europe/London"
    owner.save()
    made = factories.debrief(owner, interview_at="2026-03-10T14:00:00+00:00")
    with time_machine.travel(now, tick=False):
        owner_client.force_login(owner)
        if mood:
            land = reverse("recovery:stage_page", args=[made.pk, "land"])
            owner_client.post(land, {"mood_before": str(mood), "version": "0"})
        sheet = Page(owner_client, made).open()
    assert said in sheet.html
    assert (
        len(re.findall("hour|minute", re.search(r'<div class="window">.*?</div>', sheet.html, re.DOTALL)[0]))
        == 0
    )  # type: ignore[index]


def test_the_day_in_the_note_is_the_one_on_the_persons_clock(owner: User, owner_client: Client) -> None:
    owner.time_zone = "America/New_York"
    owner.save()
    made = factories.debrief(owner, interview_at="2026-03-11T01:00:00+00:00")  # Tuesday evening there
    with time_machine.travel("2026-03-11T14:00:00+00:00", tick=False):
        owner_client.force_login(owner)
        assert "your time on Tuesday" in Page(owner_client, made).open().value("body")
    with time_machine.travel("2026-03-18T14:00:00+00:00", tick=False):
        owner_client.force_login(owner)
        assert "your time on 10 March" in Page(owner_client, made).open().value("body")


def test_the_print_of_a_draft_is_kept_with_it(sheet: Page) -> None:
    sheet.press("stop")
    (note,) = notes(sheet.debrief)
    assert note.built == print_of(note.body)
