"""The reasons people can name for what went badly, as domain.md section 5 has them.

Adding one is adding one line to `CAUSES`. Keys are stored with debriefs and never change.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import InHands

MOST_CAUSES = 5  # of one debrief
MOST_OWN_CAUSES = 30  # of one person, to choose from; those put away do not count


@dataclass(frozen=True)
class Cause:
    """One reason.

    `because` goes on after the word "because"; `in_hands` is where the person starts from and can change;
    `stage` is the stage of the path that takes it up, `tip` the tip to begin with, `prepares` the items of
    the preparation checklist that are about it.
    """

    key: str
    label: str | Promise
    because: str | Promise
    in_hands: InHands
    stage: str
    tip: str
    prepares: tuple[str, ...] = ()


YES, PARTLY, NO = InHands.YES, InHands.PARTLY, InHands.NO

GROUPS: tuple[tuple[str | Promise, tuple[Cause, ...]], ...] = (
    (
        _("Getting there"),
        (
            Cause(
                "late",
                _("I was late or rushing"),
                _("you were late or rushing"),
                PARTLY,
                "prep_review",
                "buffer-and-plan-b",
                ("knew_the_way", "plan_b"),
            ),
            Cause(
                "tech",
                _("The tech let me down"),
                _("the tech let you down"),
                PARTLY,
                "prep_review",
                "buffer-and-plan-b",
                ("plan_b",),
            ),
            Cause(
                "appearance",
                _("I didn't look or feel put together"),
                _("you didn't feel put together"),
                YES,
                "prep_review",
                "check-how-you-got-ready",
                ("clothes_out",),
            ),
        ),
    ),
    (
        _("What I knew"),
        (
            Cause(
                "employer_unknown",
                _("I didn't know enough about them"),
                _("you didn't know enough about them"),
                YES,
                "prep_review",
                "ask-someone-who-knows",
                (
                    "read_site",
                    "their_purpose",
                    "their_news",
                    "looked_up_people",
                    "talked_to_someone",
                    "why_here",
                ),
            ),
            Cause(
                "role_unclear",
                _("I wasn't sure what they were looking for"),
                _("you weren't sure what they were looking for"),
                PARTLY,
                "prep_review",
                "read-the-advert-as-questions",
                ("reread_advert", "matched_examples", "knew_gaps"),
            ),
            Cause(
                "little_practice",
                _("I hadn't practised out loud"),
                _("you hadn't practised out loud"),
                YES,
                "plan",
                "practise-from-memory",
                ("said_aloud", "practised_with", "from_memory", "timed_one", "dreaded_question"),
            ),
            Cause(
                "skill_gap",
                _("They asked for something I can't do yet"),
                _("they asked for something you can't do yet"),
                PARTLY,
                "plan",
                "aim-to-get-better",
                ("knew_gaps",),
            ),
        ),
    ),
    (
        _("My answers"),
        (
            Cause(
                "mind_blank",
                _("My mind went blank"),
                _("your mind went blank"),
                PARTLY,
                "plan",
                "holding-sentence",
                ("blank_sentence",),
            ),
            Cause(
                "rambled",
                _("I went on too long"),
                _("you went on too long"),
                YES,
                "plan",
                "land-the-answer",
                ("two_minutes", "timed_one"),
            ),
            Cause(
                "too_thin",
                _("My answers were thin, no example"),
                _("your answers were thin"),
                YES,
                "plan",
                "story-in-four-beats",
                ("matched_examples", "three_stories"),
            ),
            Cause(
                "misread",
                _("I answered a different question"),
                _("you answered a different question"),
                YES,
                "plan",
                "play-the-question-back",
                ("reread_advert",),
            ),
            Cause(
                "forgot_strength",
                _("I forgot to mention something that matters"),
                _("something that matters went unsaid"),
                YES,
                "note",
                "send-a-short-thank-you",
                ("matched_examples", "proud_of"),
            ),
            Cause(
                "undersold",
                _("I undersold myself"),
                _("you undersold yourself"),
                YES,
                "plan",
                "fifteen-minutes-on-what-matters",
                ("three_stories", "proud_of"),
            ),
            Cause(
                "overshared",
                _("I said something I'd take back"),
                _("you said something you'd take back"),
                YES,
                "look_again",
                "own-it-in-one-line",
            ),
        ),
    ),
    (
        _("How I was"),
        (
            Cause(
                "nerves",
                _("Nerves took over"),
                _("nerves took over"),
                PARTLY,
                "plan",
                "call-it-excitement",
                ("quiet_minutes", "plan_ready"),
            ),
            Cause(
                "tired_unwell",
                _("I was tired, ill or had a lot on"),
                _("you were tired, ill or had a lot on"),
                PARTLY,
                "recharge",
                "take-proper-time-off",
                ("slept_and_ate",),
            ),
            Cause(
                "flat",
                _("I came across as not that interested"),
                _("you came across as not that interested"),
                PARTLY,
                "plan",
                "show-you-care",
                ("why_here", "three_questions", "phone_away"),
            ),
        ),
    ),
    (
        _("Their side"),
        (
            Cause(
                "interviewer",
                _("They were cold, distracted or rude"),
                _("they were cold, distracted or rude"),
                NO,
                "step_back",
                "your-half-of-the-table",
            ),
            Cause(
                "bad_format",
                _("The format was odd or badly run"),
                _("the format was odd or badly run"),
                NO,
                "step_back",
                "some-of-it-was-the-format",
            ),
            Cause(
                "field",
                _("Strong field, inside candidate, or the role changed"),
                _("it was a strong field, or already decided"),
                NO,
                "step_back",
                "one-interview-many-openings",
            ),
            Cause(
                "unfair",
                _("I was asked something I shouldn't have been"),
                _("you were asked something that wasn't theirs to ask"),
                NO,
                "step_back",
                "when-a-question-was-unfair",
            ),
        ),
    ),
    (
        _("The match"),
        (
            Cause(
                "job_not_right",
                _("The job wasn't what I thought"),
                _("the job wasn't what you thought"),
                NO,
                "step_back",
                "do-you-still-want-it",
            ),
        ),
    ),
)

CAUSES: dict[str, Cause] = {cause.key: cause for _group, causes in GROUPS for cause in causes}
