"""Sample answers of every stage, as a browser posts them. A new stage adds its own here.

`done` is enough for the state done; `words` is a phrase of it that the page shows again; `too_long` is a
text field with a value one character over its limit, where the stage has one.
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from debrief.recovery.stages import STAGES


class Sample(NamedTuple):
    done: dict[str, Any]
    words: str
    too_long: tuple[str, str] | None


_ROWS = {
    "people-TOTAL_FORMS": "1",
    "people-INITIAL_FORMS": "0",
    "people-0-name": "Ms Okafor",
    "people-0-role": "Stock lead",
    "people-0-remember": "Winter backlog",
    "questions-TOTAL_FORMS": "1",
    "questions-INITIAL_FORMS": "0",
    "questions-0-text": "Two late suppliers at once?",
    "questions-0-went": "blank",
    "questions-0-note": "Went quiet",
}

SAMPLES: dict[str, Sample] = {
    "land": Sample(
        {
            "mood_before": "2",
            "feelings": ["tired", "hurt"],
            "feeling_own": "wobbly",
            "breathing_done": "done",
        },
        "wobbly",
        ("feeling_own", "x" * 31),
    ),
    "capture": Sample(
        {
            "organisation": "Northwind Traders",
            "role_title": "Stock planner",
            "interview_at": "just_now",
            "questions_raw": "Why us?\nTell me about a time you changed a plan",
            "forgot_to_say": "The forklift licence",
            "clarify_one": "The one about suppliers",
            "next_they_said": "They ring on Friday",
            "decision_by": "2026-12-01",
            "promised": "A link to the course",
            "anything_else": "The lift was broken",
            "format": "panel",
            "round": "first",
            "length": "30_60",
            **_ROWS,
        },
        "The forklift licence",
        ("forgot_to_say", "x" * 601),
    ),
    "bright_spots": Sample(
        {
            "bright_chips": ["listened", "got_through"],
            "bright_text": ["She smiled at the sketch", "I asked about shifts", ""],
            "bright_how": "I drew it",
        },
        "She smiled at the sketch",
        ("bright_how", "x" * 281),
    ),
    "first_guess": Sample(
        {"felt_score": "3", "chance_pct": "20", "worst_noticed": "My hands", "mood_in_week": "4"},
        "My hands",
        ("worst_noticed", "x" * 201),
    ),
    "recharge": Sample(
        {
            "rest_choice": ["walk", "make"],
            "treat_choice": "own",
            "treat_own": "The long way home",
            "when": "pick",
            "when_time": "19:30",
            "pause_until_date": "2026-12-24",
            "pause_until_time": "09:00",
        },
        "The long way home",
        ("treat_own", "x" * 121),
    ),
    "step_back": Sample(
        {
            "friend_reply": "Anyone would have wobbled there",
            "other_facts": ["They ran over by ten minutes", "", "He wrote a lot down"],
            "other_reasons": ["field", "unseen"],
            "still_want": "not_sure",
            "learned_want": "A smaller place",
            "felt_score_2": "5",
            "chance_2": "none",
        },
        "Anyone would have wobbled there",
        ("friend_reply", "x" * 601),
    ),
    "plan": Sample(
        {
            "lessons-TOTAL_FORMS": "1",
            "lessons-INITIAL_FORMS": "0",
            "lessons-0-text": "The stock example goes first",
            "plans-TOTAL_FORMS": "1",
            "plans-INITIAL_FORMS": "0",
            "plans-0-cue_kind": "feeling",
            "plans-0-cue": "my mind goes blank",
            "plans-0-action": "breathe out and ask for a second",
            "plans-0-reason": "I hear the question",
            "practise-TOTAL_FORMS": "0",
            "practise-INITIAL_FORMS": "0",
            "next_interview_date": (date.today() + timedelta(days=30)).isoformat(),
            "next_interview_time": "10:30",
        },
        "The stock example goes first",
        ("lessons-0-text", "x" * 281),
    ),
    "people": Sample(
        {
            "person": "Aunt",
            "need": "see",
            "message": "Two lines about it.\nTea on Sunday?",
            "send_by": "text",
            "done": "told",
            "after": "That I laughed about the lift",
        },
        "Tea on Sunday?",
        ("message", "x" * 601),
    ),
    "keep_going": Sample(
        {
            "next_action": "own",
            "action_own": "Ring the depot about evenings",
            "action_day": (date.today() + timedelta(days=5)).isoformat(),
            "openings-TOTAL_FORMS": "1",
            "openings-INITIAL_FORMS": "0",
            "openings-0-organisation": "Halden Health",
            "openings-0-role": "Support lead",
            "openings-0-state": "applied",
            "week_target": "2",
            "door_note": "The night course",
        },
        "Ring the depot about evenings",
        ("action_own", "x" * 141),
    ),
    "look_again": Sample(
        {
            "voice": "i",
            "moments-TOTAL_FORMS": "2",
            "moments-INITIAL_FORMS": "0",
            "moments-0-what": "Nobody spoke for ten seconds",
            "moments-0-instead": "Let me take a second with that",
            "moments-0-seen": "maybe",
            "causes": ["late", "mind_blank"],
            "in_hands-late": "no",
            "main_cause": "mind_blank",
            "cause_own": "The drill next door",
        },
        "Nobody spoke for ten seconds",
        ("cause_own", "x" * 121),
    ),
    "prep_review": Sample(
        {
            "item_read_site": "did",
            "item_their_purpose": "did",
            "item_said_aloud": "partly",
            "item_timed_one": "didnt",
            "item_plan_b": "not_needed",
            "item_slept_and_ate": "did",
            "one_to_add": "timed_one",
            "hours": "1_3",
            "practised_with": "alone",
        },
        'name="item_timed_one" value="didnt" checked',
        None,
    ),
    "note": Sample(
        {
            "to": "team",
            "name": "Ms Okafor",
            "specific": "The story about the winter backlog",
            "clarify_topic": "The one about the late suppliers",
            "clarify_answer": "I would ring both, and agree what can ship first.",
            "clarify_step": "started a short course",
            "clarify_use": "mention",
            "left_out_1": "I hold a forklift licence, valid to 2028",
            "left_out_1_use": "mention",
            "left_out_2": "The pilot's results",
            "left_out_2_use": "leave",
            "interest": "I would like to plan stock for a team like yours.",
            "tone": "warm",
            "channel": "letter",
            "sign_off": "Best",
            "signed": "Sam",
            "phone": "01632 960000",
            "body": "Hello Ms Okafor,\n\nThank you for Tuesday.\n\nBest,\nSam",
            "kept": "just",
            # Last, as somebody would who hears of it then: it folds the rest away.
            "situation": "no_contact",
        },
        "The story about the winter backlog",
        ("specific", "x" * 201),
    ),
}

# The stages somebody writes words in, which a page shows again and a search finds.
OF_WORDS = [stage for stage in STAGES if stage.key in SAMPLES and SAMPLES[stage.key].too_long]
