"""What people do in the mix, and what must be true of every answer."""

import random
import re
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

from tests import factories
from tests.load.browser import Answer, Browser
from tests.load.people import Someone
from tests.recovery.answers import SAMPLES

READ = ("", "land/", "capture/", "bright_spots/", "first_guess/", "people/", "read/", "enough/", "delete/")
FILES = ("export.md", "export.json")
PAGES = ("/", "/debriefs/", "/you/", "/tips/slow-minute/", "/tips/saved/", "/debriefs/?q=heron")
SAVED = ("land", "bright_spots", "first_guess")


@dataclass
class Tally:
    """What came of it: answers by status, how often somebody saw their own phrase, and all that was wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    own: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return self.kinds.total()

    def add(self, other: "Tally") -> None:
        self.statuses += other.statuses
        self.kinds += other.kinds
        self.own += other.own
        self.wrong += other.wrong


class Turns:
    """One connection, the people who take turns on it, and the addresses of those who do not."""

    def __init__(self, address: str, people: Sequence[Someone], others: Sequence[Someone], seed: int) -> None:
        self.browser = Browser(address)
        self.people = people
        self.others = others
        self.chance = random.Random(seed)
        self.tally = Tally()
        # What is done, and how often out of a thousand.
        self.acts: dict[Callable[[Someone], None], int] = {
            self.reads_a_page: 200,
            self.reads_a_debrief: 160,
            self.takes_a_file: 60,
            self.is_autosaved: 220,
            self.saves_a_stage: 60,
            self.tries_anothers_address: 130,
            self.writes_to_anothers: 60,
            self.is_signed_out_elsewhere: 60,
            self.sends_nonsense: 30,
            self.is_cut_off: 18,
            self.signs_out_and_in: 2,
        }

    def take(self, turns: int) -> Tally:
        for person in self.people:
            self.signs_in(person)
        acts, weights = list(self.acts), list(self.acts.values())
        while self.tally.requests < turns and len(self.tally.wrong) < 20:
            act = self.chance.choices(acts, weights)[0]
            self.tally.kinds[act.__name__] += 0
            self._now = act.__name__
            act(self.chance.choice(self.people))
        return self.tally

    # --- what people do ---

    _now = "signs_in"

    def reads_a_page(self, person: Someone) -> None:
        self.check(self.browser.get(self.chance.choice(PAGES), person), person, {200})

    def reads_a_debrief(self, person: Someone) -> None:
        answer = self.browser.get(self.of(person, self.chance.choice(READ)), person)
        self.check(answer, person, {200}, has_own=True)

    def takes_a_file(self, person: Someone) -> None:
        answer = self.browser.get(self.of(person, self.chance.choice(FILES)), person)
        self.check(answer, person, {200}, has_own=True)

    def is_autosaved(self, person: Someone) -> None:
        path = self.of(person, f"{self.chance.choice(SAVED)}/draft/")
        words = {"bright_how": person.phrase, "operation": uuid4(), "version": self.chance.choice((0, 1, 2))}
        self.check(self.browser.post(path, person, words, accept="application/json"), person, {200, 409})

    def saves_a_stage(self, person: Someone) -> None:
        key = self.chance.choice(SAVED)
        page = self.browser.get(self.of(person, f"{key}/"), person)
        self.check(page, person, {200})
        version = re.search(r'name="version" value="(\d+)"', page.text)
        words = {**SAMPLES[key].done, "version": version and version[1], "operation": uuid4()}
        words |= {"feeling_own": person.phrase, "bright_how": person.phrase, "worst_noticed": person.phrase}
        self.check(self.browser.post(self.of(person, f"{key}/"), person, words), person, {302, 409})

    def tries_anothers_address(self, person: Someone) -> None:
        path = self.of(self.chance.choice(self.others), self.chance.choice(READ + FILES))
        self.check(self.browser.get(path, person), person, {404})

    def writes_to_anothers(self, person: Someone) -> None:
        path = self.of(
            self.chance.choice(self.others), self.chance.choice(("land/", "land/draft/", "delete/"))
        )
        words = {"feeling_own": person.phrase, "version": 0, "operation": uuid4()}
        self.check(self.browser.post(path, person, words, accept="application/json"), person, {404})

    def is_signed_out_elsewhere(self, person: Someone) -> None:
        path = self.of(self.chance.choice([person, *self.others]), self.chance.choice(READ + FILES))
        self.check(self.browser.get(path, None), None, {302})

    def sends_nonsense(self, person: Someone) -> None:
        what, statuses = self.chance.choice(
            [
                (lambda: self.browser.get(self.of(person, "land/?q=%00"), person), {400}),
                (lambda: self.browser.get(self.of(person, "close/"), person), {405}),
                (lambda: self.browser.post(self.of(person, "land/"), person, {"a": "x" * 1_100_000}), {413}),
                (lambda: self.browser.post("/debriefs/", person, {"a": "b"}), {405}),
                (lambda: self.browser.post(self.of(person, "land/"), person, _TOO_LONG), {422}),
                (lambda: self.browser.post("/you/", person, {"csrfmiddlewaretoken": "x"}), {403}),
                (lambda: self.browser.get("/debriefs/not-an-id/", person), {404}),
            ]
        )
        self.check(what(), person, statuses)

    def is_cut_off(self, person: Someone) -> None:
        words = {"bright_how": person.phrase, "operation": uuid4(), "version": 2}
        path = self.of(person, "bright_spots/draft/")
        self.browser.cut_off(path, person, words, after=self.chance.choice((0, 0.5, 0.9, 1)))
        self.tally.kinds[self._now] += 1

    def signs_out_and_in(self, person: Someone) -> None:
        self.check(self.browser.post("/accounts/logout/", person, {}), person, {302})
        self.check(self.browser.get(self.of(person, ""), person), None, {302})
        self.signs_in(person)

    def signs_in(self, person: Someone) -> None:
        self.check(self.browser.get("/accounts/login/", person), None, {200})
        words = {"login": person.user.email, "password": factories.PASSWORD}
        self.check(self.browser.post("/accounts/login/", person, words), person, {302})

    # --- what must be true ---

    def check(
        self, answer: Answer, person: Someone | None, statuses: set[int], *, has_own: bool = False
    ) -> None:
        self.tally.kinds[self._now] += 1
        self.tally.statuses[answer.status] += 1
        own = {person.phrase} if person else set()
        where = f"{self._now} answered {answer.status}"
        if answer.phrases - own:
            self.tally.wrong.append(f"{where} with words of somebody else: {answer.phrases - own}")
        if answer.status not in statuses:
            self.tally.wrong.append(f"{where} instead of {statuses}: {answer.location}{answer.text[:300]}")
        if has_own and not answer.phrases:
            self.tally.wrong.append(f"{where} without the person's own words")
        self.tally.own += bool(answer.phrases)

    def of(self, person: Someone, rest: str) -> str:
        return f"/debriefs/{self.chance.choice(person.debriefs).pk}/{rest}"


_TOO_LONG = {"mood_before": "9" * 50, "feeling_own": "x" * 500}


def run(address: str, people: Sequence[Someone], requests: int, *, connections: int, seed: int) -> Tally:
    """Send so many `requests` to `address`, over so many kept `connections`; each person stays on one."""
    total, lock = Tally(), threading.Lock()

    def one(n: int) -> None:
        mine = people[n::connections]
        others = [person for person in people if person not in mine]
        turns = Turns(address, mine, others, seed + n)
        try:
            tally = turns.take(-(-requests // connections))
        finally:
            turns.browser.close()
        with lock:
            total.add(tally)

    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(one, range(connections)))
    return total
