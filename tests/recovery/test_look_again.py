"""Look again, gently: moments, reasons and the voice of the questions."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debrief.accounts.models import User
from debrief.debriefs.causes import CAUSES, MOST_OWN_CAUSES
from debrief.debriefs.models import BrightSpot, Debrief, NamedCause, OwnCause, Question, RoughPatch
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from tests import factories
from tests.recovery.test_stage_page import Posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(owner: User) -> Debrief:
    return factories.debrief(owner)


def page(debrief: Debrief) -> str:
    return reverse("recovery:stage_page", args=[debrief.pk, "look_again"])


def shown(client: Client, debrief: Debrief) -> str:
    return client.get(page(debrief)).content.decode()


def save(client: Client, debrief: Debrief, **answers: Any) -> Any:
    """Post these answers over the page as it stands; returns the response."""
    posted = Posts.of(shown(client, debrief))
    return client.post(page(debrief), {**posted, "operation": str(uuid4()), **answers})


def moments(*rows: dict[str, str]) -> dict[str, Any]:
    named = {f"moments-{n}-{name}": text for n, row in enumerate(rows) for name, text in row.items()}
    return {"moments-TOTAL_FORMS": str(len(rows)), "moments-INITIAL_FORMS": "0", **named}


def entry(debrief: Debrief) -> StageEntry:
    with acting_for(debrief.owner_id):
        return StageEntry.objects.get(debrief=debrief, stage_key="look_again")


def patches(debrief: Debrief) -> list[RoughPatch]:
    with acting_for(debrief.owner_id):
        return list(RoughPatch.objects.filter(debrief=debrief))


def reasons(debrief: Debrief) -> list[tuple[str, bool, str]]:
    """What is named, in order: the reason, whether it is the main one, and how much in the person's hands."""
    with acting_for(debrief.owner_id):
        rows = NamedCause.objects.filter(debrief=debrief).select_related("own")
        return [(row.key or row.own.label, row.is_main, row.in_hands) for row in rows]  # type: ignore[union-attr]


def asked(debrief: Debrief, **went: str) -> dict[str, Question]:
    """Questions of the debrief, by their words, each with how it went."""
    with acting_for(debrief.owner_id):
        return {
            text: Question.objects.create(
                owner_id=debrief.owner_id,
                debrief=debrief,
                position=n,
                text=text,
                went=how,
                note=f"About {text}",
            )
            for n, (text, how) in enumerate(went.items())
        }


# --- done when one moment has both halves, or one cause, or nothing_named ---


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        (moments({"what": "Silence", "instead": "One second, please"}), "done"),
        (moments({"what": "Silence"}), "started"),
        (moments({"instead": "One second, please"}), "started"),
        (moments({"what": "Silence"}, {"instead": "One second, please"}), "started"),
        ({"causes": ["field"]}, "done"),
        ({"cause_own": "The drill next door"}, "done"),
        ({"nothing_named": "on"}, "done"),
        ({"dont_know": "on"}, "started"),
        ({"main_cause": "late", "in_hands-late": "yes"}, "started"),
        ({"voice": "i"}, "started"),
    ],
)
def test_it_is_done_by_a_whole_moment_or_a_reason(
    owner_client: Client, empty: Debrief, answers: dict[str, Any], state: str
) -> None:
    assert save(owner_client, empty, **answers).status_code == 302
    assert entry(empty).state == state


# --- moments ---


def test_bright_spots_stand_on_top_with_a_link_back(owner_client: Client, empty: Debrief) -> None:
    assert "First, what held up" not in shown(owner_client, empty)
    with acting_for(empty.owner_id):
        for n, spot in enumerate([{"chip": "listened"}, {"text": "The sketch"}]):
            BrightSpot.objects.create(owner_id=empty.owner_id, debrief=empty, position=n, **spot)
    html = shown(owner_client, empty)
    part = html[html.index("First, what held up") : html.index("Put the questions as")]
    assert "<li>I listened</li><li>The sketch</li>" in part
    assert reverse("recovery:stage_page", args=[empty.pk, "bright_spots"]) in part


def test_the_blank_questions_are_suggested_first_then_the_wobbly_ones(
    owner_client: Client, empty: Debrief
) -> None:
    made = asked(empty, One="wobbly", Two="solid", Three="blank", Four="wobbly", Five="blank", Six="")
    posted = Posts.of(shown(owner_client, empty))
    suggested = [posted[f"moments-{n}-question"] for n in range(3)]
    assert suggested == [[str(made[text].pk)] for text in ("Three", "Five", "One")]
    assert posted["moments-TOTAL_FORMS"] == ["3"]


def test_a_suggestion_says_where_it_came_from_and_stores_nothing_by_itself(
    owner_client: Client, empty: Debrief
) -> None:
    asked(empty, One="blank")
    html = shown(owner_client, empty)
    lead = html[html.index('class="rows__lead"') :].split("</p>")[0]
    assert "From “Get it down while it&#x27;s fresh”:" in lead
    assert "<q>One</q> <small>Blank · About One</small>" in lead
    assert reverse("recovery:stage_page", args=[empty.pk, "capture"]) in lead
    save(owner_client, empty, nothing_named="on")
    assert patches(empty) == []


def test_a_suggestion_taken_up_keeps_its_question(owner_client: Client, empty: Debrief) -> None:
    made = asked(empty, One="blank", Two="wobbly")
    save(owner_client, empty, **{"moments-1-instead": "Say both back first", "moments-1-seen": "unlikely"})
    (patch,) = patches(empty)
    assert (patch.question_id, patch.what, patch.seen) == (made["Two"].pk, "", "unlikely")
    assert "<q>Two</q>" in shown(owner_client, empty)
    with acting_for(empty.owner_id):
        made["Two"].delete()
    assert [patch.instead for patch in patches(empty)] == ["Say both back first"]
    assert "<q>Two</q>" not in shown(owner_client, empty)
    assert save(owner_client, empty).status_code == 302


def test_without_such_questions_there_is_one_blank_moment(owner_client: Client, empty: Debrief) -> None:
    asked(empty, One="solid")
    posted = Posts.of(shown(owner_client, empty))
    assert posted["moments-TOTAL_FORMS"] == ["1"]
    assert posted["moments-0-what"] == posted["moments-0-question"] == [""]


def test_editing_a_moment_keeps_its_id_and_clearing_it_removes_it(
    owner_client: Client, empty: Debrief
) -> None:
    save(owner_client, empty, **moments({"what": "One"}, {"what": "Two", "seen": "maybe"}))
    one, two = patches(empty)
    save(owner_client, empty, **{"moments-0-what": "", "moments-1-instead": "Ask them to say it again"})
    (left,) = patches(empty)
    assert (left.pk, left.what, left.instead, left.position) == (two.pk, "Two", "Ask them to say it again", 0)
    assert one.pk != left.pk


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"moments-0-what": "x" * 401}, "moments-0-what"),
        ({"moments-0-instead": "x" * 601}, "moments-0-instead"),
        ({"moments-0-seen": "always"}, "moments-0-seen_0"),
        ({"moments-0-seen": "maybe"}, "moments-0-what"),
        ({"cause_own": "x" * 121}, "cause_own"),
        ({"causes": list(CAUSES)[:6]}, "causes_0"),
        ({"causes": list(CAUSES)[:5], "cause_own": "A sixth"}, "cause_own"),
        ({"causes": [str(uuid4())]}, "causes_0"),
        ({"causes": ["late"], "in_hands-late": "somehow"}, "causes_0"),
        ({"causes": ["late"], "main_cause": "gremlins"}, "causes_0"),
    ],
)
def test_what_does_not_fit_is_named_and_kept(
    owner_client: Client, empty: Debrief, answers: dict[str, Any], field: str
) -> None:
    response = save(
        owner_client, empty, **{"moments-1-what": "Still here", "moments-TOTAL_FORMS": "2"}, **answers
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}"' in html
    assert f'id="id_{field}"' in html
    assert "Still here" in html
    assert not patches(empty)


def test_the_limits_themselves_fit(owner_client: Client, empty: Debrief) -> None:
    full = {"what": "x" * 400, "instead": "y" * 600, "seen": "surely"}
    answers = moments(*[full] * 5) | {"causes": list(CAUSES)[:4], "cause_own": "z" * 120}
    assert save(owner_client, empty, **answers).status_code == 302
    assert len(patches(empty)) == len(reasons(empty)) == 5


def test_six_moments_are_one_too_many(owner_client: Client, empty: Debrief) -> None:
    response = save(owner_client, empty, **moments(*[{"what": str(n)} for n in range(6)]))
    assert response.status_code == 422
    assert not patches(empty)


def test_a_question_of_another_debrief_is_none_of_this_one(owner_client: Client, empty: Debrief) -> None:
    elsewhere = asked(factories.debrief(empty.owner), One="blank")["One"]
    for question in (str(elsewhere.pk), "not an id", "x" * 5000):
        save(owner_client, empty, **moments({"what": "Silence", "question": question}))
        assert [patch.question_id for patch in patches(empty)] == [None]


# --- reasons ---


def test_a_reason_starts_from_its_preset_and_the_person_may_differ(
    owner_client: Client, empty: Debrief
) -> None:
    save(
        owner_client,
        empty,
        causes=["late", "rambled", "field"],
        main_cause="rambled",
        **{"in_hands-late": "no"},
    )
    assert reasons(empty) == [("late", False, "no"), ("rambled", True, "yes"), ("field", False, "no")]
    save(owner_client, empty, causes=["rambled", "late"])
    assert reasons(empty) == [("rambled", True, "yes"), ("late", False, "no")]


def test_the_only_reason_is_the_main_one(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, causes=["late"])
    assert reasons(empty) == [("late", True, "partly")]
    save(owner_client, empty, causes=["late", "tech"], main_cause="")
    assert [is_main for _key, is_main, _hands in reasons(empty)] == [False, False]


def test_a_main_one_that_is_not_ticked_is_none(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, causes=["late", "tech"], main_cause="field")
    assert [is_main for _key, is_main, _hands in reasons(empty)] == [False, False]


def test_a_reason_that_stays_keeps_its_id_when_the_main_one_moves(
    owner_client: Client, empty: Debrief
) -> None:
    def ids() -> dict[str, Any]:
        with acting_for(empty.owner_id):
            return dict(NamedCause.objects.filter(debrief=empty).values_list("key", "pk"))

    save(owner_client, empty, causes=["late", "tech"], main_cause="late")
    before = ids()
    save(owner_client, empty, causes=["tech", "late", "tech"], main_cause="tech")
    assert ids() == before
    assert reasons(empty) == [("tech", True, "partly"), ("late", False, "partly")]


def test_a_reason_named_after_all_takes_back_that_there_is_none(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, nothing_named="on")
    assert entry(empty).answers["nothing_named"] is True
    save(owner_client, empty, causes=["late"])
    assert "nothing_named" not in entry(empty).answers


def test_a_reason_in_own_words_counts_here_and_is_offered_later(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    save(owner_client, empty, causes=["late"], cause_own="  The drill \t next door ")
    assert reasons(empty) == [("late", False, "partly"), ("The drill next door", False, "partly")]
    later = factories.debrief(owner)
    html = shown(owner_client, later)
    assert "The drill next door" in html
    assert "causes" not in Posts.of(html)
    with acting_for(owner.pk):
        key = str(OwnCause.objects.get().pk)
    save(owner_client, later, causes=[key], **{f"in_hands-{key}": "no"})
    assert reasons(later) == [("The drill next door", True, "no")]


def test_the_same_words_again_are_the_same_reason(owner: User, owner_client: Client, empty: Debrief) -> None:
    for words in ("The drill", "the DRILL"):
        save(owner_client, empty, cause_own=words)
        assert reasons(empty) == [("The drill", True, "partly")]
    save(owner_client, factories.debrief(owner), cause_own="the drill")
    with acting_for(owner.pk):
        assert OwnCause.objects.count() == 1


def test_one_that_was_put_away_stays_where_it_is_named_and_is_offered_no_more(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    save(owner_client, empty, cause_own="The drill")
    with acting_for(owner.pk):
        OwnCause.objects.update(archived_at=timezone.now())
    assert "The drill" in shown(owner_client, empty)
    later = factories.debrief(owner)
    assert "The drill" not in shown(owner_client, later)
    save(owner_client, empty, causes=[])
    assert reasons(empty) == []
    assert "The drill" not in shown(owner_client, empty)
    # Putting it in words again brings it back.
    save(owner_client, later, cause_own="The drill")
    with acting_for(owner.pk):
        assert OwnCause.objects.get().archived_at is None


def test_unticking_removes_it_from_this_debrief_alone(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    later = factories.debrief(owner)
    save(owner_client, empty, cause_own="The drill", causes=["late"])
    with acting_for(owner.pk):
        key = str(OwnCause.objects.get().pk)
    save(owner_client, later, causes=[key, "late"])
    save(owner_client, empty, causes=[])
    assert reasons(empty) == []
    assert {key for key, _main, _hands in reasons(later)} == {"late", "The drill"}
    with acting_for(owner.pk):
        assert OwnCause.objects.get().archived_at is None


def test_there_is_room_for_thirty_of_ones_own(owner: User, owner_client: Client, empty: Debrief) -> None:
    with acting_for(owner.pk):
        made = [OwnCause(owner=owner, label=f"Reason {n}") for n in range(MOST_OWN_CAUSES)]
        OwnCause.objects.bulk_create(made)
    response = save(owner_client, empty, cause_own="One more")
    assert response.status_code == 422
    assert "Put one away first." in response.content.decode()
    assert save(owner_client, empty, cause_own="reason 7").status_code == 302
    assert reasons(empty) == [("Reason 7", True, "partly")]
    with acting_for(owner.pk):
        OwnCause.objects.filter(label="Reason 1").update(archived_at=timezone.now())
    assert save(owner_client, empty, cause_own="One more").status_code == 302


def test_somebody_elses_reason_is_none_to_pick(stranger: User, owner_client: Client, empty: Debrief) -> None:
    with acting_for(stranger.pk):
        theirs = OwnCause.objects.create(owner=stranger, label="Theirs")
    assert save(owner_client, empty, causes=[str(theirs.pk)]).status_code == 422
    assert "Theirs" not in shown(owner_client, empty)
    assert reasons(empty) == []


def test_markup_in_ones_own_words_is_shown_as_text(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, cause_own='"><script>alert(1)</script>')
    html = shown(owner_client, empty)
    assert "<script>alert" not in html
    assert "&quot;&gt;&lt;script&gt;alert(1)" in html


# --- the voice ---


def test_another_voice_keeps_what_is_typed_and_is_kept(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    assert "If you could have that minute again" in shown(owner_client, empty)
    response = save(
        owner_client,
        empty,
        then="voice_i",
        causes=["late"],
        **moments({"what": "Half a th", "seen": "maybe"}),
    )
    assert response["Location"] == page(empty) + "#voice"
    html = shown(owner_client, empty)
    assert "If I could have that minute again" in html
    assert "Half a th" in html
    posted = Posts.of(html)
    assert (posted["voice"], posted["causes"], posted["moments-0-seen"]) == (["i"], ["late"], ["maybe"])
    assert not patches(empty)
    save(owner_client, empty)
    assert entry(empty).answers["voice"] == "i"
    assert "as far as I can tell?" in shown(owner_client, empty)


def test_the_third_voice_is_the_first_name_where_it_is_known(
    owner: User, owner_client: Client, empty: Debrief
) -> None:
    owner.first_name = "Sam <3 %(number)s"
    owner.save()
    save(owner_client, empty, then="voice_name")
    html = shown(owner_client, empty)
    assert "If Sam &lt;3 %(number)s could have that minute again, what would Sam &lt;3" in html
    assert "Which minutes does Sam &lt;3 %(number)s want" in html
    save(owner_client, empty)
    assert entry(empty).answers["voice"] == "name"
    owner.first_name = ""
    owner.save()
    html = shown(owner_client, empty)
    assert "voice_name" not in html
    assert "If you could have that minute again" in html


def test_a_voice_nobody_offers_is_no_button(owner_client: Client, empty: Debrief) -> None:
    response = save(owner_client, empty, then="voice_royal", voice="royal", nothing_named="on")
    assert response.status_code == 302
    assert entry(empty).answers == {"nothing_named": True, "voice": "you"}


def test_a_row_more_keeps_the_page_and_its_voice(owner_client: Client, empty: Debrief) -> None:
    asked(empty, One="blank")
    save(owner_client, empty, then="add_moments", voice="i", **{"moments-0-what": "Half a th"})
    html = shown(owner_client, empty)
    assert 'name="moments-1-what"' in html
    assert "Half a th" in html
    assert "<q>One</q>" in html
    assert "If I could" in html


# --- in words ---


def test_every_answer_comes_out_in_words(owner_client: Client, empty: Debrief) -> None:
    asked(empty, One="blank")
    save(
        owner_client,
        empty,
        causes=["late", "mind_blank"],
        main_cause="mind_blank",
        cause_own="The drill",
        dont_know="on",
        **{"moments-0-what": "Silence", "moments-0-instead": "One second", "moments-0-seen": "surely"},
    )
    form = owner_client.get(page(empty)).context["form"]
    assert form.as_words() == [
        ("Moment 1", "“One”\nSilence\nThat minute again: One second\nThey surely noticed"),
        (
            "What was behind it, as far as you can tell?",
            "I was late or rushing · In my hands: partly\n"
            "My mind went blank · In my hands: partly · The main one\n"
            "The drill · In my hands: partly",
        ),
        ("I don't know yet", "Yes"),
    ]
