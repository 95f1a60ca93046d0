"""What is done about each reason for what went badly, as domain.md section 5 has it.

The reasons, their words and their groups are those of `tips.reasons`. Adding one is adding its words there
and one entry here. Keys are stored with debriefs and never change.
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from debrief.debriefs.choices import InHands
from debrief.tips import reasons

MOST_CAUSES = 5  # of one debrief
MOST_OWN_CAUSES = 30  # of one person, to choose from; those put away do not count


@dataclass(frozen=True)
class Cause(reasons.Reason):
    """One reason, and what is done about it.

    `in_hands` is where the person starts from and can change; `stage` is the stage of the path that takes it
    up, `tip` the tip to begin with, `prepares` the items of the preparation checklist that are about it.
    """

    in_hands: InHands
    stage: str
    tip: str
    prepares: tuple[str, ...] = ()


YES, PARTLY, NO = InHands.YES, InHands.PARTLY, InHands.NO

# By key: in whose hands, the stage, the first tip, and what prepares for it.
_DONE_ABOUT: dict[str, tuple[InHands, str, str, tuple[str, ...]]] = {
    "late": (PARTLY, "prep_review", "buffer-and-plan-b", ("knew_the_way", "plan_b")),
    "tech": (PARTLY, "prep_review", "buffer-and-plan-b", ("plan_b",)),
    "appearance": (YES, "prep_review", "check-how-you-got-ready", ("clothes_out",)),
    "employer_unknown": (
        YES,
        "prep_review",
        "ask-someone-who-knows",
        ("read_site", "their_purpose", "their_news", "looked_up_people", "talked_to_someone", "why_here"),
    ),
    "role_unclear": (
        PARTLY,
        "prep_review",
        "read-the-advert-as-questions",
        ("reread_advert", "matched_examples", "knew_gaps"),
    ),
    "little_practice": (
        YES,
        "plan",
        "practise-from-memory",
        ("said_aloud", "practised_with", "from_memory", "timed_one", "dreaded_question"),
    ),
    "skill_gap": (PARTLY, "plan", "aim-to-get-better", ("knew_gaps",)),
    "mind_blank": (PARTLY, "plan", "holding-sentence", ("blank_sentence",)),
    "rambled": (YES, "plan", "land-the-answer", ("two_minutes", "timed_one")),
    "too_thin": (YES, "plan", "story-in-four-beats", ("matched_examples", "three_stories")),
    "misread": (YES, "plan", "play-the-question-back", ("reread_advert",)),
    "forgot_strength": (YES, "note", "send-a-short-thank-you", ("matched_examples", "proud_of")),
    "undersold": (YES, "plan", "fifteen-minutes-on-what-matters", ("three_stories", "proud_of")),
    "overshared": (YES, "look_again", "own-it-in-one-line", ()),
    "nerves": (PARTLY, "plan", "call-it-excitement", ("quiet_minutes", "plan_ready")),
    "tired_unwell": (PARTLY, "recharge", "take-proper-time-off", ("slept_and_ate",)),
    "flat": (PARTLY, "plan", "show-you-care", ("why_here", "three_questions", "phone_away")),
    "interviewer": (NO, "step_back", "your-half-of-the-table", ()),
    "bad_format": (NO, "step_back", "some-of-it-was-the-format", ()),
    "field": (NO, "step_back", "one-interview-many-openings", ()),
    "unfair": (NO, "step_back", "when-a-question-was-unfair", ()),
    "job_not_right": (NO, "step_back", "do-you-still-want-it", ()),
}


def _cause(reason: reasons.Reason) -> Cause:
    return Cause(reason.key, reason.label, reason.because, *_DONE_ABOUT[reason.key])


GROUPS: tuple[tuple[str | Promise, tuple[Cause, ...]], ...] = tuple(
    (title, tuple(map(_cause, group))) for title, group in reasons.GROUPS
)

CAUSES: dict[str, Cause] = {cause.key: cause for _group, causes in GROUPS for cause in causes}
