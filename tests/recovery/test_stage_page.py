"""The one stage page, over every stage of the path."""

import re
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, DebriefPart, Guess, MoodCheck, Opening, Person, Question
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.recovery.stages import STAGES
from debrief.recovery.stages.base import Stage
from tests import factories
from tests.recovery.answers import OF_WORDS, SAMPLES

pytestmark = pytest.mark.django_db
each_stage = pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.key)
each_stage_of_words = pytest.mark.parametrize("stage", OF_WORDS, ids=lambda stage: stage.key)


@pytest.fixture
def empty(owner: User) -> Debrief:
    return factories.debrief(owner, organisation="")


def page(debrief: Debrief, stage: Stage | str) -> str:
    key = stage if isinstance(stage, str) else stage.key
    return reverse("recovery:stage_page", args=[debrief.pk, key])


def answers(stage: Stage | str, **more: Any) -> dict[str, Any]:
    key = stage if isinstance(stage, str) else stage.key
    return {**SAMPLES[key].done, "version": "0", "operation": str(uuid4()), **more}


def the_entry(debrief: Debrief, stage: Stage | str) -> StageEntry:
    key = stage if isinstance(stage, str) else stage.key
    with acting_for(debrief.owner_id):
        return StageEntry.objects.get(debrief=debrief, stage_key=key)


def test_every_stage_has_sample_answers() -> None:
    assert set(SAMPLES) == {stage.key for stage in STAGES}


@each_stage
def test_it_shows_its_form(owner_client: Client, empty: Debrief, stage: Stage) -> None:
    response = owner_client.get(page(empty, stage))
    assert response.status_code == 200
    html = response.content.decode()
    assert str(stage.title) in html.replace("&#x27;", "'")
    for name in stage.form_class.base_fields:
        assert f'name="{name}' in html or name in ("did_it", "mood_next_day")


@each_stage
def test_enough_answers_make_it_done_and_lead_on(owner_client: Client, empty: Debrief, stage: Stage) -> None:
    response = owner_client.post(page(empty, stage), answers(stage))
    assert response.status_code == 302, response.content.decode()
    following = next(iter(STAGES[STAGES.index(stage) + 1 :]), None)
    # The short path ends by itself, and so does the day before what is better after some rest.
    if following and (following.rests_first or (stage.is_short and not following.is_short)):
        following = None
    expected = page(empty, following) if following else reverse("recovery:enough", args=[empty.pk])
    assert response["Location"] == expected
    assert the_entry(empty, stage).state == "done"


@each_stage
def test_what_was_saved_is_there_again(owner_client: Client, empty: Debrief, stage: Stage) -> None:
    owner_client.post(page(empty, stage), answers(stage))
    html = owner_client.get(page(empty, stage)).content.decode()
    assert SAMPLES[stage.key].words in html
    assert "This is how you left it" not in html


@each_stage
def test_saving_what_is_shown_changes_nothing(owner_client: Client, empty: Debrief, stage: Stage) -> None:
    """What a page shows, posted back as it stands, is what is stored: no field is lost on the way."""
    owner_client.post(page(empty, stage), answers(stage))
    before = rows_of(empty)
    posted = Posts.of(owner_client.get(page(empty, stage)).content.decode())
    assert posted["version"] == ["1"]
    owner_client.post(page(empty, stage), posted)
    assert rows_of(empty) == before


@each_stage_of_words
def test_nothing_is_kept_of_too_long_a_text_but_the_page(
    owner_client: Client, empty: Debrief, stage: Stage
) -> None:
    name, text = SAMPLES[stage.key].too_long or ("", "")
    response = owner_client.post(page(empty, stage), answers(stage, **{name: text}))
    html = response.content.decode()
    assert response.status_code == 422
    assert text in html
    assert "There is a problem" in html
    assert f'href="#id_{name}"' in html
    assert "<title>Error:" in html
    assert not StageEntry.objects.exists()


@each_stage_of_words
def test_stopping_never_argues(owner_client: Client, empty: Debrief, stage: Stage) -> None:
    name, text = SAMPLES[stage.key].too_long or ("", "")
    response = owner_client.post(page(empty, stage), answers(stage, then="stop", **{name: text}))
    assert response["Location"] == reverse("recovery:enough", args=[empty.pk])
    entry = the_entry(empty, stage)
    assert entry.draft[name] == [text]
    assert text in owner_client.get(page(empty, stage)).content.decode()


@each_stage_of_words
def test_a_draft_is_picked_up_as_it_was_left(owner_client: Client, empty: Debrief, stage: Stage) -> None:
    name, text = SAMPLES[stage.key].too_long or ("", "")
    url = reverse("recovery:save_draft", args=[empty.pk, stage.key])
    reply = owner_client.post(url, answers(stage, **{name: text}), headers={"Accept": "application/json"})
    assert reply.json()["saved"] is True
    html = owner_client.get(page(empty, stage)).content.decode()
    assert text in html
    assert "This is how you left it" in html
    assert "There is a problem" not in html
    assert the_entry(empty, stage).state == "started"


@each_stage
def test_leaving_it_out_keeps_the_words(owner_client: Client, empty: Debrief, stage: Stage) -> None:
    url = reverse("recovery:skip_stage", args=[empty.pk, stage.key])
    response = owner_client.post(url, answers(stage))
    assert response.status_code == 302
    assert the_entry(empty, stage).state == "skipped"
    assert SAMPLES[stage.key].words in owner_client.get(page(empty, stage)).content.decode()


@each_stage
def test_a_stage_left_out_is_started_again_by_saving(
    owner_client: Client, empty: Debrief, stage: Stage
) -> None:
    owner_client.post(reverse("recovery:skip_stage", args=[empty.pk, stage.key]), {"version": "0"})
    owner_client.post(page(empty, stage), answers(stage, version="1"))
    assert the_entry(empty, stage).state == "done"


@each_stage_of_words
def test_an_older_page_is_shown_both_texts(owner_client: Client, empty: Debrief, stage: Stage) -> None:
    owner_client.post(page(empty, stage), answers(stage))
    words = SAMPLES[stage.key].words
    mine = {k: v for k, v in answers(stage).items() if v != words}
    name, _text = SAMPLES[stage.key].too_long or ("", "")
    response = owner_client.post(page(empty, stage), {**mine, name: "Other words"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "saved somewhere else" in html
    assert words in html
    assert "Other words" in html
    assert the_entry(empty, stage).version == 1
    # Saving again from that page is a decision, and goes through.
    again = owner_client.post(page(empty, stage), {**mine, name: "Other words", "version": "1"})
    assert again.status_code == 302


@each_stage
def test_a_repeat_is_a_success_and_saves_once(owner_client: Client, empty: Debrief, stage: Stage) -> None:
    posted = answers(stage)
    first = owner_client.post(page(empty, stage), posted)
    before = rows_of(empty)
    second = owner_client.post(page(empty, stage), posted)
    assert (first.status_code, second.status_code) == (302, 302)
    assert rows_of(empty) == before
    assert the_entry(empty, stage).version == 1


@each_stage
def test_a_stranger_finds_nothing(stranger_client: Client, empty: Debrief, stage: Stage) -> None:
    assert stranger_client.get(page(empty, stage)).status_code == 404
    assert stranger_client.post(page(empty, stage), answers(stage)).status_code == 404
    with acting_for(empty.owner_id):
        assert not StageEntry.objects.exists()


def test_an_unknown_stage_is_404(owner_client: Client, empty: Debrief) -> None:
    assert owner_client.get(page(empty, "nowhere")).status_code == 404


# --- single stages: what domain.md says of them beyond the common rules ---


def test_land_keeps_the_mood_where_others_read_it(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(page(empty, "land"), answers("land"))
    with acting_for(empty.owner_id):
        assert MoodCheck.objects.get(debrief=empty).mood == 2
    owner_client.post(page(empty, "land"), answers("land", mood_before="none", version="1"))
    with acting_for(empty.owner_id):
        assert MoodCheck.objects.get(debrief=empty).mood is None
    assert the_entry(empty, "land").state == "done"


def test_land_takes_five_feelings_at_most(owner_client: Client, empty: Debrief) -> None:
    six = ["sad", "numb", "calm", "hurt", "proud", "tired"]
    response = owner_client.post(page(empty, "land"), answers("land", feelings=six))
    assert response.status_code == 422
    assert "Pick up to 5" in response.content.decode()


def test_land_without_a_mood_is_only_started(owner_client: Client, empty: Debrief) -> None:
    response = owner_client.post(page(empty, "land"), {"version": "0", "feelings": ["sad"]})
    assert response["Location"] == page(empty, "capture")
    assert the_entry(empty, "land").state == "started"


def test_capture_splits_lines_into_questions(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(page(empty, "capture"), answers("capture"))
    with acting_for(empty.owner_id):
        asked = list(Question.objects.filter(debrief=empty).values_list("text", "went", "position"))
        met = Person.objects.get(debrief=empty)
    assert asked == [
        ("Two late suppliers at once?", "blank", 0),
        ("Why us?", "", 1),
        ("Tell me about a time you changed a plan", "", 2),
    ]
    assert (met.name, met.role, met.remember) == ("Ms Okafor", "Stock lead", "Winter backlog")


def test_capture_keeps_a_questions_id(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(page(empty, "capture"), answers("capture"))
    with acting_for(empty.owner_id):
        first = Question.objects.filter(debrief=empty).first()
    assert first
    rows = {
        "questions-INITIAL_FORMS": "1",
        "questions-0-id": str(first.pk),
        "questions-0-text": "Three suppliers?",
    }
    owner_client.post(page(empty, "capture"), answers("capture", questions_raw="", version="1", **rows))
    with acting_for(empty.owner_id):
        assert list(Question.objects.values_list("pk", "text")) == [(first.pk, "Three suppliers?")]


def test_capture_needs_a_name_for_it(owner_client: Client, empty: Debrief) -> None:
    response = owner_client.post(page(empty, "capture"), answers("capture", organisation=" ", role_title=""))
    assert response.status_code == 422
    assert "so you can find this again" in response.content.decode()


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"questions_raw": "x" * 301}, "questions_raw"),
        ({"questions_raw": "\n".join(f"Question {n}" for n in range(40))}, "questions_raw"),
        ({"interview_at": "other", "interview_date": ""}, "interview_date"),
        ({"interview_at": "other", "interview_date": "2999-01-01"}, "interview_date"),
        ({"interview_at": "other", "interview_date": "0001-01-01"}, "interview_date"),
        ({"interview_at": "other", "interview_date": "2026-02-30"}, "interview_date"),
        ({"interview_at": "today", "interview_time": "25:00"}, "interview_time"),
        ({"interview_at": "never"}, "interview_at"),
        ({"decision_by": "9999-12-31"}, "decision_by"),
        ({"questions-0-text": "", "questions-0-went": "blank"}, "questions-0-text"),
        ({"questions-0-id": "not-an-id"}, "questions-0-id"),
        ({"people-0-name": "x" * 81}, "people-0-name"),
    ],
)
def test_capture_names_what_does_not_fit(
    owner_client: Client, empty: Debrief, posted: dict[str, str], field: str
) -> None:
    response = owner_client.post(page(empty, "capture"), answers("capture", **posted))
    assert response.status_code == 422
    assert f"#id_{field}" in response.content.decode()


def test_capture_takes_eight_people_and_no_more(owner_client: Client, empty: Debrief) -> None:
    def met(count: int) -> dict[str, Any]:
        names = {f"people-{n}-name": f"Person {n}" for n in range(count)}
        return answers("capture", **{**names, "people-TOTAL_FORMS": str(count)})

    assert owner_client.post(page(empty, "capture"), met(9)).status_code == 422
    assert owner_client.post(page(empty, "capture"), met(8)).status_code == 302
    with acting_for(empty.owner_id):
        assert Person.objects.count() == 8


@time_machine.travel("2026-03-11T00:20:00+00:00", tick=False)
def test_capture_reads_days_on_the_persons_clock(owner: User, owner_client: Client, empty: Debrief) -> None:
    """Twenty past midnight in London is still the evening of the tenth in New York."""
    owner.time_zone = "America/New_York"
    owner.save()
    posted = answers("capture", interview_at="today", interview_time="16:00")
    owner_client.post(page(empty, "capture"), posted)
    with acting_for(owner.pk):
        empty.refresh_from_db()
    assert empty.interview_at is not None
    assert empty.interview_at.isoformat() == "2026-03-10T20:00:00+00:00"
    html = owner_client.get(page(empty, "capture")).content.decode()
    assert 'value="16:00"' in html


def test_capture_adds_rows_without_scripts(owner_client: Client, empty: Debrief) -> None:
    response = owner_client.post(page(empty, "capture"), answers("capture", then="add_people"))
    assert response["Location"] == page(empty, "capture") + "#people"
    html = owner_client.get(page(empty, "capture")).content.decode()
    assert 'name="people-1-name"' in html
    assert "Ms Okafor" in html


def test_a_changed_guess_is_a_new_one(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(page(empty, "first_guess"), answers("first_guess"))
    owner_client.post(page(empty, "first_guess"), answers("first_guess", version="1"))
    owner_client.post(page(empty, "first_guess"), answers("first_guess", version="2", chance_pct="none"))
    with acting_for(empty.owner_id):
        made = list(Guess.objects.values_list("kind", "felt_score", "chance_pct", "cannot_say"))
    assert made == [("first", 3, 20, False), ("first", 3, None, True)]


def test_nothing_yet_is_a_complete_answer(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(page(empty, "bright_spots"), {"version": "0", "nothing_yet": "on"})
    assert the_entry(empty, "bright_spots").state == "done"


def test_nothing_yet_is_asked_about_once_more_the_day_after(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    asked = "Anything look different this morning?"
    path = reverse("recovery:path_page", args=[empty.pk])
    pages = ("/", path, page(empty, "bright_spots"))
    with time_machine.travel("2026-03-10T20:00:00+00:00"):
        owner_client.force_login(owner)
        owner_client.post(page(empty, "bright_spots"), {"version": "0", "nothing_yet": "on"})
        assert not any(asked in owner_client.get(one).content.decode() for one in pages)
    with time_machine.travel("2026-03-11T09:00:00+00:00"):
        assert all(asked in owner_client.get(one).content.decode() for one in pages)
        posted = {"version": "1", "nothing_yet": "on", "operation": str(uuid4())}
        owner_client.post(page(empty, "bright_spots"), posted)
        assert not any(asked in owner_client.get(one).content.decode() for one in pages)


def test_a_rest_is_followed_up_the_day_after(owner: User, owner_client: Client, empty: Debrief) -> None:
    with time_machine.travel("2026-03-10T20:00:00+00:00"):
        owner_client.force_login(owner)
        posted = answers("recharge", pause_until_date="2026-03-11")
        assert owner_client.post(page(empty, "recharge"), posted).status_code == 302
        assert "Did you do it?" not in owner_client.get(page(empty, "recharge")).content.decode()
        assert "resting" in owner_client.get("/").content.decode()
    with time_machine.travel("2026-03-11T09:30:00+00:00"):
        assert "Did you do it?" in owner_client.get(page(empty, "recharge")).content.decode()
        assert "You're resting" not in owner_client.get("/").content.decode()
        posted = answers("recharge", version="1", did_it="not_yet", mood_next_day="4")
        owner_client.post(page(empty, "recharge"), posted)
        with acting_for(owner.pk):
            assert MoodCheck.objects.get(moment="next_day").mood == 4
        assert "Still open, if you'd like it." in owner_client.get(page(empty, "recharge")).content.decode()


def rows_of(debrief: Debrief) -> dict[str, list[dict[str, Any]]]:
    """Everything stored of a debrief, but for ids of rows that are made anew and versions."""
    with acting_for(debrief.owner_id):
        fresh = Debrief.objects.get(pk=debrief.pk)
        kept: dict[str, list[dict[str, Any]]] = {"debrief": [{**vars(fresh), "_state": None}]}
        for model in (m for m in apps.get_models() if issubclass(m, DebriefPart) and m is not StageEntry):
            rows = model._default_manager.filter(debrief=fresh).values()
            kept[model.__name__] = [{k: v for k, v in row.items() if k != "id"} for row in rows]
        kept["openings"] = list(Opening.objects.of(debrief.owner_id).values())
        kept["answers"] = list(fresh.stage_entries.values("stage_key", "state", "answers"))  # type: ignore[attr-defined]
    return kept


class Posts(HTMLParser):
    """What a browser would post from a page's form, left as it is: values by name."""

    @classmethod
    def of(cls, html: str) -> dict[str, list[str]]:
        page = cls()
        page.feed(html)
        return page.values

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._is_template = False  # of rows that a script may add
        self._list = ""  # the name of the list that is open
        self._text: str | None = None  # the name of the text area that is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value")
        if tag == "template":
            self._is_template = True
        elif self._is_template:
            return
        elif tag == "textarea":
            self._text = name
            self.values.setdefault(name, []).append("")
        elif tag == "select":
            self._list = name
            self.values[name] = [""]
        elif tag == "option" and "selected" in given:
            self.values[self._list] = [value or ""]
        elif tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.values.setdefault(name, []).append(
                "on" if value is None and "checked" in given else value or ""
            )

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._is_template = False
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._is_template:
            self.values[self._text][-1] += data.removeprefix("\n")


@each_stage
def test_a_post_that_does_not_speak_of_a_list_leaves_it_as_it_is(
    owner_client: Client, empty: Debrief, stage: Stage
) -> None:
    owner_client.post(page(empty, stage), answers(stage))
    before = rows_of(empty)
    of_rows = re.compile(r"\w+-(\d+-\w+|(TOTAL|INITIAL)_FORMS)")
    rest = {name: value for name, value in answers(stage).items() if not of_rows.fullmatch(name)}
    if stage.key == "capture":
        rest["questions_raw"] = ""  # they have become rows
    response = owner_client.post(page(empty, stage), {**rest, "version": "1"})
    assert response.status_code == 302, response.content.decode()
    after = rows_of(empty)
    after.pop("answers"), before.pop("answers")
    assert after == before
