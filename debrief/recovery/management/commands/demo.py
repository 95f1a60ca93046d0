"""A demo account with three debriefs, clearly marked. Everybody in it is made up."""

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery import actions
from debrief.recovery.journey import Journey
from debrief.recovery.posted import fresh_operation
from debrief.recovery.reading import READING_ROWS

EMAIL = "demo@debrief.example"
PASSWORD = "demo only, nothing private"  # noqa: S105  (shown to whoever runs the command)

# How many hours ago each interview was, and what was written about it, stage by stage.
STORIES: tuple[tuple[int, dict[str, dict[str, str | list[str]]]], ...] = (
    (
        24 * 19,
        {
            "land": {"mood_before": "3", "feelings": ["tired", "hopeful"]},
            "capture": {
                "organisation": "Halden Health",
                "role_title": "Support lead",
                "format": "video",
                "round": "first",
                "questions_raw": "What does a good handover look like?\nWhen did you last change your mind?",
                "next_they_said": "A second round in two weeks",
            },
            "bright_spots": {
                "bright_chips": ["answered", "polite"],
                "bright_text": ["The handover question"],
            },
            "first_guess": {"felt_score": "4", "chance_pct": "20", "mood_in_week": "4"},
            "recharge": {"rest_choice": ["walk", "food"]},
            "outcome": {"result": "next_round", "mood_now": "4"},
        },
    ),
    (
        24 * 6,
        {
            "land": {"mood_before": "2", "feelings": ["embarrassed", "frustrated"]},
            "capture": {
                "organisation": "Brightwater Council",
                "role_title": "Service analyst",
                "format": "panel",
                "round": "second",
                "questions_raw": "How do you set priorities?\nA report nobody read?\nWhy the public sector?",
                "forgot_to_say": "The dashboard for the night shift",
                "promised": "A link to the sample report",
            },
            "bright_spots": {"bright_chips": ["on_time", "listened", "said_so"]},
            "first_guess": {"felt_score": "2", "chance_pct": "10", "worst_noticed": "How long I was silent"},
            "recharge": {"treat_choice": "friend", "when": "evening"},
            "people": {
                "person": "Robin",
                "need": "both",
                "done": "told",
                "after": "It made sense",
            },
            "note": {"situation": "no_contact"},
            "look_again": {
                "moments-TOTAL_FORMS": "1",
                "moments-INITIAL_FORMS": "0",
                "moments-0-what": "“A report nobody read?” I said nothing for ten seconds",
                "moments-0-instead": "Let me take a second with that. There was one; here is what I changed.",
                "moments-0-seen": "maybe",
                "causes": ["mind_blank", "interviewer"],
                "main_cause": "mind_blank",
            },
            "prep_review": {
                "item_read_site": "did",
                "item_reread_advert": "did",
                "item_three_stories": "partly",
                "item_said_aloud": "didnt",
                "item_blank_sentence": "didnt",
                "item_slept_and_ate": "did",
                "one_to_add": "blank_sentence",
                "hours": "1_3",
                "practised_with": "nobody",
            },
            "step_back": {
                "friend_reply": "Ten seconds is a long time in a head and a short one in a room",
                "other_reasons": ["field", "tired"],
                "felt_score_2": "4",
                "chance_2": "20",
            },
            "plan": {
                "lessons-TOTAL_FORMS": "1",
                "lessons-INITIAL_FORMS": "0",
                "lessons-0-text": "A pause can be said out loud",
                "plans-TOTAL_FORMS": "1",
                "plans-INITIAL_FORMS": "0",
                "plans-0-cue_kind": "feeling",
                "plans-0-cue": "my mind goes blank",
                "plans-0-action": "say “Let me take a second with that” and breathe out",
            },
        },
    ),
    (
        2,
        {
            "land": {"mood_before": "3", "feelings": ["anxious"]},
            "capture": {
                "organisation": "Northwind Traders",
                "role_title": "Stock planner",
                "format": "in_person",
                "round": "first",
                "questions_raw": "Why us?\nTwo suppliers are late. What first?\nWhat would your team say?",
                "forgot_to_say": "The forklift licence, valid to 2028",
                "clarify_one": "The one about the late suppliers",
            },
            "bright_spots": {
                "bright_chips": ["warm_hello", "asked"],
                "bright_how": "I had read about the backlog",
            },
        },
    ),
)


class Command(BaseCommand):
    help = "Make the demo account anew, with three made-up debriefs."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            person = self._fresh_account()
            for hours, answers in STORIES:
                self._write(person, hours, answers)
        self.stdout.write(f"Sign in as {EMAIL} with the password: {PASSWORD}")

    @staticmethod
    def _fresh_account() -> User:
        for person in User.objects.filter(email=EMAIL, is_demo=True):
            with acting_for(person.pk):
                person.delete()
        return User.objects.create_user(
            EMAIL, PASSWORD, first_name="Sam", time_zone="Europe/London", is_demo=True
        )

    @staticmethod
    def _write(person: User, hours: int, answers: dict[str, dict[str, str | list[str]]]) -> None:
        """Fill in one debrief through the stages' own forms, as a browser would."""
        happened = timezone.now() - timedelta(hours=hours)
        with acting_for(person.pk), timezone.override(person.zone):
            made = Debrief.objects.create(owner=person, created_at=happened)
            for key, given in answers.items():
                debrief = Debrief.objects.with_rows(*READING_ROWS).get(pk=made.pk)
                stage = Journey(debrief).step(key).stage
                form = stage.form_class(_posted(given, happened.astimezone(person.zone)), debrief=debrief)
                if not form.is_valid():
                    raise ValueError(f"{key}: {form.errors}")
                actions.save_stage(
                    debrief=debrief, stage=stage, form=form, version=0, operation=fresh_operation(), known=()
                )


def _posted(given: dict[str, str | list[str]], happened: datetime) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(
        {
            "interview_at": "other",
            "interview_date": happened.date().isoformat(),
            "interview_time": happened.strftime("%H:%M"),
        }
    )
    for name, value in given.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data
