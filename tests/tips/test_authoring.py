"""Staff edit the tips: drafts, publishing, withdrawing, what was said before, and no debrief."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.tips import actions
from debrief.tips.admin import ENTRIES_ON_A_PAGE, desk
from debrief.tips.cards import shelf
from debrief.tips.library import read_all
from debrief.tips.models import State, Tip, TipMark
from debrief.tips.tip_form import as_fields
from tests import factories
from tests.conftest import signed_in
from tests.test_walls import ROUTES, address

pytestmark = pytest.mark.django_db
SHIPPED = dict(read_all())
TIP = "name-the-reason"
LIST = "/staff/tips/tip/"
EDIT = f"{LIST}{TIP}/change/"
PUBLIC = f"/tips/{TIP}/"
PREVIEW = f"{PUBLIC}preview/"
STAFF_ROUTES = [route for route in ROUTES if route.name.startswith("staff:")]


@pytest.fixture
def editor(db: None, library: None) -> User:
    return factories.editor()


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


def filled(record: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """What a browser posts for a record."""
    posted = {name: value for name, value in as_fields(record).items() if value not in (None, False)}
    return {**posted, **fields}


def tip(slug: str = TIP) -> Tip:
    return Tip.every.get(pk=slug)


def press(client: Client, button: str, slug: str = TIP, **fields: Any) -> Any:
    """Post the page of a tip as it stands, with `fields` typed over."""
    posted = filled(tip(slug).latest, **fields) | {button: "1"}
    return client.post(f"{LIST}{slug}/change/", posted, follow=True)


def text_of(response: Any) -> str:
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def errors(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


# --- who may, and what they see ---


def test_only_the_tips_are_there() -> None:
    assert set(desk._registry) == {Tip}
    assert admin.site._registry == {}
    assert {route.name for route in STAFF_ROUTES} == {
        "staff:index",
        "staff:app_list",
        "staff:jsi18n",
        "staff:tips_tip_changelist",
        "staff:tips_tip_add",
        "staff:tips_tip_history",
        "staff:tips_tip_delete",
        "staff:tips_tip_change",
        "staff:tips_tip_bring_back",
    }


@pytest.mark.parametrize("route", STAFF_ROUTES, ids=lambda route: route.name)
def test_nobody_else_finds_these_pages(route: Any, editor: User, debrief: Debrief, stranger: User) -> None:
    half = factories.person("half")
    half.is_staff = True  # staff of something else
    half.save()
    gone = factories.editor("gone")
    call_command("make_editor", gone.email, "--remove")
    page = address(route, debrief)
    for person in (debrief.owner, stranger, half, gone):
        for method in ("get", "post"):
            assert getattr(signed_in(person), method)(page).status_code == 404
    for method in ("get", "post"):
        response = getattr(Client(), method)(page)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/?next=/staff/")


@pytest.mark.parametrize("is_superuser", [False, True])
def test_staff_see_no_debrief_anywhere(
    client: Client, editor: User, debrief: Debrief, is_superuser: bool
) -> None:
    User.objects.filter(pk=editor.pk).update(is_superuser=is_superuser)
    factories.tip_mark(debrief.owner, TIP, note=factories.CANARY)
    # The one that `address` names, withdrawn so that deleting it is offered as well.
    actions.withdraw(slug="what-held-up-first", by=editor)
    answered = 0
    for route in ROUTES:
        if route.name == "account_logout":
            continue
        response = client.get(address(route, debrief), follow=True)
        page = response.content.decode()
        assert factories.CANARY not in page, route.name
        assert debrief.owner.email not in page, route.name
        if route in STAFF_ROUTES:
            answered += response.status_code == 200
            assert str(debrief.pk) not in page
            assert response.status_code != 200 or "/debriefs/" not in page
        if "debrief_id" in route.parameters:
            assert response.status_code in (404, 405), route.name
    assert answered == len(STAFF_ROUTES) - 1  # bringing back takes a post


def test_deleting_shows_and_takes_nothing_that_people_made_of_a_tip(
    client: Client, editor: User, owner: User
) -> None:
    factories.tip_mark(owner, TIP, note=factories.CANARY)
    actions.withdraw(slug=TIP, by=editor)
    assert factories.CANARY not in text_of(client.get(f"{LIST}{TIP}/delete/"))
    client.post(f"{LIST}{TIP}/delete/", {"post": "yes"})
    assert not Tip.every.filter(pk=TIP).exists()
    with acting_for(owner.pk):
        assert TipMark.objects.get(owner=owner).note == factories.CANARY


def test_becoming_an_editor_and_no_longer_being_one(owner: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_editor", owner.email.upper())
    assert capsys.readouterr().out == f"{owner.email} edits the tips at /staff/.\n"
    assert signed_in(owner).get(LIST).status_code == 200
    call_command("make_editor", owner.email, "--remove")
    assert not User.objects.get(pk=owner.pk).is_staff
    assert signed_in(owner).get(LIST).status_code == 404
    with pytest.raises(CommandError, match="sign up first"):
        call_command("make_editor", "nobody@example.org")


def test_the_bare_address_leads_to_the_list(client: Client) -> None:
    for page in ("/staff/", "/staff/tips/"):
        assert client.get(page)["Location"] == LIST


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("has_draft=yes", {"Name the reason, not the fault"}),
        ("state__exact=withdrawn", {"One slow minute"}),
        ("q=own+name", {"Use your own name"}),
        ("kind__exact=rest&minutes=x", None),
    ],
)
def test_the_list_is_narrowed(client: Client, editor: User, query: str, titles: set[str] | None) -> None:
    press(client, "_save", title="Being written")
    actions.withdraw(slug="slow-minute", by=editor)
    response = client.get(f"{LIST}?{query}", follow=True)
    assert response.status_code == 200
    shown = {one.title for one in response.context["cl"].result_list}
    assert titles is None or titles <= shown
    assert titles is None or len(shown) < 10
    assert len(client.get(f"{LIST}?has_draft=no").context["cl"].result_list) == len(SHIPPED) - 1


# --- drafts ---


def test_a_draft_is_seen_by_editors_alone(client: Client) -> None:
    before = Client().get(PUBLIC).content
    response = press(client, "_save", title="Being written")
    assert "Saved as a draft." in text_of(response)
    assert "people still read what was published" in text_of(response)
    assert Client().get(PUBLIC).content == before
    assert client.get(PUBLIC).context["tip"].title == SHIPPED[TIP]["title"]
    assert "Being written" not in text_of(client.get("/tips/?q=being+written"))
    assert tip().published == SHIPPED[TIP]
    assert response.context["adminform"].form.initial["title"] == "Being written"


def test_a_draft_may_be_unready_and_says_what_it_lacks(client: Client) -> None:
    response = press(client, "_save", title="x" * 300, body="Two words", summary="", cause="")
    told = text_of(response)
    for sentence in (
        "Title: This has 300 characters; at most 60 fit.",
        "Text: The text has 2 words; it takes 120 to 250.",
        "Summary: Fill this in.",
    ):
        assert sentence in told
    assert tip().latest["title"] == "x" * 300
    assert tip().latest["body"] == "Two words"


def test_an_unready_draft_is_not_published_and_nothing_typed_is_lost(client: Client) -> None:
    before = tip().published
    response = press(
        client, "_publish", title="", body="Two words", related_1="", evidence="Somebody.", source="A"
    )
    assert set(errors(response)) == {"title", "body", "evidence", "source_no"} or set(errors(response)) == {
        "title",
        "body",
        "evidence",
    }
    assert "Two words" in text_of(response)
    assert tip().published == before
    assert tip().draft is None
    assert "<title>Error:" in text_of(response)


def test_what_is_published_and_saved_again_is_no_draft(client: Client) -> None:
    changes = Tip.history.count()
    assert "no draft" in text_of(press(client, "_save"))
    assert Tip.history.count() == changes
    assert tip().draft is None
    assert tip().published == SHIPPED[TIP]


def test_a_page_posted_as_it_stands_changes_no_field_of_any_tip(client: Client) -> None:
    for slug, record in SHIPPED.items():
        press(client, "_publish", slug)
        assert tip(slug).published == record


def test_line_ends_of_a_browser_do_not_make_another_text(client: Client) -> None:
    press(client, "_save", body=SHIPPED[TIP]["body"].replace("\n", "\r\n"))
    assert tip().draft is None


def test_a_draft_can_be_dropped(client: Client) -> None:
    press(client, "_save", title="Being written")
    assert "The draft is dropped." in text_of(press(client, "_drop"))
    assert tip().draft is None
    assert "<ins>Being written</ins>" in text_of(client.get(f"{LIST}{TIP}/history/"))


def test_two_who_edit_at_once_are_told_and_the_second_may_go_on(client: Client) -> None:
    posted = filled(tip().latest, title="Mine", _save="1")
    other = factories.editor("other")
    press(signed_in(other), "_save", title="Theirs")
    response = client.post(EDIT, posted)
    assert tip().latest["title"] == "Theirs"
    [sentence] = errors(response)["__all__"]
    assert sentence.startswith(f"{other.email} saved this tip at ")
    form = response.context["adminform"].form
    assert form.data["title"] == "Mine"
    client.post(EDIT, {**posted, "seen": form["seen"].value()})
    assert tip().latest["title"] == "Mine"
    assert "<ins>Theirs</ins>" in text_of(client.get(f"{LIST}{TIP}/history/"))


def test_words_typed_when_a_session_had_ended_come_back(editor: User) -> None:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    posted = filled(
        tip().latest, title="Typed for an hour", stages=["land"], causes=["tech", "late"], _save="1"
    )
    sent_to = client.post(EDIT, posted)["Location"]
    assert sent_to == f"/accounts/login/?next={EDIT}"
    client.post(sent_to, {"login": editor.email, "password": factories.PASSWORD})
    response = client.get(EDIT)
    form = response.context["adminform"].form
    assert "not saved yet" in text_of(response)
    assert form.initial["title"] == "Typed for an hour"
    assert form.initial["stages"] == ["land"]
    assert form.initial["causes"] == ["tech", "late"]
    assert tip().draft is None
    client.post(EDIT, posted)
    assert tip().latest["title"] == "Typed for an hour"
    assert "not saved yet" not in text_of(client.get(EDIT))


# --- preview, publishing, withdrawing, deleting ---


def article(response: Any) -> str:
    html = response.content.decode()
    return html[html.index("<article") : html.index("</article>")]


def test_a_preview_is_what_people_will_read(client: Client) -> None:
    response = press(client, "_preview", title="Being written", body="**Bold.** " + "word " * 130, minutes=30)
    assert response.redirect_chain == [(PREVIEW, 302)]
    assert response["Cache-Control"] == "no-store, private"
    assert "A preview, for those who edit the tips" in text_of(response)
    assert "<strong>Bold.</strong>" in article(response)
    press(client, "_publish")
    assert article(Client().get(PUBLIC)) == article(response)
    assert article(client.get(PREVIEW)) == article(response)


def test_a_preview_is_for_editors_alone(client: Client, owner: User) -> None:
    press(client, "_save", title="Being written")
    assert signed_in(owner).get(PREVIEW).status_code == 404
    assert Client().get(PREVIEW)["Location"] == f"/accounts/login/?next={PREVIEW}"
    assert client.post(PREVIEW).status_code == 405
    assert client.get("/tips/nowhere/preview/").status_code == 404


def test_an_empty_draft_has_a_preview_too(client: Client) -> None:
    empty = dict.fromkeys(("title", "summary", "body", "try_this", "caution", "evidence"), "")
    assert press(client, "_preview", **empty).status_code == 200


def test_publishing_is_seen_at_once(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    client.get("/tips/?show=all")
    press(client, "_save", title="Published now")
    with django_capture_on_commit_callbacks(execute=True):
        response = press(client, "_publish")
    assert "Published." in text_of(response)
    assert tip().draft is None
    for reader in (Client(), client):
        assert "Published now" in text_of(reader.get(PUBLIC))
        assert "Published now" in text_of(reader.get("/tips/?show=all"))
        assert "<mark>Published</mark> now" in text_of(reader.get("/tips/?q=published+now"))


def test_an_editor_sees_what_another_process_published(client: Client) -> None:
    client.get("/tips/?show=all")
    Tip.every.filter(pk=TIP).update(title="Published elsewhere")
    assert shelf().cards[TIP].title == SHIPPED[TIP]["title"]
    assert "Published elsewhere" in text_of(client.get("/tips/?show=all"))


def test_a_new_tip_from_first_line_to_library(client: Client) -> None:
    add = f"{LIST}add/"
    first = client.get(add).context["adminform"].form
    posted = {name: value for name in first.fields if (value := first[name].value())}
    chosen = {"slug": "mine", "title": "Only a title", "kind": "view", "strength": "mixed"}
    response = client.post(add, {**posted, **chosen, "_save": "1"})
    assert response.status_code == 302, errors(response)
    assert response["Location"] == f"{LIST}mine/change/"
    assert tip("mine").state == State.NEW
    for page in ("/tips/mine/", "/tips/mine/mark/", "/tips/mine/seen/"):
        method = client.get if page == "/tips/mine/" else client.post
        assert method(page).status_code == 404
    assert "Only a title" not in text_of(client.get("/tips/?show=all"))
    assert "Only a title" in text_of(client.get(LIST))
    assert client.get("/tips/mine/preview/").status_code == 200
    record = filled({**SHIPPED[TIP], "related": [TIP]}, title="Mine", source="added", source_no="")
    assert "Published." in text_of(
        press(client, "_publish", "mine", **{**record, "seen": filled(tip("mine").latest)["seen"]})
    )
    assert "Mine" in text_of(Client().get("/tips/mine/"))
    assert tip("mine").published == {
        **SHIPPED[TIP],
        "related": [TIP],
        "title": "Mine",
        "source": "added",
        "source_no": None,
    }


@pytest.mark.parametrize("slug", [TIP, "saved", "Big", "two words", "a_b", "x" * 61, ""])
def test_an_address_that_cannot_be_is_refused(client: Client, slug: str) -> None:
    response = client.post(f"{LIST}add/", {**filled(SHIPPED[TIP]), "slug": slug, "_save": "1"})
    assert set(errors(response)) == {"slug"}


def test_an_address_never_changes(client: Client) -> None:
    press(client, "_publish", slug="slow-minute")
    assert tip().published == SHIPPED[TIP]
    assert tip("slow-minute").published == SHIPPED["slow-minute"]


def test_a_withdrawn_tip_is_gone_everywhere_and_comes_back(
    client: Client, owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    factories.tip_mark(owner, TIP, note="Mine", saved_at=timezone.now())
    near = next(slug for slug, record in SHIPPED.items() if TIP in record["related"])
    assert f'href="{PUBLIC}"' in Client().get("/tips/?show=all").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = press(client, "_withdraw")
    assert "Withdrawn." in text_of(response)
    for reader in (Client(), signed_in(owner), client):
        page = reader.get(PUBLIC)
        assert page.status_code == 410
        assert "was taken out of the library" in text_of(page)
        for other in (f"/tips/{near}/", "/tips/?show=all", "/tips/?q=reason", "/tips/?when=tomorrow"):
            assert f'href="{PUBLIC}"' not in reader.get(other).content.decode()
    assert f'href="{PUBLIC}"' not in signed_in(owner).get("/tips/saved/").content.decode()
    assert signed_in(owner).post(f"{PUBLIC}mark/", {"do": "save"}).status_code == 404
    assert client.get(PREVIEW).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        press(client, "_publish")
    assert Client().get(PUBLIC).status_code == 200
    assert f'href="{PUBLIC}"' in signed_in(owner).get("/tips/saved/").content.decode()


def test_withdrawing_keeps_what_was_typed(client: Client) -> None:
    press(client, "_withdraw", title="Half a thought")
    assert tip().state == State.WITHDRAWN
    assert tip().latest["title"] == "Half a thought"
    assert tip().published == SHIPPED[TIP]


def test_what_people_read_cannot_be_deleted_and_what_is_withdrawn_can(client: Client) -> None:
    assert "/delete/" not in client.get(EDIT).content.decode()
    assert client.post(f"{LIST}{TIP}/delete/", {"post": "yes"}).status_code == 403
    press(client, "_withdraw")
    assert f"{LIST}{TIP}/delete/" in client.get(EDIT).content.decode()
    client.post(f"{LIST}{TIP}/delete/", {"post": "yes"})
    assert not Tip.every.filter(pk=TIP).exists()
    assert client.get(PUBLIC).status_code == 404
    history = text_of(client.get(f"{LIST}{TIP}/history/"))
    assert "Deleted" in history
    assert "Make this text the draft" not in history


def test_a_tip_close_to_one_that_was_deleted_says_so_when_published(client: Client) -> None:
    near = next(slug for slug, record in SHIPPED.items() if TIP in record["related"])
    press(client, "_withdraw")
    client.post(f"{LIST}{TIP}/delete/", {"post": "yes"})
    response = press(client, "_publish", near)
    assert errors(response) == {"related_1": [f"There is no tip called {TIP}."]}


def test_the_main_reason_comes_first_and_the_others_keep_their_order(client: Client) -> None:
    slug = "slow-minute"
    assert SHIPPED[slug]["causes"] == ["nerves", "interviewer", "unfair"]
    press(client, "_save", slug, cause="late", causes=["tech", "unfair", "late", "interviewer"])
    assert tip(slug).latest["causes"] == ["late", "interviewer", "unfair", "tech"]
    press(client, "_save", slug, cause="", causes=["tech", "late"])
    assert tip(slug).latest["causes"] == ["late", "tech"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minutes", "3"),
        ("minutes", "x"),
        ("kind", "magic"),
        ("reviewed_on", "soon"),
        ("related_1", "nowhere"),
    ],
)
@pytest.mark.parametrize("button", ["_save", "_publish", "_preview", "_withdraw"])
def test_a_value_no_page_offers_is_refused(client: Client, field: str, value: str, button: str) -> None:
    assert field in errors(press(client, button, **{field: value}))
    assert tip().draft is None
    assert tip().is_public


def test_a_day_to_come_is_refused_by_the_editors_clock(client: Client) -> None:
    later = timezone.localdate() + timedelta(days=2)
    assert set(errors(press(client, "_publish", reviewed_on=later))) == {"reviewed_on"}


# --- what was said before ---


def test_the_history_says_what_changed_and_who_did_it(client: Client, editor: User) -> None:
    press(client, "_save", title="Name the cause, not the fault", minutes=15, low_ok="on")
    press(client, "_publish")
    page = client.get(f"{LIST}{TIP}/history/")
    entries = page.context["entries"]
    assert [(entry.what, entry.by) for entry in entries] == [
        ("Published", editor.email),
        ("Draft saved", editor.email),
        ("Loaded from the tips that ship with Debrief", ""),
    ]
    assert entries[0].changes == []
    assert [entry.is_first for entry in entries] == [False, False, True]
    changes = dict(entries[1].changes)
    assert changes["Title"] == "Name the <del>reason, </del><ins>cause, </ins>not the fault"
    assert changes["Minutes"] == f"<del>{SHIPPED[TIP]['minutes']}</del><ins>15</ins>"
    assert "<ins>cause, </ins>" in page.content.decode()


def test_the_history_shows_no_markup_as_markup(client: Client) -> None:
    press(client, "_save", title="<script>alert(1)</script>")
    html = client.get(f"{LIST}{TIP}/history/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_an_older_text_comes_back_as_a_draft(client: Client, editor: User) -> None:
    press(client, "_publish", title="Second")
    press(client, "_publish", title="Third")
    oldest = client.get(f"{LIST}{TIP}/history/").context["entries"][-1]
    back = f"{LIST}{TIP}/history/{oldest.version}/bring-back/"
    assert client.get(back).status_code == 405
    assert client.post(back)["Location"] == EDIT
    assert tip().latest == SHIPPED[TIP]
    assert tip().published["title"] == "Third"
    newest = Tip.history.filter(slug=TIP).first()
    assert (newest.history_user, newest.history_change_reason) == (editor, "brought_back")
    press(client, "_publish")
    assert tip().published == SHIPPED[TIP]


def test_a_draft_of_before_comes_back_too(client: Client) -> None:
    press(client, "_save", title="An early thought")
    version = Tip.history.filter(slug=TIP).first().pk
    press(client, "_publish", title="A later one")
    client.post(f"{LIST}{TIP}/history/{version}/bring-back/")
    assert tip().latest["title"] == "An early thought"


def test_a_text_of_another_tip_cannot_be_brought_back_here(client: Client) -> None:
    other = Tip.history.filter(slug="slow-minute").first().pk
    assert client.post(f"{LIST}{TIP}/history/{other}/bring-back/").status_code == 404
    assert client.post(f"{LIST}{TIP}/history/{2**31}/bring-back/").status_code == 404
    assert client.post(f"{LIST}nowhere/history/{other}/bring-back/").status_code == 404
    assert client.get(f"{LIST}nowhere/history/").status_code == 404


def test_an_editor_who_deletes_their_account_leaves_what_they_wrote(client: Client, editor: User) -> None:
    press(client, "_publish", title="Second")
    editor.delete()
    assert Tip.history.filter(slug=TIP).first().history_user is None
    page = signed_in(factories.editor("next")).get(f"{LIST}{TIP}/history/")
    assert page.context["entries"][0].by == ""
    assert tip().title == "Second"


def test_a_long_history_has_pages_and_no_change_is_lost_between_them(client: Client, editor: User) -> None:
    for number in range(ENTRIES_ON_A_PAGE + 5):
        actions.save_draft(slug=TIP, record={**SHIPPED[TIP], "title": f"No {number}"}, by=editor)
    page = client.get(f"{LIST}{TIP}/history/")
    entries = page.context["entries"]
    assert len(entries) == ENTRIES_ON_A_PAGE
    assert all(entry.changes for entry in entries)
    older = client.get(f"{LIST}{TIP}/history/?p=2").context["entries"]
    assert len(older) == 6
    assert older[-1].changes == []


def test_the_admin_keeps_no_log_of_its_own(client: Client) -> None:
    press(client, "_publish", title="Second")
    assert not admin.models.LogEntry.objects.exists()


# --- figures ---


def counted(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    framing = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config")
    return len([query for query in captured if not query["sql"].startswith(framing)])


@pytest.mark.parametrize(
    ("page", "most"),
    [(LIST, 6), (f"{LIST}?q=reason", 6), (EDIT, 7), (f"{LIST}{TIP}/history/", 7), (PREVIEW, 6)],
)
def test_pages_take_as_many_queries_for_many_tips(client: Client, editor: User, page: str, most: int) -> None:
    actions.save_draft(slug=TIP, record={**SHIPPED[TIP], "title": "One"}, by=editor)
    few = counted(client, page)
    more = [Tip(slug=f"more-{n}", **{**SHIPPED[TIP], "source_no": 1}) for n in range(300)]
    Tip.every.bulk_create(more)
    for number in range(15):
        actions.save_draft(slug=TIP, record={**SHIPPED[TIP], "title": f"No {number}"}, by=editor)
    assert counted(client, page) == few <= most


def test_getting_a_page_changes_nothing(client: Client) -> None:
    before = list(Tip.every.order_by("pk").values()), Tip.history.count()
    for page in (LIST, EDIT, f"{LIST}add/", f"{LIST}{TIP}/history/", f"{LIST}{TIP}/delete/", PREVIEW):
        client.get(page)
    assert (list(Tip.every.order_by("pk").values()), Tip.history.count()) == before


def test_dates_of_drafts_stay_dates(client: Client) -> None:
    press(client, "_save", reviewed_on="2026-01-31")
    assert tip().latest["reviewed_on"] == date(2026, 1, 31)
