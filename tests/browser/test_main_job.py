"""The main job, as a person does it: sign up, five minutes, stop, come back; then a tip that fits."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Outcome
from debrief.privacy.wall import acting_for
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import heading, open_as, phone, save_and_go_on, saved, sign_in

pytestmark = pytest.mark.usefixtures("committed", "library")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_bad_interview_in_five_minutes(browser: Browser, server: Server, scripts: bool) -> None:
    page = phone(browser, scripts=scripts)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    email = f"sam-{uuid4().hex[:8]}@example.org"

    page.goto(server.url)
    page.get_by_role("link", name="Start a debrief").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_label("First name, if you like").fill("Sam")
    page.get_by_role("button", name="Make an account").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sam")

    page.get_by_role("button", name="New debrief").click()
    heading(page, "How are you right now?")
    page.get_by_role("radio", name="Flat").check()
    page.get_by_role("checkbox", name="tired").check()
    save_and_go_on(page)

    heading(page, "Get it down while it's fresh")
    page.get_by_label("Who was it with?").fill("Northwind Traders")
    page.get_by_role("radio", name="Just now").check()
    page.get_by_label("What did they ask?").fill("Why us?\nTwo suppliers are late. What first?")
    page.get_by_label("Anything you forgot to say?").fill("The forklift licence")
    page.get_by_text("More, if you have another five minutes").click()
    page.get_by_label("Name 1").fill("Ms Okafor")
    page.get_by_role("button", name="Add a person").click()
    page.get_by_label("Name 2").fill("Mr Lind")
    save_and_go_on(page)

    heading(page, "What held up")
    page.get_by_role("checkbox", name="I listened").check()
    page.get_by_role("button", name="Save and stop here").click()
    heading(page, "That's enough for today.")
    expect(page.get_by_text("Two suppliers are late. What first?")).to_be_visible()
    expect(page.get_by_text("Mr Lind")).to_be_visible()
    page.get_by_role("link", name="Stop here").click()

    page.get_by_role("link", name="You", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{server.url}/")
    heading(page, "That interview is over.")

    sign_in(page, server, User.objects.get(email=email))
    expect(page.get_by_text("Pick up where you stopped")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    heading(page, "Your first guess")
    page.get_by_role("radio", name="3", exact=True).check()
    page.get_by_role("radio", name="20 %").check()
    save_and_go_on(page)

    heading(page, "Be good to yourself today")
    page.get_by_role("checkbox", name="Walk").check()
    save_and_go_on(page)
    heading(page, "That's enough for today.")
    page.get_by_role("link", name="Stop here").click()
    expect(page.get_by_role("heading", name="You're resting")).to_be_visible()

    page.get_by_role("link", name="Tips").click()
    page.get_by_label("Search the tips").fill("I was late")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Name the reason, not the fault").click()
    expect(page.get_by_role("heading", name="Try this")).to_be_visible()
    assert not faults


def test_leaving_a_stage_out_and_coming_back_to_it(browser: Browser, server: Server) -> None:
    person = factories.person("owner")
    debrief = factories.debrief(person)
    page = phone(browser)
    open_as(page, server, person, f"/debriefs/{debrief.pk}/bright_spots/")
    page.get_by_label("What did you do that made that happen?").fill("Half a thought")
    saved(page)
    page.get_by_role("button", name="Leave this one out").click()
    heading(page, "Your first guess")
    expect(page.get_by_text("Left out. It'll be here if you want it.")).to_be_visible()
    page.get_by_text("Stage 4 of").click()
    page.get_by_role("link", name="What held up", exact=True).click()
    expect(page.get_by_label("What did you do that made that happen?")).to_have_value("Half a thought")


def test_a_whole_stage_by_keyboard(browser: Browser, server: Server) -> None:
    person = factories.person("owner")
    debrief = factories.debrief(person)
    page = phone(browser)
    open_as(page, server, person, f"/debriefs/{debrief.pk}/land/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="Awful")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Low")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="embarrassed")).to_be_checked()
    page.get_by_role("button", name="Save and go on").focus()
    page.keyboard.press("Enter")
    heading(page, "Get it down while it's fresh")


def test_an_error_is_where_the_eyes_and_the_keyboard_are(browser: Browser, server: Server) -> None:
    person = factories.person("owner")
    debrief = factories.debrief(person, organisation="")
    page = phone(browser)
    open_as(page, server, person, f"/debriefs/{debrief.pk}/capture/")
    page.get_by_label("What did they ask?").fill("Kept all the same")
    page.get_by_role("button", name="Save and go on").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("There is a problem")
    summary.get_by_role("link").click()
    expect(page.get_by_label("Who was it with?")).to_be_focused()
    expect(page.get_by_label("What did they ask?")).to_have_value("Kept all the same")


def test_a_password_can_be_looked_at(browser: Browser, server: Server) -> None:
    page = phone(browser)
    page.goto(f"{server.url}/accounts/signup/")
    password = page.get_by_label("Password")
    password.fill("four words")
    expect(password).to_have_attribute("type", "password")
    page.get_by_role("button", name="Show").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide").click()
    expect(password).to_have_attribute("type", "password")


def test_a_low_mood_is_met_at_once_and_without_scripts(browser: Browser, server: Server) -> None:
    person = factories.person("owner")
    page = phone(browser, scripts=False)
    open_as(page, server, person, f"/debriefs/{factories.debrief(person).pk}/land/")
    note = page.get_by_text("That sounds rough. You can stop after this page.")
    expect(note).to_be_hidden()
    page.get_by_role("radio", name="Low").check()
    expect(note).to_be_visible()


def test_after_signing_out_back_shows_nothing(browser: Browser, server: Server) -> None:
    person = factories.person("owner")
    debrief = factories.full_debrief(person)
    page = phone(browser)
    open_as(page, server, person, f"/debriefs/{debrief.pk}/capture/")
    expect(page.get_by_label("Anything else, before it fades")).to_have_value(factories.CANARY)
    page.get_by_role("link", name="You", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    heading(page, "That interview is over.")
    page.go_back()
    page.go_back()
    expect(page).to_have_url(f"{server.url}/accounts/login/?next=/debriefs/{debrief.pk}/capture/")
    assert factories.CANARY not in page.content()


def test_two_clicks_are_one_debrief(browser: Browser, server: Server) -> None:
    person = factories.person("owner")
    page = phone(browser)
    open_as(page, server, person)
    page.get_by_role("button", name="New debrief").dblclick()
    heading(page, "How are you right now?")
    first = page.url
    page.go_back()
    page.get_by_role("button", name="New debrief").first.click()
    heading(page, "How are you right now?")
    assert page.url == first


def fill_a_guess(page: Page) -> None:
    page.get_by_role("radio", name="3", exact=True).check()
    page.get_by_role("radio", name="20 %").check()


def test_two_clicks_on_saving_are_one_guess(browser: Browser, server: Server) -> None:
    person = factories.person("owner")
    debrief = factories.debrief(person)
    page = phone(browser, scripts=False)
    open_as(page, server, person, f"/debriefs/{debrief.pk}/first_guess/")
    fill_a_guess(page)
    page.get_by_role("button", name="Save and go on").dblclick()
    heading(page, "Be good to yourself today")
    page.goto(f"{server.url}/debriefs/{debrief.pk}/enough/")
    expect(page.get_by_text("20 %")).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_happened_in_the_end(browser: Browser, server: Server, scripts: bool) -> None:
    """From the path to a no: one question first, the others once there is something to say."""
    person = factories.person("owner")
    debrief = factories.full_debrief(person)
    with acting_for(person.pk):
        Debrief.objects.update(interview_at=datetime.now(UTC) - timedelta(days=12))
        Outcome.objects.all().delete()
    page = phone(browser, scripts=scripts)
    open_as(page, server, person)
    page.get_by_role("link", name="What happened in the end").click()
    heading(page, "What happened in the end")
    said = page.get_by_label("What did they say?")
    expect(said).to_be_hidden()
    page.get_by_role("radio", name="Still waiting").check()
    expect(said).to_be_hidden()
    page.get_by_role("radio", name="Turned down").check()
    expect(page.get_by_label("When did you hear?")).to_be_visible()
    page.get_by_role("button", name="Save and go on").click()
    heading(page, "Sorry. That's a real loss.")
    page.get_by_role("link", name="Add what they said").click()
    said.fill("Somebody with more years of it")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("link", name="Leave it there").click()
    expect(page.get_by_text("Any word yet?")).to_have_count(0)
    page.goto(f"{server.url}/debriefs/{debrief.pk}/outcome/")
    expect(said).to_have_value("Somebody with more years of it")


def test_a_promise_ticked_off_and_taken_back(browser: Browser, server: Server) -> None:
    person = factories.person("owner")
    factories.debrief(person, promised="A link")
    page = phone(browser, scripts=False)
    open_as(page, server, person)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("You said you'd send:")).to_have_count(0)
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Not sent after all").click()
    expect(page.get_by_text("You said you'd send: A link")).to_be_visible()
