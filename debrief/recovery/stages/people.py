"""Let someone in: B9, and the company part of B6. Two things are asked of a person, in that order.

To be heard, because that is what people want first (Pauw et al. 2018); then how it looks from outside,
because that is what eases (Batenburg and Das 2014). Debrief hands the words over and sends nothing itself.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from urllib.parse import quote

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import Need, Told
from debrief.debriefs.models import Confiding
from debrief.debriefs.queries import people_confided_in
from debrief.notes.handing_over import text_link
from debrief.recovery.stages.base import Spell, Stage, StageForm, Words
from debrief.ui.forms import OneOf, WordsField

# Words to begin with, in the voice of whoever sends them.
READY_WORDS: dict[str, str | Promise] = {
    Need.LISTEN: _(
        "I had an interview and it's still going round in my head. Could I have ten minutes of your ears? "
        "There's nothing to fix. I'd like to say it out loud once, to someone who isn't the kettle."
    ),
    Need.SEE: _(
        "I had an interview and I keep replaying the worst minute of it. Could I tell you what happened, "
        "and would you tell me what you make of it? So far I only have the view from my own chair."
    ),
    Need.BOTH: _(
        "I had an interview and it's sitting badly. Have you got ten minutes? First I'd like to tell it, "
        "start to finish, with no fixing. Then I'd like to know how it looks from where you are."
    ),
    Need.PRACTISE: _(
        "I had an interview that didn't come out the way I meant it. Before the next one I'd like to say "
        "some answers out loud to a person. Could you ask me three questions and look mildly official? "
        "Ten minutes would do."
    ),
    Need.DISTRACT: _(
        "I had an interview, and I've now thought about it as much as one person can. Could we do something "
        "else entirely? A walk, a film, a long story about your week. I won't bring it up if you don't."
    ),
    Need.READ_NOTE: _(
        "I've written a short thank-you note after an interview, and I can't see it any more. Could I send "
        "it to you before it goes? Two minutes is plenty. I'd like to know if it sounds like me, and if "
        "there's a line you'd leave out."
    ),
    Need.PRACTICAL: _(
        "I had an interview and it took more out of me than I'd planned for. Could you help me with one "
        "practical thing this week? I'll tell you what it is when we talk. No is a fine answer too."
    ),
}


class SendBy(models.TextChoices):
    """How the words get there. Share and Copy need scripts, and are offered by them."""

    SHARE = "share", _("Share")
    TEXT = "text", _("Text")
    EMAIL = "email", _("Email")
    COPY = "copy", _("Copy")
    IN_PERSON = "in_person", _("I'll say it in person")


class PeopleForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = ("confidings",)

    person = WordsField(
        label=_("Who could hear it?"),
        help_text=_("A first name is enough. It stays in your account."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "words", "list": "people_confided_in"}
        ),
    )
    need = OneOf(
        label=_("What would help?"),
        help_text=_("People who care often guess wrong. One clear ask saves the guessing."),
        choices=Need.choices,
    )
    message = WordsField(
        label=_("Your message"),
        help_text=_("Some words to begin with. Change any of them."),
        max_length=600,
        rows=5,
    )
    send_by = OneOf(
        label=_("How will you say it?"),
        help_text=_("Debrief sends nothing. It opens an app of yours with the words in it."),
        choices=SendBy.choices,
    )
    done = OneOf(label=_("Have you told them?"), choices=Told.choices)
    after = WordsField(label=_("What did they see that you hadn't?"), max_length=300, rows=2)

    @classmethod
    def follow_up(cls, answers: Mapping[str, Any], *, saved_on: date, today: date) -> str | Promise:
        is_asked = _is_a_later_day(answers, today) and not answers.get("was_asked")
        return _("Did you get to tell them?") if is_asked else ""

    @cached_property
    def kept(self) -> dict[str, Any] | None:
        """What is saved of it so far."""
        return next(iter(self.debrief.confidings_rows), None)

    @cached_property
    def known_people(self) -> list[str]:
        """Names from earlier debriefs to pick from."""
        return people_confided_in(self.debrief)

    @property
    def asks_first(self) -> bool:
        """Whether the words went out on an earlier day, so that how it went is asked before all else."""
        return _is_a_later_day(self.answers, timezone.localdate())

    @property
    def picked_need(self) -> str:
        return _need(self["need"].value())

    @property
    def ready_words(self) -> str | Promise:
        """The words that go with the need that is picked."""
        return READY_WORDS[self.picked_need]

    @property
    def all_ready_words(self) -> tuple[tuple[str, str | Promise], ...]:
        return tuple(READY_WORDS.items())

    @property
    def has_other_words(self) -> bool:
        """Whether the message reads other than the words ready for this need."""
        return _trimmed(self["message"].value()) != str(self.ready_words)

    @property
    def text_link(self) -> str:
        return text_link(_trimmed(self["message"].value()))

    @property
    def email_link(self) -> str:
        subject = quote(str(_("Could I ask you something?")), safe="")
        body = _trimmed(self["message"].value()).replace("\n", "\r\n")  # RFC 6068, section 5
        return f"mailto:?subject={subject}&body={quote(body, safe='')}"

    def stored(self) -> dict[str, Any]:
        if self.kept is None:
            return {"need": Need.BOTH, "message": READY_WORDS[Need.BOTH]}
        values = {name: self.kept[name] for name in ("person", "need", "message", "after")}
        return {**self.answers, **values, "done": self.kept["told"]}

    def on_button(self, button: str, words: Words) -> tuple[Words, str] | None:
        """Put ready words into the message, or let the links carry the words as they are now.

        The first is for pages without scripts. The button names the need whose words the page showed
        beside it: only those take the place of a message that has been changed.
        """
        if button == "pass_on":
            return words, "pass_on"
        if not button.startswith("ready_"):
            return None
        need = _need(words.get("need", [""])[-1])
        message = _trimmed(words.get("message", [""])[-1])
        is_untouched = not message or message in map(str, READY_WORDS.values())
        if is_untouched or button == f"ready_{need}":
            return {**words, "message": [str(READY_WORDS[need])]}, "div_id_message"
        return words, "div_id_message"

    def is_done(self) -> bool:
        values = self.cleaned_data
        return bool(values["send_by"] or values["done"] in (Told.TOLD, Told.DECIDED_NOT))

    def save(self) -> dict[str, Any]:
        values = self.cleaned_data
        Confiding.objects.update_or_create(
            owner_id=self.debrief.owner_id,
            debrief=self.debrief,
            defaults={
                **{name: values[name] for name in ("person", "need", "message", "after")},
                "told": values["done"],
            },
        )
        answers: dict[str, Any] = {"send_by": values["send_by"]} if values["send_by"] else {}
        today = timezone.localdate()
        if self.answers.get("was_asked") or _is_a_later_day(self.answers, today):
            answers["was_asked"] = True
        if values["done"] == Told.NOT_YET or (values["send_by"] and not values["done"]):
            answers["open_since"] = self.answers.get("open_since") or today.isoformat()
        return answers

    def as_words(self) -> list[tuple[str, str]]:
        # The words to begin with are not the person's own until they are saved.
        return super().as_words() if self.is_bound or self.kept else []


def _is_a_later_day(answers: Mapping[str, Any], today: date) -> bool:
    """Whether telling was still open on an earlier day, on the person's clock."""
    since = answers.get("open_since")
    return since is not None and since < today.isoformat()


def _need(value: Any) -> str:
    return value if value in READY_WORDS else Need.BOTH


def _trimmed(message: Any) -> str:
    """A message as the field will read it."""
    return str(message or "").replace("\r\n", "\n").strip()


PEOPLE = Stage(
    key="people",
    title=_("Let someone in"),
    why=_("One steady person, and two things to ask for: ears first, then a view from outside."),
    spell=Spell.TODAY,
    minutes=2,
    sources=("B9", "B6"),
    form_class=PeopleForm,
    template_name="recovery/people_page.html",
    suits_low_mood=True,
)
