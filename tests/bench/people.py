"""Signed-in people with debriefs, made as the application's role in whichever database Django points at."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse

from debrief.accounts.models import User
from debrief.accounts.sessions import SessionStore
from debrief.debriefs.models import Debrief
from debrief.debriefs.queries import PAGE_SIZE
from debrief.notes import compose, from_debrief
from debrief.privacy.wall import acting_for
from tests import factories

MOST_QUESTIONS, MOST_PEOPLE = 40, 8  # what one capture page has room for
NOTE = """Dear Ms Okafor,

Thank you for meeting me on Tuesday, and for the walk through the warehouse. That the night shift plans its
own breaks has stayed with me.

You asked how I would handle two late suppliers at once. I would ring both, agree what can ship first, and
tell the shop floor within the hour. I have begun a course on planning with suppliers.

I also left out that I hold a forklift licence.

I would be glad to take this further, and look forward to hearing what comes next.

Kind regards,
Sam"""


@dataclass(frozen=True)
class Someone:
    """A person with more than a page of debriefs: the newest is empty, one is as long as they get.

    `note` is the address of a note that was drafted and then edited: it is read against the checks, and one
    that nobody has begun is not. `drafts` are addresses to autosave to. They are several, because a single
    row would be waited for by every connection, which no typing person does to themselves.
    """

    user: User
    cookie: str
    usual: Debrief
    longest: Debrief
    note: str
    drafts: tuple[str, ...]


def someone() -> Someone:
    """Make that person. The longest debrief is not on the first page of the list, so no list is unusual."""
    user = factories.person("bench")
    longest = factories.full_debrief(user, questions=MOST_QUESTIONS, people=MOST_PEOPLE)
    listed = [factories.full_debrief(user, format="video") for _ in range(PAGE_SIZE)]
    factories.debrief(user)
    drafts = tuple(reverse("recovery:save_draft", args=[one.pk, "capture"]) for one in listed[:-1])
    return Someone(user, cookie_of(user), listed[-1], longest, _begun_note(user, listed[-1]), drafts)


def _begun_note(user: User, debrief: Debrief) -> str:
    with acting_for(user.pk):
        note = debrief.notes.get()
        read = Debrief.objects.of(user).with_rows("people").get(pk=debrief.pk)
        note.built = compose.print_of(compose.compose(from_debrief.parts_of(read, vars(note))))
        note.body = NOTE
        note.save()
    return reverse("recovery:stage_page", args=[debrief.pk, "note"]) + f"?to={note.person_id}"


def cookie_of(user: User) -> str:
    """Sign `user` in and return the header that says so."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
