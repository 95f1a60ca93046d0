"""The rules of a note, from the table in domain.md section 7: what they count, and what they say."""

import re
from collections.abc import Callable
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from debrief.notes.marks import FIX, LOOK, SHAPE, SLIP, WHOLE, Known, Mark, Saying, mark
from debrief.notes.names import misspellings
from debrief.notes.reading import Reading, Span
from debrief.notes.wordings import compiled

# In words: what to aim for, and from where on it is worth a mention.
AIM = (80, 150)
AIM_AFTER_A_NO = (60, 100)
FEWEST, MOST = 30, 200
# In paragraphs, greeting and sign-off apart.
FEWEST_PARAGRAPHS, MOST_PARAGRAPHS = 3, 5
THANKS_WITHIN = 40  # words
MOST_CLARIFICATIONS = 1

LEAST_OF_A_PARAGRAPH = 8  # words; a shorter one is a greeting or a sign-off
LONGEST_SIGN_OFF = 8  # words
SHORT_LINE = 3  # words; a name below a note

# A word of thanks, or the warm words that many people open with instead.
THANKS = compiled(
    r"\b(?:thank(?:s|ed|ful|fully|ing)?|thx|ta|diolch|merci|gracias|danke"
    r"|cheers|grateful(?:ly)?|gratitude|appreciat(?:e|ed|ive|ion)|obliged"
    r"|indebted|(?:a|real|great|genuine|my|such) (?:pleasure|treat|joy|delight|privilege|honou?r)"
    r"|(?:pleasure|privilege|honou?r) of (?:meeting|seeing)"
    r"|(?:good|great|lovely|nice|wonderful|fantastic|brilliant|delighted|pleased|glad|fun|exciting|fascinating)"
    r" (?:(?:it (?:was|felt) )?to (?:meet|have met|see|talk|speak|chat|hear|visit|spend|be shown)"
    r"|(?:meet|see|talk|speak|chatt|hear)ing)|i (?:\w{1,12} ){0,2}(?:enjoyed|loved|valued)"
    r"|(?:did|really|thoroughly|much|so) enjoy(?:ed)?|glad (?:we|of|that)|good fun|kind to"
    r"|(?:enjoyed|loved) (?:talking|meeting|seeing|hearing|the|our|your)"
    r"|(?:left|came away) (?:[\w']{1,12} ){0,5}(?:smiling|inspired|with (?:a|so|more|much|lots|plenty|new))"
    r"|i was (?:\w{1,8} )?(?:touched|moved|struck|impressed)|(?:warm|kind|friendly|lovely) welcome"
    r"|(?:felt|feel|made me|made us) (?:\w{1,8} ){0,2}welcome|(?:kind|good|generous|nice) of (?:you|your|the)"
    r"|meeting (?:you|everyone|the team)\b[^.!?\n]{0,80}\bwas"
    r"|what an? (?:\w{1,10} )?(?:lovely|great|wonderful|warm|fascinating)|(?:stayed|stuck) with me)\b"
)
CHECKING_IN = compiled(
    r"\b(?:check(?:ing)? in|follow(?:ing)? up|any (?:news|update)|touch base|catch up (?:on|about)"
    r"|(?:still|remain) (?:very )?(?:interested|keen)|writing (?:about|to ask)"
    r"|whether (?:there|a decision|you))\b"
)
# What people write when nothing comes to mind.
STOCK = compiled(
    r"\b(?:your|you|their|his|her|time|today|yesterday|the|this|that|a|an|my|me|i|for|to|of|and|with|in|on|all"
    r"|very|much|so|kind|valuable|precious|interview|meeting|meet|chat|talk|talking|call|conversation|opportunity"
    r"|chance|everything|nothing|it|thank|thanks|seeing|having|taking|giving|take|took|gave|spend|spent|was|were"
    r"|great|nice|good|lovely|really|job|role)\b"
)
# Sorry about something that is not one's own doing.
_CONDOLENCE = (
    r"(?! (?:to (?:hear|learn|read|see|miss|lose|have missed|be missing|leave|say goodbye|disappoint|part"
    r"|go(?! on))|for your|about your|not to|it (?:did|was)|that (?:it (?:did|was)|you|your|the)|you|your"
    r"|we (?:did|could|ran|won)|(?:it|this) (?:wasn't|was not) me\b|when (?!i\b)"
    r"|(?:that )?i (?:missed (?:meeting|seeing)|(?:did|could)(?:n't| not) (?:stay|join you|see (?:you|the)"
    r"|say (?:hello|goodbye))))\b)"
)
APOLOGY = compiled(
    r"(?:(?<!said )(?<!saying )(?<!i'd say )(?<!\bi say )(?<!we say )(?<!and say )(?<!would say )(?<!be )"
    rf"(?<!was )(?<!were )\bsorry\b{_CONDOLENCE}"
    r"|\bi(?: [\w']{1,10}){0,3}? apologi[sz]e\b|(?:\b(?:my|with|accept|sincere|sincerest|owe you an?"
    r"|(?:offer|give|send|make) (?:you )?(?:an?|my)|many|deepest) |^|, )apolog(?:y|ies)\b"
    r"(?! (?:accepted|needed|from|necessary))|\b(?:forgive|pardon) me\b|\bmy bad\b|\bmea culpa\b"
    r"|\bapologi[sz]ing for\b)"
)
# Letters of which some are in every apology: cheaper to look for, and mostly not there.
_NEEDED_TO_APOLOGISE = ("sorry", "apolog", "give me", "pardon", "my bad", "culpa")
LOST_TIME = compiled(
    r"\b(?:late|lateness|tardy|tardiness|delay|delayed|wait|waiting|waited|held up|holding up|kept you"
    r"|keeping you|overran|missed (?:the|our|my|your)|missing (?:the|our|my|your)|not turning up|no-?show"
    r"|resched\w{1,8}|rearrang\w{1,6}|(?:moving|changing) the (?:time|date))\b"
)
SIGN_OFF = compiled(
    r"^(?:kind|best|warm|warmest|kindest|many thanks|with (?:kind|best|warm|many)|yours|regards|sincerely"
    r"|all the best|cheers|thanks|thank you|speak soon|take care|love|looking forward)\b"
)
CLARIFICATION = compiled(
    r"\b(?:as clear as|to clarify|clarify (?:my|what|one|a|the)"
    r"|(?:fuller|better|clearer|shorter|proper|longer|simpler|fairer) (?:answer|version|example|reply|one\b)"
    r"|(?:what i|i) meant (?:to say|was)|put (?:\w{1,12} ){1,4}?better"
    r"|(?:come|go|coming|going|return|returning) back to (?:your|the|my|what|one)"
    r"|thought (?:again|more|further) about|thinking about (?:it|that|this) (?:since|again)|on reflection"
    r"|correct (?:my|what|one|something)|short answer is|in short)\b"
)
ANOTHER = compiled(r"\b(?:also|another|as well|secondly|second|other|too|as for|likewise)\b")
# As typed: capitals count.
LEFTOVER = re.compile(r"\[[^\[\]\n]{0,60}\]?|\]|\bINSERT\b|\bX{2,40}\b", re.ASCII)

_SHORT = _("That is short: they may take it for a form letter.")
_LONG = _("That is long: people read the start of a long note, and its end.")
_ABOUT_RIGHT = _("Between {least} and {most} words is about right.")


def _length(why: Promise, aim: tuple[int, int]) -> Saying:
    kinder = format_lazy(_ABOUT_RIGHT, least=aim[0], most=aim[1])
    return Saying(id="length", group=SHAPE, level=LOOK, why=why, kinder=kinder)


# What the rules say.
SAYINGS = {
    "short": _length(_SHORT, AIM),
    "short_after_no": _length(_SHORT, AIM_AFTER_A_NO),
    "long": _length(_LONG, AIM),
    "long_after_no": _length(_LONG, AIM_AFTER_A_NO),
    "block": Saying(
        id="paragraphs",
        group=SHAPE,
        level=LOOK,
        why=_("A long block is hard to read on a phone."),
        kinder=_("Three to five short paragraphs: thanks, one point, what comes next."),
    ),
    "list": Saying(
        id="paragraphs",
        group=SHAPE,
        level=LOOK,
        why=_("So many paragraphs read like a list."),
        kinder=_("Three to five short paragraphs: thanks, one point, what comes next."),
    ),
    "thanks": Saying(
        id="thanks",
        group=SHAPE,
        level=FIX,
        why=_("The thanks come late, or not at all. They are why you are writing."),
        kinder=_("Thank you for [specific thing]."),
    ),
    "specific": Saying(
        id="specific",
        group=SHAPE,
        level=LOOK,
        why=_("Everybody thanks them for their time. One thing from the conversation makes it yours."),
        kinder=_("What you said about [topic] stayed with me."),
    ),
    "second_answer": Saying(
        id="one-thing",
        group=SHAPE,
        level=LOOK,
        why=_("One answer put better is a strong note. Two begin to look like doubt."),
        kinder=_("(Keep the one that matters most.)"),
    ),
    "sorry": Saying(
        id="sorry-count",
        group="over-apology",
        level=LOOK,
        why=_("Most notes need no apology. One belongs where they lost time."),
        kinder=_("I'd like to come back to [topic]."),
    ),
    "sorry_again": Saying(
        id="sorry-count",
        group="over-apology",
        level=FIX,
        why=_("A second apology weakens the first."),
        kinder=_("(Leave this out.)"),
    ),
    "sorry_last": Saying(
        id="last-line",
        group="over-apology",
        level=FIX,
        why=_("The last line is what stays. Here it is an apology."),
        kinder=_("Thank you again for [specific thing]."),
    ),
    "name": Saying(
        id="names",
        group=SLIP,
        level=FIX,
        why=_("You noted this name down with another spelling."),
    ),
    "leftover": Saying(
        id="leftovers",
        group=SLIP,
        level=FIX,
        why=_("Something is still to be filled in here."),
        kinder=_("(Your own words, or nothing.)"),
    ),
}


def short_or_long(reading: Reading, known: Known) -> Mark | None:
    words = len(reading.words)
    if FEWEST <= words <= MOST:
        return None
    which = "short" if words < FEWEST else "long"
    return mark(reading, WHOLE, SAYINGS[f"{which}_after_no" if known.already_told_no else which])


def paragraphs(reading: Reading, known: Known) -> Mark | None:
    bodies = [body for body in reading.paragraphs if reading.words_in(body) >= LEAST_OF_A_PARAGRAPH]
    if len(bodies) < FEWEST_PARAGRAPHS and len(reading.words) > AIM[1]:
        return mark(reading, WHOLE, SAYINGS["block"])
    return mark(reading, WHOLE, SAYINGS["list"]) if len(bodies) > MOST_PARAGRAPHS else None


def thanks(reading: Reading, known: Known) -> Mark | None:
    found = THANKS.search(reading.text)
    if found and (
        CHECKING_IN.search(reading.text)
        or len(reading.words) <= THANKS_WITHIN
        or found.start() < reading.words[THANKS_WITHIN][0]
    ):
        return None
    return mark(reading, WHOLE, SAYINGS["thanks"])


def something_specific(reading: Reading, known: Known) -> Mark | None:
    if known.specific_thing is None:
        return None
    rest = STOCK.sub("", Reading(known.specific_thing).text)
    return None if any(letter.isalnum() for letter in rest) else mark(reading, WHOLE, SAYINGS["specific"])


def one_clarification(reading: Reading, known: Known) -> Mark | None:
    """A second answer put better. Sentences next to each other are about one answer, unless they say so."""
    places = [
        (number, span)
        for number, span in enumerate(reading.sentences)
        if CLARIFICATION.search(reading.text[slice(*span)])
    ]
    separate = places[:1]
    for (before, _span), (number, span) in pairwise(places):
        if number - before > 2 or ANOTHER.search(reading.text[slice(*span)]):
            separate.append((number, span))
    if len(separate) <= MOST_CLARIFICATIONS:
        return None
    return mark(reading, _trimmed(reading, separate[MOST_CLARIFICATIONS][1]), SAYINGS["second_answer"])


def sorry_count(reading: Reading, known: Known) -> Mark | None:
    apologies = _apologies(reading)
    allowed = 1 if known.they_lost_time or _is_for_lost_time(reading, apologies) else 0
    if len(apologies) <= allowed:
        return None
    if len(apologies) > 1:
        return mark(reading, apologies[1], SAYINGS["sorry_again"])
    return mark(reading, apologies[0], SAYINGS["sorry"])


def last_line(reading: Reading, known: Known) -> Mark | None:
    apologies = _apologies(reading)
    for sentence in reversed(reading.sentences):
        if here := [apology for apology in apologies if sentence[0] <= apology[0] < sentence[1]]:
            return mark(reading, here[0], SAYINGS["sorry_last"])
        if not _is_sign_off(reading, sentence):
            return None
    return None


def names(reading: Reading, known: Known) -> Mark | None:
    for wrong in misspellings(reading, [known.organisation, *known.people]):
        return mark(reading, wrong.span, SAYINGS["name"], kinder=wrong.noted)
    return None


def leftovers(reading: Reading, known: Known) -> Mark | None:
    found = LEFTOVER.search(reading.text)
    return found and mark(reading, found.span(), SAYINGS["leftover"])


RULES: tuple[Callable[[Reading, Known], Mark | None], ...] = (
    short_or_long,
    paragraphs,
    thanks,
    something_specific,
    one_clarification,
    sorry_count,
    last_line,
    names,
    leftovers,
)


def has_at_most_one_apology(reading: Reading) -> bool:
    return len(_apologies(reading)) <= 1


def _apologies(reading: Reading) -> list[Span]:
    if not any(letters in reading.small for letters in _NEEDED_TO_APOLOGISE):
        return []
    return [
        _trimmed(reading, (start + found.start(), start + found.end()))
        for start, end in reading.sentences
        for found in APOLOGY.finditer(reading.text[start:end])
    ]


def _is_for_lost_time(reading: Reading, apologies: list[Span]) -> bool:
    """Whether the first apology is in a sentence that speaks of a wait."""
    return any(
        start <= apologies[0][0] < end and LOST_TIME.search(reading.text[start:end])
        for start, end in (reading.sentences if apologies else [])
    )


def _is_sign_off(reading: Reading, sentence: Span) -> bool:
    words = reading.words_in(sentence)
    return words <= SHORT_LINE or (
        words <= LONGEST_SIGN_OFF and bool(SIGN_OFF.search(reading.text[slice(*sentence)]))
    )


def _trimmed(reading: Reading, span: Span) -> Span:
    """Without spaces and punctuation at its beginning."""
    start, end = span
    while start < end and not reading.text[start].isalnum():
        start += 1
    return start, end
