"""Loading the tips that ship, and tips as files: nothing somebody made is overwritten by what ships."""

from importlib import import_module
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from debrief.accounts.models import User
from debrief.tips import actions, library
from debrief.tips.actions import TipsError, import_tips, load_tips
from debrief.tips.library import FOLDER, read_all
from debrief.tips.models import State, Tip, latest_of

pytestmark = pytest.mark.django_db
SHIPPED = dict(read_all())
TIP = "name-the-reason"
MINE = {**SHIPPED[TIP], "title": "Edited here"}
NEWER = {slug: {**record, "summary": "Newer."} for slug, record in SHIPPED.items()}


def summary_of(slug: str) -> str:
    return Tip.every.get(pk=slug).summary


@pytest.fixture(autouse=True)
def _shipped(db: None, library: None) -> None:
    load_tips(records=SHIPPED.items())


def edited(by: User) -> None:
    actions.publish(slug=TIP, record=MINE, by=by)


def drafted(by: User) -> None:
    actions.save_draft(slug=TIP, record=MINE, by=by)


def withdrawn(by: User) -> None:
    actions.withdraw(slug=TIP, by=by)


def deleted(by: User) -> None:
    actions.withdraw(slug=TIP, by=by)
    actions.delete_tip(tip=Tip.every.get(pk=TIP), by=by)


@pytest.mark.parametrize("change", [edited, drafted, withdrawn, deleted])
def test_what_somebody_changed_is_left_alone_and_the_rest_follows(owner: User, change: Any) -> None:
    change(owner)
    before = Tip.every.filter(pk=TIP).values().first()
    assert load_tips(records=SHIPPED.items()) == {"unchanged": list(SHIPPED)}
    told = load_tips(records=NEWER.items())
    assert told["kept"] == [TIP]
    assert set(told["updated"]) == SHIPPED.keys() - {TIP}
    assert Tip.every.filter(pk=TIP).values().first() == before
    assert summary_of("slow-minute") == "Newer."
    assert load_tips(records=NEWER.items())["kept"] == [TIP]


def test_an_untouched_tip_follows_its_file_however_often() -> None:
    load_tips(records=NEWER.items())
    load_tips(records=SHIPPED.items())
    assert summary_of(TIP) == SHIPPED[TIP]["summary"]


def test_a_draft_that_was_dropped_keeps_nothing_back(owner: User) -> None:
    drafted(owner)
    actions.drop_draft(slug=TIP, by=owner)
    assert "kept" not in load_tips(records=NEWER.items())


def test_a_tip_published_as_it_ships_again_follows_its_file(owner: User) -> None:
    edited(owner)
    actions.publish(slug=TIP, record=SHIPPED[TIP], by=owner)
    assert "kept" not in load_tips(records=NEWER.items())


def test_a_new_tip_of_ones_own_is_not_taken_for_a_shipped_one(owner: User) -> None:
    actions.save_draft(slug="mine", record=MINE, by=owner)
    assert load_tips(records={**SHIPPED, "mine": SHIPPED[TIP]}.items())["kept"] == ["mine"]
    assert Tip.every.get(pk="mine").state == State.NEW


def test_a_shipped_file_that_breaks_a_rule_stops_everything() -> None:
    bad = {**NEWER, TIP: {**SHIPPED[TIP], "minutes": 3}}
    with pytest.raises(TipsError, match="minutes"):
        load_tips(records=bad.items())
    assert summary_of("slow-minute") != "Newer."


def test_a_tip_close_to_one_that_was_deleted_here_still_loads(owner: User) -> None:
    deleted(owner)
    near = next(slug for slug, record in SHIPPED.items() if TIP in record["related"])
    assert near in load_tips(records=NEWER.items())["updated"]


def test_the_command_says_what_it_left_alone_even_when_told_to_be_quiet(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(owner)
    monkeypatch.setattr(library, "read_all", lambda: iter(NEWER.items()))
    out, err = StringIO(), StringIO()
    call_command("load_tips", verbosity=0, stdout=out, stderr=err)
    assert out.getvalue() == ""
    assert f"left as they were edited here, though newer ones ship: {TIP}." in err.getvalue()
    call_command("load_tips", stdout=out, stderr=err)
    assert out.getvalue() == "Tips: 0 new, 0 updated, 56 unchanged, 1 kept.\n"


def test_loading_takes_as_many_queries_for_one_tip_as_for_all() -> None:
    counts, alone = [], {slug: {**record, "related": []} for slug, record in SHIPPED.items()}
    for wanted in (1, len(SHIPPED)):
        Tip.every.all().delete()
        Tip.history.all().delete()
        with CaptureQueriesContext(connection) as captured:
            load_tips(records=list(alone.items())[:wanted])
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 6


def test_tips_from_before_there_was_a_history_begin_theirs_with_what_they_say() -> None:
    Tip.history.all().delete()
    begin = import_module("debrief.tips.migrations.0003_authoring").begin_history
    begin(apps, SimpleNamespace(connection=connection))
    assert {row.slug: latest_of(row) for row in Tip.history.all()} == SHIPPED


# --- files ---


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.md")}


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command("tips", *(str(one) for one in arguments), stdout=out)
    return out.getvalue()


def test_what_ships_is_written_as_it_ships(tmp_path: Path) -> None:
    assert run("export", tmp_path) == f"Wrote {len(SHIPPED)} to {tmp_path}.\n"
    assert files_in(tmp_path) == files_in(FOLDER)


def test_out_and_in_and_out_again_is_the_same_to_the_byte(tmp_path: Path, owner: User) -> None:
    odd = {
        **MINE,
        "title": "“Quotes”, 'both' and \"kinds\" \\ back",
        "try_this": 'Say "hello" with ünïcödé and 🙂.',
        "body": SHIPPED[TIP]["body"] + "\n\n+++\ntitle = 'no'\n+++\n\n\n    code\n* a list\n\\",
        "caution": "",
        "related": [],
        "source": "added",
        "source_no": None,
        "causes": ["nerves", "late"],
        "minutes": 30,
    }
    actions.publish(slug="odd-one", record=odd, by=owner)
    edited(owner)
    run("export", tmp_path / "one")
    Tip.every.all().delete()
    assert "new: odd-one" in run("import", tmp_path / "one")
    run("export", tmp_path / "two")
    assert files_in(tmp_path / "one") == files_in(tmp_path / "two")
    assert len(files_in(tmp_path / "two")) == len(SHIPPED) + 1
    assert Tip.objects.get(pk="odd-one").published == odd
    assert run("import", tmp_path / "two") == f"{len(SHIPPED) + 1} unchanged.\n"


def test_one_file_goes_out_and_in(tmp_path: Path, owner: User) -> None:
    file = tmp_path / f"{TIP}.md"
    run("export", file)
    edited(owner)
    assert run("import", file) == f"changed: {TIP}\n0 unchanged.\n"
    assert Tip.objects.get(pk=TIP).published == SHIPPED[TIP]
    with pytest.raises(CommandError, match="no public tip called nowhere"):
        run("export", tmp_path / "nowhere.md")


def test_files_of_others_stay_where_they_are(tmp_path: Path, owner: User) -> None:
    run("export", tmp_path)
    withdrawn(owner)
    assert f"left alone there: {TIP}." in run("export", tmp_path)
    assert (tmp_path / f"{TIP}.md").exists()


def test_drafts_and_withdrawn_tips_do_not_go_out(tmp_path: Path, owner: User) -> None:
    drafted(owner)
    actions.withdraw(slug="slow-minute", by=owner)
    actions.save_draft(slug="mine", record=MINE, by=owner)
    run("export", tmp_path)
    assert set(files_in(tmp_path)) == set(files_in(FOLDER)) - {"slow-minute.md"}
    assert files_in(tmp_path)[f"{TIP}.md"] == (FOLDER / f"{TIP}.md").read_bytes()


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path, owner: User) -> None:
    run("export", tmp_path)
    edited(owner)
    actions.withdraw(slug="slow-minute", by=owner)
    Tip.every.filter(pk="facts-first").delete()
    before = list(Tip.every.order_by("pk").values()), Tip.history.count()
    said = run("import", tmp_path, "--dry-run")
    assert (list(Tip.every.order_by("pk").values()), Tip.history.count()) == before
    assert said == run("import", tmp_path) + "A dry run: nothing was written.\n"
    assert said.splitlines()[:3] == ["new: facts-first", f"changed: {TIP}", "published: slow-minute"]
    assert Tip.objects.get(pk="slow-minute").is_public


def test_shipped_tips_brought_into_an_empty_library_go_on_following_their_files(tmp_path: Path) -> None:
    run("export", tmp_path)
    Tip.every.all().delete()
    Tip.history.all().delete()
    run("import", tmp_path)
    assert "kept" not in load_tips(records=SHIPPED.items())
    assert set(load_tips(records=NEWER.items())["updated"]) == SHIPPED.keys()


def test_a_tip_that_was_brought_in_is_not_overwritten_by_what_ships(tmp_path: Path, owner: User) -> None:
    edited(owner)
    run("export", tmp_path)
    actions.publish(slug=TIP, record=SHIPPED[TIP], by=owner)
    run("import", tmp_path)
    assert load_tips(records=NEWER.items())["kept"] == [TIP]


def test_bringing_in_leaves_a_draft_beside(tmp_path: Path, owner: User) -> None:
    run("export", tmp_path)
    edited(owner)
    actions.save_draft(slug=TIP, record={**MINE, "title": "Being written"}, by=owner)
    run("import", tmp_path)
    tip = Tip.every.get(pk=TIP)
    assert tip.published == SHIPPED[TIP]
    assert tip.latest["title"] == "Being written"


def test_one_bad_file_keeps_all_of_them_out_and_each_fault_is_named(tmp_path: Path) -> None:
    run("export", tmp_path)
    for name, old, new in [
        ("slow-minute", "minutes = 1", "minutes = 3"),
        ("facts-first", 'kind = "', 'kind = "x'),
        (TIP, 'summary = "', 'summary = "Changed. '),
    ]:
        path = tmp_path / f"{name}.md"
        path.write_text(path.read_text().replace(old, new))
    with pytest.raises(CommandError) as error:
        run("import", tmp_path)
    assert "Nothing was changed" in str(error.value)
    assert "slow-minute: Minutes: Choose one of these: 1, 2, 5, 10, 15, 30." in str(error.value)
    assert "facts-first: Kind: Choose one" in str(error.value)
    assert summary_of(TIP) == SHIPPED[TIP]["summary"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.md", b"\xff\xfe", "a.md"),
        ("a.md", b"nothing", "a.md: expected"),
        ("Bad Name.md", (FOLDER / f"{TIP}.md").read_bytes(), "Small letters"),
        ("saved.md", (FOLDER / f"{TIP}.md").read_bytes(), "not “saved”"),
        ("a.txt", b"", "no tips in"),
    ],
)
def test_what_is_no_tip_is_named(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        run("import", tmp_path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.md"):
        run("import", tmp_path / "nowhere.md")


def test_tips_may_be_close_to_tips_that_come_along() -> None:
    new = {"one": {**MINE, "related": ["two"]}, "two": {**MINE, "related": ["one"]}}
    assert import_tips(records=new) == {"new": ["one", "two"]}
    with pytest.raises(TipsError, match="three"):
        import_tips(records={"one": {**MINE, "related": ["three"]}})
