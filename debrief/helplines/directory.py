"""Whom somebody very low can talk to, and which numbers are known well enough to be shown.

The services themselves are in `countries`. A wrong number is worse than none, so each was read at its
source on a day, and is no longer shown when that was too long ago (domain.md, section 12).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise

KEEPS_FOR = timedelta(days=180)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """Something that was seen stated by whoever runs it, or by a government: where, and when last."""

    sources: tuple[str, ...]
    checked_on: date

    def is_fresh(self, today: date) -> bool:
        return today - self.checked_on < KEEPS_FOR


@dataclass(frozen=True, kw_only=True)
class Emergency(Checked):
    """The emergency numbers of a country, any of which will do."""

    numbers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Service(Checked):
    """People who listen. What nobody has seen stated, such as the price of a call, is left empty."""

    name: str | Promise
    what_for: str | Promise
    call: str = ""
    then: str | Promise = ""  # what to do once the call is through
    text: str = ""  # the number that takes texts
    word: str = ""  # the word to send there
    url: str = ""
    hours: str | Promise = ""
    cost: str | Promise = ""


@dataclass(frozen=True, kw_only=True)
class Directory:
    """A list of helplines of many countries, for wherever we know no number."""

    name: str
    what_for: str | Promise
    url: str


@dataclass(frozen=True, kw_only=True)
class Country:
    """A country, or several that share what is known.

    `code` is ISO 3166-1 alpha-2 (EU for the rest of the Union); `covers` are further codes it answers to.
    """

    code: str
    name: str | Promise
    emergency: Emergency
    services: tuple[Service, ...] = ()
    covers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Listing:
    """What can be shown to somebody in `country` on one day; None is anywhere else."""

    country: Country | None
    services: tuple[Service, ...]
    emergency_numbers: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.country.code if self.country else ""

    @property
    def has_lapsed(self) -> bool:
        """Whether there are services, and none of them was looked at lately."""
        return bool(self.country and self.country.services and not self.services)

    @property
    def first_to_call(self) -> Service | None:
        return next((service for service in self.services if service.call), None)


def listing(country: Country | None, *, today: date) -> Listing:
    """What is fresh on `today` of all that is known of `country`."""
    if country is None:
        return Listing(None, (), ())
    services = tuple(service for service in country.services if service.is_fresh(today))
    numbers = country.emergency.numbers if country.emergency.is_fresh(today) else ()
    return Listing(country, services, numbers)
