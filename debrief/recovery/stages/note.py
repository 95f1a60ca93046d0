"""Send a short thank-you: A3. Parts first, then the draft, which is the person's own from then on.

Debrief hands the note over and sends nothing. Done when one note is marked as sent, or when they asked not
to be contacted, which settles the stage without a note; a note drafted and kept is started (domain.md 7).
A file or a copy is a step on the way: only the person knows whether it went out.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.forms import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from debrief.debriefs.models import Debrief
from debrief.notes import browser, compose, from_debrief, handing_over
from debrief.notes.choices import Channel, Situation, Tone
from debrief.notes.models import Note
from debrief.notes.newer import compared
from debrief.notes.noticing import Background
from debrief.notes.recipients import TEAM, Recipient, recipients_of
from debrief.notes.suggestions import Suggestion, suggestions, with_kinder_words
from debrief.notes.unsaved import Unsaved, is_key, read_unsaved, written
from debrief.recovery.posted import as_data
from debrief.recovery.stages.base import Carried, Spell, Stage, Words
from debrief.recovery.stages.note_fields import ASKED_OF, COLUMNS, SECTIONS, NoteFields


class NoteForm(NoteFields):
    """One note at a time. Its text begins as the draft of its parts and follows them until it is changed
    by hand; from then on only its writer changes it (`is_edited`).
    """

    reads: ClassVar[tuple[str, ...]] = ("notes", "people", "bright_spots", "causes")
    has_sheets = True

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        debrief: Debrief,
        answers: Mapping[str, Any] | None = None,
        is_resumed: bool = False,
        sheet: str = "",
    ) -> None:
        self._read: dict[str, str] = {}
        kept = answers or {}
        here = (data.get("to") if data is not None else "") or kept.get("to", "")
        unsaved: Unsaved = (
            dict(kept.get("others", {})) if data is None else read_unsaved(data.get("others", ""))
        )
        words = {} if data is None else {name: values for name, values in data.lists() if name != "others"}
        if data is not None and is_key(here):
            unsaved[here] = words
        self.recipients = recipients_of(
            debrief.people_rows,
            debrief.notes_rows,
            organisation=debrief.organisation,
            unsaved={key: posted.get("name", [""])[-1] for key, posted in unsaved.items()},
        )
        self.recipient = self._pick(sheet, here)
        if data is not None and self.recipient is not (words_to := self._pick(here)):
            # Another note was asked for than the one these words are of: they wait.
            unsaved[words_to.key] = words
            data, is_resumed = None, False
        if data is None and self.recipient.key in unsaved:
            data, is_resumed = as_data(unsaved[self.recipient.key]), True
        self.unsaved = {key: posted for key, posted in unsaved.items() if key != self.recipient.key}
        super().__init__(data, debrief=debrief, answers=answers, is_resumed=is_resumed, sheet=sheet)

    def _pick(self, *keys: str) -> Recipient:
        """The first of those asked for that there is, else whoever has no note yet."""
        by_key = {one.key: one for one in self.recipients}
        asked = next((by_key[key] for key in keys if key in by_key), None)
        return asked or next((one for one in self.recipients if one.note is None), self.recipients[0])

    # --- what the page shows ---

    def stored(self) -> dict[str, Any]:
        values = self.recipient.note or from_debrief.first_values(self.debrief, self.recipient)
        return {
            **values,
            "to": self.recipient.key,
            "kept": " ".join(values.get("kept", ())),
            "others": written(self.unsaved),
        }

    def carried(self) -> list[Carried]:
        lines = from_debrief.more_to_mention(self.debrief)
        return [Carried("capture", _("It could go into the note"), lines)]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the page carries along, by name."""
        carried = {name: self._typed(name) for name in self.unseen}
        return list({**carried, "to": self.recipient.key, "others": written(self.unsaved)}.items())

    # Parts that fold stand open when there is something in them, or something wrong with them.
    @property
    def has_clarify(self) -> bool:
        # A topic alone has come from capture, and leads to nothing in the note.
        return self._has("clarify_answer", "clarify_step") or bool(self.errors.get("clarify_topic"))

    @property
    def has_left_out(self) -> bool:
        return self._has("left_out_1", "left_out_2")

    @property
    def has_manner(self) -> bool:
        return any(self.errors.get(name) for name in (*SECTIONS["manner"], "interest", *SECTIONS["ending"]))

    @cached_property
    def sections(self) -> dict[str, list[BoundField]]:
        """The fields of each part of the page."""
        return {part: [self[name] for name in names] for part, names in SECTIONS.items()}

    @cached_property
    def offers(self) -> list[str]:
        return from_debrief.offers(self.debrief, self.recipient, taken=self._typed("specific"))

    @cached_property
    def sent_at(self) -> datetime | None:
        """When the note on the page was sent, as far as it is saved."""
        return _sent_at(self.recipient.note)

    @cached_property
    def newer(self) -> list[tuple[str, str]]:
        """A note changed by hand and what its parts would make now, line by line, when that is news."""
        if self.sent_at or not self._is_edited:
            return []
        draft = self._draft()
        is_news = bool(draft) and compose.print_of(draft) != self._typed("built")
        return compared(self._typed("body"), draft) if is_news else []

    @property
    def is_begun(self) -> bool:
        """Whether anybody has touched the note on the page yet."""
        return self.is_bound or self.recipient.note is not None

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        """What may be better said otherwise. Nothing is said about a draft nobody has touched yet."""
        body = self._typed("body")
        if not (self.is_begun and body) or self.sent_at or self._typed("situation") == Situation.NO_CONTACT:
            return []
        return suggestions(body, self._background, kept=self._kept)

    @property
    def known(self) -> str:
        """What scripts have to know to check the note as it is typed, and the page does not show."""
        return json.dumps(browser.known(self._background))

    @property
    def checks(self) -> str:
        """The print of the data they check it with."""
        return browser.checks()[1]

    @property
    def subject(self) -> str:
        return compose.subject(role=self.debrief.role_title, situation=self._typed("situation"))

    @cached_property
    def mail_link(self) -> str:
        return handing_over.mail_link(subject=self.subject, body=self._typed("body"))

    @property
    def fits_in_a_link(self) -> bool:
        return "&body=" in self.mail_link

    @property
    def most_in_a_link(self) -> int:
        return handing_over.MOST_IN_A_LINK

    # --- its own buttons ---

    def on_button(self, button: str, words: Words) -> tuple[Words, str] | None:
        verb, _joint, what = button.partition("_")
        match verb:
            case "build":
                return {**words, **self._followed()}, "newer" if self.newer else "div_id_body"
            case "newer":
                draft = self._draft()
                body = {"body": [draft]} if what == "use" else {}
                return {**words, **body, "built": [compose.print_of(draft)]}, "div_id_body"
            case "take":
                offered = dict(zip("012", self.offers, strict=False)).get(what)
                taken = {"specific": [offered], **self._followed(specific=offered)} if offered else {}
                return {**words, **taken}, "div_id_specific"
            case "use":
                text = with_kinder_words(self._typed("body"), what, self._background)
                return {**words, "body": [text]}, "div_id_body"
            case "keep":
                return {**words, "kept": [" ".join(dict.fromkeys([*self._kept, what]))]}, "div_id_body"
            case "refresh":
                return words, "hand_over"
        return None

    def file(self, button: str) -> handing_over.File | None:
        match button:
            case "txt":
                return handing_over.as_text(self._typed("body"))
            case "eml":
                return handing_over.as_mail(subject=self.subject, body=self._typed("body"))
        return None

    def comes_back_to(self, button: str) -> str:
        return "hand_over" if button in (SENT, UNSENT) else ""

    # --- saving ---

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("to") and values["to"] != self.recipient.key:
            self.add_error("name", _("Pick whom it is for from the list above."))
        if self._will_be_sent_at and not values.get("body") and not self.has_error("body"):
            self.add_error("body", _("There is nothing in it. A note that was sent keeps its words."))
        return values

    def is_done(self) -> bool:
        others = [row for row in self.debrief.notes_rows if row is not self.recipient.note]
        return (
            self._will_be_sent_at is not None
            or self.cleaned_data["situation"] == Situation.NO_CONTACT
            or any(row["sent_at"] or row["situation"] == Situation.NO_CONTACT for row in others)
        )

    def takes_back(self) -> bool:
        return self._button == UNSENT

    def save(self) -> dict[str, Any]:
        sent_at = self._will_be_sent_at
        fields = {
            **{name: self.cleaned_data[name] for name in COLUMNS},
            **{name: self.cleaned_data[name] or default for name, default in _DEFAULTS.items()},
            "built": self.cleaned_data["built"][:16],
            "kept": self._kept,
            "sent_at": sent_at,
        }
        if not sent_at:  # what is marked as sent is what was on the page
            fields |= {name: value for name, (value,) in self._followed().items()}
        whose: dict[str, Any] = {"owner_id": self.debrief.owner_id, "debrief": self.debrief}
        to = self.recipient
        if to.note:
            whose["pk"] = to.note["id"]
        elif to.person:
            whose["person_id"] = to.person
        elif to.key == TEAM:
            whose["is_to_team"] = True
        else:
            whose["pk"] = uuid7()  # somebody who was taken off the list before the note was saved
        note, _new = Note.objects.update_or_create(**whose, defaults=fields)
        key = to.key if to.note or to.person or to.key == TEAM else str(note.pk)
        return {"to": key, **({"others": self.unsaved} if self.unsaved else {})}

    @property
    def _will_be_sent_at(self) -> datetime | None:
        """When the note was sent, once this page is saved."""
        if self._button == UNSENT:
            return None
        return self.sent_at or (timezone.now() if self._button == SENT else None)

    # --- in words ---

    def as_words(self) -> list[tuple[str, str]]:
        """Every note of the debrief, the one on the page as it stands there, and when each was sent."""
        pages: list[tuple[Recipient, Mapping[str, Any]]] = []
        for one in self.recipients:
            if one is self.recipient and self.is_bound:
                pages.append((one, {name: self._typed(name) for name in COLUMNS}))
            elif one.key in self.unsaved:
                pages.append((one, {name: texts[-1] for name, texts in self.unsaved[one.key].items()}))
            elif one.note:
                pages.append((one, one.note))
        has_several = len(pages) > 1
        return [
            (f"{one.label}: {label}" if has_several else label, words)
            for one, values in pages
            for label, words in self._note_in_words(one, values)
        ]

    def as_shown(self) -> list[tuple[str, str]]:
        """The notes as they are saved, without what they were made of: a phone number, for one."""
        notes = [(one, one.note["body"]) for one in self.recipients if one.note and one.note["body"]]
        label = str(self.fields["body"].label)
        return [(f"{one.label}: {label}" if len(notes) > 1 else label, body) for one, body in notes]

    def _note_in_words(self, to: Recipient, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        pairs = []
        for name in COLUMNS:
            value = str(values.get(name) or "")
            is_moot = name in ASKED_OF and not any(values.get(about) for about in ASKED_OF[name])
            if value and not is_moot:
                words = dict(getattr(self.fields[name], "choices", ())).get(value, value)
                pairs.append((str(self.fields[name].label), str(words)))
        if values.get("situation") == Situation.NO_CONTACT:
            pairs.append((str(_("A note")), str(_("Not needed"))))
        if sent_at := _sent_at(to.note):
            pairs.append((str(_("Sent")), date_format(timezone.localtime(sent_at), "l j F Y, H:i")))
        return pairs

    # --- reading the page ---

    @property
    def _button(self) -> str:
        return str(self.data.get("then", ""))

    def _typed(self, name: str) -> str:
        """A field as it stands on the page, trimmed."""
        if name not in self._read:
            self._read[name] = str(self[name].value() or "").replace("\r\n", "\n").strip()
        return self._read[name]

    @property
    def _kept(self) -> list[str]:
        return self._typed("kept").split()[:100]

    def _has(self, *names: str) -> bool:
        return any(self._typed(name) or self.errors.get(name) for name in names)

    @property
    def _is_edited(self) -> bool:
        body = self._typed("body")
        return bool(body) and compose.print_of(body) != self._typed("built")

    @cached_property
    def _parts(self) -> compose.Parts:
        return self._parts_with()

    def _parts_with(self, **changed: str) -> compose.Parts:
        return from_debrief.parts_of(
            self.debrief, {**{name: self._typed(name) for name in COLUMNS}, **changed}
        )

    def _draft(self, **changed: str) -> str:
        """The note as the parts on the page make it."""
        return compose.compose(self._parts_with(**changed) if changed else self._parts)

    def _followed(self, **changed: str) -> dict[str, list[str]]:
        """The text as it follows its parts: the draft of them, unless it is its writer's own by now."""
        if self._is_edited or self.sent_at:
            return {}
        draft = self._draft(**changed)
        return {"body": [draft], "built": [compose.print_of(draft)]}

    @cached_property
    def _background(self) -> Background:
        others = [one.note for one in self.recipients if one.note and one is not self.recipient]
        return from_debrief.background(
            self.debrief, self._parts, others=[(note["name"], note["body"]) for note in others]
        )


# Values of the button that marks a note as sent, and of the one that takes it back.
SENT, UNSENT = "sent", "unsent"

_DEFAULTS = {"situation": Situation.WAITING, "tone": Tone.PLAIN, "channel": Channel.EMAIL}


def _sent_at(note: Mapping[str, Any] | None) -> datetime | None:
    return datetime.fromisoformat(note["sent_at"]) if note and note["sent_at"] else None


NOTE = Stage(
    key="note",
    title=_("Send a short thank-you"),
    why=_("Thank them, clear one thing up, stop."),
    spell=Spell.TODAY,
    minutes=5,
    sources=("A3",),
    form_class=NoteForm,
    template_name="recovery/note_page.html",
    suits_low_mood=True,
    within_hours=24,
)
