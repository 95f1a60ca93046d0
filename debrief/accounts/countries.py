"""Countries to choose from, by what they are called in the reader's language."""

from functools import cache
from unicodedata import combining, normalize

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language

# What Unicode's CLDR has two letters for and is neither a country of ISO 3166-1 nor, as Kosovo, one that
# people take for a country: unions, test locales, the unknown, and islands that belong to another entry.
_NO_COUNTRIES = {
    "AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ",
}  # fmt: skip


def countries_to_choose(chosen: str = "") -> list[tuple[str, str]]:
    """Every country as its ISO 3166-1 alpha-2 code and its name, by name.

    `chosen` is offered whatever it stands for, because it is somebody's already: until there was a list,
    any two letters could be typed.
    """
    countries = _countries(get_language() or settings.LANGUAGE_CODE)
    if chosen and chosen not in dict(countries):
        return [(chosen, chosen), *countries]
    return [*countries]


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    countries = [(code, name) for code, name in names.items() if len(code) == 2 and code not in _NO_COUNTRIES]
    return tuple(sorted(countries, key=lambda country: _without_accents(country[1])))


def _without_accents(name: str) -> str:
    """The name as it is looked up: Åland under A."""
    return "".join(letter for letter in normalize("NFKD", name) if not combining(letter)).casefold()
