"""Making sentences of what people type into short boxes, and not changing a word of it.

They write in halves: "How you plan the week", "I hold a licence", "The one about suppliers". Where the
first word tells what kind of half it is, a sentence is built `around` it; else a sentence leads up to it
with a colon (`led`), after which a thing and a whole sentence read equally well.
"""

import re

from debrief.notes.voices import Words


def listed(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


# Words that have a capital only because they came first.
_SMALL = listed(
    "a an the this that these those my your our their his her its some any both all no one two three four "
    "five six seven many several he she it they we you there how what when where whether why who which "
    "seeing hearing meeting being having getting learning and or as at by for from in on of to with"
)
# First words after which something is a thing in a sentence, whatever verbs come later.
_THINGS = listed("how what why hearing seeing meeting")
_ASKS = listed("how what when where whether which who why")
# After one of those, these make it a question as it was put: "how would you", not "how I would".
_PUT = listed("am are can could did do does had has have is may might must should was were will would")
_I = re.compile(r"I(?:['’]\w+)?\b")
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")
_INNER_END = re.compile(r"[.!?…:;](?= )")
_LOOSE_END = " ,;:-–—"
_GAP_BEFORE_A_STOP = re.compile(r" ([,.;:])(?= |$)")


def flat(text: str) -> str:
    """One line, one space between words, none before a comma or a full stop."""
    return _GAP_BEFORE_A_STOP.sub(r"\1", " ".join(text.split()))


def is_blank(text: str) -> bool:
    """Whether there is no word in it."""
    return not text.strip(f"{_LOOSE_END}.\n\r\t")


def is_about_me(words: str) -> bool:
    """Whether it begins with I, so that it is a clause of its own."""
    return bool(_I.match(words))


def is_clause(words: str) -> bool:
    """Whether it can follow "that"."""
    return is_about_me(words) and _is_one_sentence(words)


def is_a_thing(words: str) -> bool:
    """Whether it can be what stayed with somebody: how they do it, hearing about it."""
    first, _space, rest = words.lower().partition(" ")
    return first in _THINGS and rest.partition(" ")[0] not in _PUT and _is_one_sentence(words)


def is_asked(words: str) -> bool:
    """Whether it can follow "you asked": how somebody would do something, not how would they."""
    first, _space, rest = words.lower().partition(" ")
    return first in _ASKS and bool(rest) and rest.partition(" ")[0] not in _PUT and _is_one_sentence(words)


def sentence(text: str) -> str:
    """What was typed, as a sentence; empty for nothing."""
    words = flat(text)
    return "" if is_blank(words) else ended(capital(words))


def around(frame: Words, words: str) -> str:
    """A sentence with somebody's words inside it, where `frame` has `%(words)s`."""
    return ended(frame % {"words": words.rstrip(f"{_LOOSE_END}.")})


def led(lead: Words, text: str) -> str:
    """A sentence that leads up to somebody's words; empty when there are none."""
    return "" if is_blank(text) else ended(lead % {"words": small(flat(text))})


def joined(*sentences: Words) -> str:
    return " ".join(str(one) for one in sentences if one)


def capital(words: str) -> str:
    return words[0].upper() + words[1:]


def small(words: str, also: frozenset[str] = frozenset()) -> str:
    """As it stands inside a sentence: without a capital that is there only because it came first."""
    first = re.split("[ '’]", words, maxsplit=1)[0]
    is_small = first.lower() in _SMALL | also and first[1:] == first[1:].lower()
    return words[0].lower() + words[1:] if is_small else words


def ended(words: str) -> str:
    """With a full stop, unless it ends with one or its like."""
    return words if _ENDED.search(words) else words.rstrip(_LOOSE_END) + "."


def _is_one_sentence(words: str) -> bool:
    return not _INNER_END.search(words) and not words.endswith(("?", "!"))
