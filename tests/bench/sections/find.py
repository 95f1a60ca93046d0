"""How long finding a debrief takes for somebody who has 5,000 of them, and what each save pays for it."""

from statistics import median

import psycopg
from django.db import transaction

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Outcome, Question, WordIndex
from debrief.debriefs.queries import Wanted, debrief_page
from debrief.debriefs.words import index_words
from debrief.privacy.wall import acting_for
from tests import factories
from tests.bench import bulk
from tests.bench.report import Figure, at_most
from tests.bench.run import Run
from tests.bench.sections.search import QUICK_REPEATS, REPEATS, timed, word, words_sql

DEBRIEFS, QUESTIONS = 5_000, 10  # of one person; questions of each debrief
WORDS = 400  # of each debrief
HOLD = 100.0  # milliseconds


def measure(run: Run) -> list[Figure]:
    asked = {
        "the plain list": Wanted(),
        "a common word": Wanted(words=word(1)),
        "a rare word": Wanted(words=word(40_000)),
        "a rare word and a common one": Wanted(words=f"{word(40_000)} {word(1)}"),
        "a word that is nowhere": Wanted(words="nowhere4417"),
        "an outcome that one of them has": Wanted(outcome="offer"),
        "both": Wanted(words=word(60), outcome="offer"),
    }
    repeats = QUICK_REPEATS if run.is_quick else REPEATS
    with run.database("debrief_bench_find") as urls, run.looking_at(urls):
        person = factories.person("bench")
        one = factories.full_debrief(person, questions=QUESTIONS)
        _fill(urls.owner, person, one)
        with acting_for(person.pk):
            figures = [_figure(name, person, wanted, repeats) for name, wanted in asked.items()]
        return [*figures, _saving(person, one, repeats)]


def _fill(owner_url: str, person: User, one: Debrief) -> None:
    with acting_for(person.pk):
        question = Question.objects.filter(debrief=one)[0]
        outcome, index = Outcome.objects.get(debrief=one), WordIndex.objects.get(debrief=one)
        Outcome.objects.update(result="offer")
    outcome.result = "waiting"
    which = bulk.uuid_of("i", "2")
    within = {"debrief_id": which}
    with psycopg.connect(owner_url, autocommit=True) as owner:
        begun = f"now() - ({DEBRIEFS} - i) * interval '1 hour'"
        bulk.copy(owner, one, DEBRIEFS, id=which, created_at=begun, interview_at=begun)
        bulk.copy(owner, outcome, DEBRIEFS, id=bulk.uuid_of("i", "3"), result="'turned_down'", **within)
        vector = "strip(to_tsvector('english', said) || to_tsvector('simple', said))"
        vector = f"(SELECT {vector} FROM (SELECT {words_sql(WORDS)} AS said) texts)"
        bulk.copy(owner, index, DEBRIEFS, id=bulk.uuid_of("i", "4"), words=vector, **within)
        for n in range(QUESTIONS):
            row = bulk.uuid_of(f"i + {n * DEBRIEFS}", "5")
            bulk.copy(owner, question, DEBRIEFS, id=row, text=words_sql(12), **within)
        owner.execute("VACUUM ANALYZE")


def _figure(name: str, person: User, wanted: Wanted, repeats: int) -> Figure:
    page, in_database, times = timed(lambda: debrief_page(person, wanted=wanted), repeats)
    more = f", {median(times):.1f} with building it and the objects, {len(page.debriefs)} on the page"
    return at_most(name, median(in_database), HOLD if wanted != Wanted() else None, "ms", more=more)


def _saving(person: User, one: Debrief, repeats: int) -> Figure:
    """What a save of a stage pays: reading the whole debrief, and making its row of words again."""

    @transaction.atomic
    def save() -> None:
        index_words(owner_id=person.pk, debrief_id=one.pk)

    with acting_for(person.pk):
        _nothing, _in_database, times = timed(save, repeats)
    return at_most("making a debrief findable, at each save", median(times), None, "ms")
