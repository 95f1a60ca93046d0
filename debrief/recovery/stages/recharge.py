"""Be good to yourself today: B6 and B8. Rest that is planned and short, with an end (Headrick 2023)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import Moment, Mood
from debrief.debriefs.models import MoodCheck
from debrief.recovery.asking import NEXT_DAY, stands
from debrief.recovery.stages.base import Spell, Stage, StageForm
from debrief.ui.forms import AnyOf, DateField, OneOf, Tick, TimeField, WordsField

PAUSE_ENDS = time(9)  # of the next day, unless the person says otherwise


class Rest(models.TextChoices):
    WALK = "walk", _("Walk")
    NAP = "nap", _("Nap")
    BATH = "bath", _("Bath or shower")
    FOOD = "food", _("Food")
    MUSIC = "music", _("Music")
    GAME = "game", _("Game or film")
    READ = "read", _("Read")
    OUTDOORS = "outdoors", _("Garden or outdoors")
    EXERCISE = "exercise", _("Exercise")
    MAKE = "make", _("Make something")
    QUIET = "quiet", _("Prayer or quiet")
    PHONE_OFF = "phone_off", _("Phone off")
    EARLY_NIGHT = "early_night", _("Early night")
    NOTHING = "nothing", _("Nothing at all")


class Treat(models.TextChoices):
    FOOD = "food", _("Favourite food")
    FRIEND = "friend", _("See a friend")
    CARE = "care", _("Hair, nails, self-care")
    SHOW = "show", _("A film or show")
    BUY = "buy", _("A small buy")
    TRIP = "trip", _("A trip out")
    HOBBY = "hobby", _("Time on a hobby")
    OWN = "own", _("My own idea")


class TreatTime(models.TextChoices):
    NOW = "now", _("Now")
    EVENING = "evening", _("This evening")
    TOMORROW = "tomorrow", _("Tomorrow")
    PICK = "pick", _("Pick a time")


class DidIt(models.TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NOT_YET = "not_yet", _("Not yet")


class RechargeForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = ("mood_checks",)
    mood_field = "mood_next_day"

    did_it = OneOf(label=_("Did you do it?"), choices=DidIt.choices)
    mood_next_day = OneOf(label=_("And how are you today?"), choices=Mood.choices, layout="moods")
    rest_choice = AnyOf(
        label=_("What would do you good today?"),
        help_text=_("Something you are making or learning rests the head better than most things."),
        choices=Rest.choices,
    )
    treat_choice = OneOf(label=_("One good thing, on purpose"), choices=Treat.choices)
    treat_own = WordsField(label=_("Your own idea"), max_length=120)
    when = OneOf(label=_("When?"), choices=TreatTime.choices)
    when_time = TimeField(label=_("At what time?"))
    pause_until_date = DateField(
        label=_("Leave it alone until"), help_text=_("Until then, home keeps quiet about this interview.")
    )
    pause_until_time = TimeField(label=_("From what time on?"))
    just_stop = Tick(label=_("I just want to stop"), help_text=_("A complete answer."))

    next_day_fields: ClassVar[tuple[str, ...]] = ("did_it", "mood_next_day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.asks_follow_up:
            for name in self.next_day_fields:
                del self.fields[name]

    @classmethod
    def follow_up(cls, answers: Mapping[str, Any], *, saved_on: date, today: date) -> str | Promise:
        planned_on = answers.get("planned_on")
        if planned_on is None or "did_it" in answers:
            return ""
        return _("Did you do it?") if stands(date.fromisoformat(planned_on) + NEXT_DAY, today) else ""

    @property
    def asks_follow_up(self) -> bool:
        """Whether the day after a plan has come, in the person's own time zone."""
        planned_on = self.answers.get("planned_on")
        return planned_on is not None and timezone.localdate().isoformat() > planned_on

    @property
    def is_still_open(self) -> bool:
        return self.answers.get("did_it") == DidIt.NOT_YET

    def stored(self) -> dict[str, Any]:
        until = self.debrief.pause_until
        if until is None and not self.answers:
            until = datetime.combine(
                timezone.localdate() + timedelta(days=1), PAUSE_ENDS, timezone.get_current_timezone()
            )
        until = timezone.localtime(until) if until else None
        return {
            **self.answers,
            "mood_next_day": self._next_day_mood(),
            "pause_until_date": until.date() if until else None,
            "pause_until_time": until.strftime("%H:%M") if until else None,
        }

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("treat_choice") == Treat.OWN and not values.get("treat_own") and not self.errors:
            self.add_error("treat_own", _("Say what it is, in a word or two, or pick another."))
        self._clean_pause(values)
        return values

    def is_done(self) -> bool:
        values = self.cleaned_data
        return bool(values["rest_choice"] or values["treat_choice"] or values["just_stop"])

    def save(self) -> dict[str, Any]:
        self.debrief.pause_until = self.cleaned_data["pause_until"] if self.is_done() else None
        self.debrief.save(update_fields=["pause_until"])
        self._save_mood()
        kept = super().save()
        answers: dict[str, Any] = {
            n: kept[n] for n in ("rest_choice", "treat_choice", "treat_own", "when") if n in kept
        }
        if kept.get("just_stop"):
            answers["just_stop"] = True
        if kept.get("when_time"):
            answers["when_time"] = kept["when_time"].strftime("%H:%M")
        if self.is_done():
            answers["planned_on"] = self.answers.get("planned_on") or timezone.localdate().isoformat()
        if did_it := kept.get("did_it") or self.answers.get("did_it"):
            answers["did_it"] = did_it
        return answers

    def as_words(self) -> list[tuple[str, str]]:
        pairs = super().as_words()
        if self.debrief.pause_until or self.is_bound:
            return pairs
        suggested = {str(self[name].label) for name in ("pause_until_date", "pause_until_time")}
        return [pair for pair in pairs if pair[0] not in suggested]

    def _clean_pause(self, values: dict[str, Any]) -> None:
        values["pause_until"] = None
        day = values.get("pause_until_date")
        if day is None:
            return
        today = timezone.localdate()
        if not today - timedelta(days=366) <= day <= today + timedelta(days=366):
            self.add_error("pause_until_date", _("Pick a day within a year."))
            return
        at = values.get("pause_until_time") or PAUSE_ENDS
        values["pause_until"] = datetime.combine(day, at, timezone.get_current_timezone())

    def _save_mood(self) -> None:
        if mood := self.cleaned_data.get("mood_next_day"):
            MoodCheck.objects.update_or_create(
                owner_id=self.debrief.owner_id,
                debrief=self.debrief,
                moment=Moment.NEXT_DAY,
                defaults={"mood": int(mood)},
            )

    def _next_day_mood(self) -> str:
        rows = self.debrief.mood_checks_rows
        return next((str(row["mood"]) for row in rows if row["moment"] == Moment.NEXT_DAY), "")


RECHARGE = Stage(
    key="recharge",
    title=_("Be good to yourself today"),
    why=_("Rest first. Choose when it starts and when it ends."),
    spell=Spell.TODAY,
    minutes=1,
    sources=("B6", "B8"),
    form_class=RechargeForm,
    template_name="recovery/recharge_page.html",
    is_short=True,
    suits_low_mood=True,
)
