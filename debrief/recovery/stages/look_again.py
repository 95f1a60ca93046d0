"""Look again, gently: A2, B1 and the reasons of B10. Each moment once, with what to do instead, then close.

A review has an end, a replay does not (Edgar et al. 2024). The questions are concrete, what, when and which
words but never why, and may be put from a step away (Kross et al. 2014).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.causes import MOST_CAUSES, MOST_OWN_CAUSES
from debrief.debriefs.models import Debrief
from debrief.recovery import reasons
from debrief.recovery.moments import MOMENTS, PROMPTS, Voice, keep_moments
from debrief.recovery.stages.base import Carried, Spell, Stage, StageForm, in_words
from debrief.recovery.stages.bright_spots import BRIGHT_SPOTS, held_up
from debrief.recovery.stages.capture import CAPTURE
from debrief.ui.draw import draw_picks
from debrief.ui.forms import HiddenField, Tick, WordsField


class LookAgainForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = ("bright_spots", "questions", "rough_patches", "causes", "own_causes")
    minutes: ClassVar[int] = 15  # after which the page says that it is a good place to stop

    causes, main_cause, in_hands = reasons.fields()
    cause_own = WordsField(
        label=_("Something else, in your own words"),
        help_text=_("It counts here, and is offered again in your next debriefs."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    # No reason, so it does not make the page done; "I can't name a reason" does.
    dont_know = Tick(
        label=_("I don't know yet"),
        help_text=_("An honest answer. This page stays open until something comes."),
    )
    nothing_named = Tick(label=_("I can't name a reason"), help_text=_("A complete answer."))
    voice = HiddenField()

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        debrief: Debrief,
        answers: Any = None,
        is_resumed: bool = False,
    ) -> None:
        super().__init__(data, debrief=debrief, answers=answers, is_resumed=is_resumed)
        self.first_name = debrief.owner.first_name
        self.own = {row["id"]: row["label"] for row in debrief.own_causes_rows}
        if self.own and self.is_bound:  # showing what is kept takes no checking
            fields = self.fields
            fields["causes"], fields["main_cause"], fields["in_hands"] = reasons.fields(self.own.items())
        self["causes"].label = PROMPTS[self.speaks_as].causes % {"name": self.first_name}
        self.moments = MOMENTS[self.speaks_as](
            data,
            prefix="moments",
            is_resumed=is_resumed,
            name=self.first_name,
            debrief=debrief,
            said_in=CAPTURE.title,
            href=reverse("recovery:stage_page", args=[debrief.pk, CAPTURE.key]),
        )

    # --- the voice of the questions ---

    @cached_property
    def voices(self) -> list[tuple[str, str]]:
        """The voices there are to choose from, with what they are called on the page."""
        known = [(str(voice), str(voice.label)) for voice in (Voice.I, Voice.YOU)]
        return [*known, (str(Voice.NAME), self.first_name)] if self.first_name else known

    @cached_property
    def speaks_as(self) -> Voice:
        """The voice chosen, if it is one of those there are, else "you"."""
        chosen = str(self["voice"].value() or self.answers.get("voice", ""))
        return Voice(chosen) if chosen in dict(self.voices) else Voice.YOU

    def on_button(
        self, button: str, words: Mapping[str, list[str]]
    ) -> tuple[dict[str, list[str]], str] | None:
        voice = button.removeprefix("voice_")
        if voice == button or voice not in dict(self.voices):
            return None
        return {**words, "voice": [voice]}, "voice"

    # --- what is shown ---

    def carried(self) -> list[Carried]:
        spots = held_up(self.debrief.bright_spots_rows)
        return [Carried(BRIGHT_SPOTS.key, _("First, what held up"), spots)]

    def stored(self) -> dict[str, Any]:
        return {**self.answers, **reasons.stored(self.debrief)}

    @property
    def drawn_causes(self) -> SafeString:
        """The reasons in groups, the person's own last; one that was put away shows where it is named."""
        ticked = set(self["causes"].value() or [])
        own = tuple(
            (row["id"], row["label"])
            for row in self.debrief.own_causes_rows
            if row["archived_at"] is None or row["id"] in ticked
        )
        return draw_picks(
            self["causes"],
            each=self["in_hands"],
            main=self["main_cause"],
            groups=reasons.shipped_groups(),
            own=((str(_("In my own words")), own),) if own else (),
        )

    def as_words(self) -> list[tuple[str, str]]:
        told = reasons.in_words(
            self["causes"].value() or [],
            own=self.own,
            main=self["main_cause"].value(),
            in_hands=self["in_hands"].value() or {},
        )
        rest = [(str(self[n].label), in_words(self[n])) for n in ("cause_own", "dont_know", "nothing_named")]
        pairs = [*self.moments.in_words(), (str(self["causes"].label), "\n".join(told)), *rest]
        return [(label, words) for label, words in pairs if words]

    # --- checking and saving ---

    @property
    def error_forms(self) -> list[Any]:
        return [self.moments, self]

    def is_valid(self) -> bool:
        # Every part is asked, so that the page names every error at once.
        return all([super().is_valid(), self.moments.is_valid()])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        # What stands in the row of a reason is told with the reasons.
        for name in ("main_cause", "in_hands"):
            if self.has_error(name):
                self.add_error("causes", self.errors.pop(name).as_data())
        values["causes"] = list(dict.fromkeys(values.get("causes", [])))
        values["cause_own"] = " ".join(values.get("cause_own", "").split())
        if values["cause_own"]:
            self._clean_own(values)
        return values

    def _clean_own(self, values: dict[str, Any]) -> None:
        known = reasons.find_own(self.debrief, values["cause_own"])
        is_offered = known is not None and known["archived_at"] is None
        if known and known["id"] in values["causes"]:
            values["cause_own"] = ""  # ticked already
        elif len(values["causes"]) >= MOST_CAUSES:
            said = _("That would be one more than %(most)d reasons. Untick one.")
            self.add_error("cause_own", said % {"most": MOST_CAUSES})
        elif not is_offered and not reasons.has_room_for_own(self.debrief):
            said = _("There is room for %(most)d reasons of your own. Put one away first.")
            self.add_error("cause_own", said % {"most": MOST_OWN_CAUSES})

    def is_done(self) -> bool:
        values = self.cleaned_data
        return bool(
            values["causes"] or values["cause_own"] or values["nothing_named"] or self.moments.has_whole_one()
        )

    def save(self) -> dict[str, Any]:
        values = self.cleaned_data
        keep_moments(self.debrief, self.moments)
        keys = values["causes"]
        if values["cause_own"]:
            keys = [*keys, reasons.keep_own(self.debrief, values["cause_own"])]
        reasons.keep(self.debrief, keys, main=values["main_cause"], in_hands=values["in_hands"] or {})
        kept: dict[str, Any] = {"voice": str(self.speaks_as)}
        if values["dont_know"]:
            kept["dont_know"] = True
        if values["nothing_named"] and not keys:  # with one of them, a reason is named after all
            kept["nothing_named"] = True
        return kept


LOOK_AGAIN = Stage(
    key="look_again",
    title=_("Look again, gently"),
    why=_("Only what a camera would have seen. Then what you'd do with that minute now."),
    spell=Spell.TOMORROW,
    minutes=10,
    sources=("A2", "B1", "B10"),
    form_class=LookAgainForm,
    template_name="recovery/look_again_page.html",
    rests_first=True,
)
