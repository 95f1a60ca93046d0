"""The services of each country, as their sources state them.

To check one: open its sources, correct what they say otherwise, and set `checked_on`. Best first: the first
service somebody can call is the one named where there is room for one. At most four a country.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from debrief.helplines.directory import Country, Directory, Emergency, Service

ANY_TIME = _("Any time, day or night")
FREE = _("Free")

_REST_OF_EU = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR",
    "HU", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
}  # fmt: skip

COUNTRIES = (
    Country(
        code="GB",
        name=_("United Kingdom"),
        covers=frozenset({"UK"}),
        emergency=Emergency(
            numbers=("999",),
            sources=("https://www.swast.nhs.uk/when-to-call-999",),
            checked_on=date(2026, 11, 22),
        ),
        services=(
            Service(
                name="Samaritans",
                what_for=_("Someone to listen, whatever it is about."),
                call="116 123",
                url="https://www.samaritans.org/",
                hours=ANY_TIME,
                cost=FREE,
                sources=(
                    "https://www.samaritans.org/how-we-can-help/contact-samaritan/",
                    "https://www.samaritans.org/news/samaritans-in-northern-ireland-answer-one-million-calls-during-10-years-of-freephone",
                ),
                checked_on=date(2026, 11, 22),
            ),
            Service(
                name="Shout",
                what_for=_("Someone to text with, if talking is too much."),
                text="85258",
                word="SHOUT",
                url="https://giveusashout.org/",
                hours=ANY_TIME,
                cost=FREE,
                sources=("https://giveusashout.org/about-us/faq",),
                checked_on=date(2026, 11, 22),
            ),
            Service(
                name=_("NHS 111, in England"),
                what_for=_("Urgent help with your mental health."),
                call="111",
                then=_("then choose option 2"),
                url="https://111.nhs.uk/",
                hours=ANY_TIME,
                sources=(
                    "https://www.lpft.nhs.uk/contact-us/need-help-now",
                    "https://www.pendeensurgery.nhs.uk/health-information/urgent-mental-health-support-and-mental-health-and-wellness",
                    "https://shsc.nhs.uk/news/call-nhs-111-if-you-are-experiencing-mental-health-crisis",
                ),
                checked_on=date(2026, 11, 22),
            ),
        ),
    ),
    Country(
        code="IE",
        name=_("Ireland"),
        emergency=Emergency(
            numbers=("112", "999"),
            sources=("https://www.kildarestreet.com/wrans/?id=2025-11-25a.1853",),
            checked_on=date(2026, 11, 22),
        ),
        services=(
            Service(
                name="Samaritans",
                what_for=_("Someone to listen, whatever it is about."),
                call="116 123",
                url="https://www.samaritans.org/",
                hours=ANY_TIME,
                cost=FREE,
                sources=(
                    "https://www.oireachtas.ie/en/debates/question/2013-12-10/505/",
                    "https://www.samaritans.org/news/samaritans-ireland-responds-one-call-help-every-minute-last-year",
                    "https://www.samaritans.org/how-we-can-help/contact-samaritan/",
                ),
                checked_on=date(2026, 11, 22),
            ),
        ),
    ),
    Country(
        code="US",
        name=_("United States"),
        emergency=Emergency(
            numbers=("911",),
            sources=(
                "https://health.wyo.gov/publichealth/prevention/wivpp/suicide-prevention/988-suicide-crisis-lifeline",
            ),
            checked_on=date(2026, 11, 22),
        ),
        services=(
            Service(
                name="988 Suicide & Crisis Lifeline",
                what_for=_("Someone to listen, by phone or by text."),
                call="988",
                text="988",
                url="https://988lifeline.org/",
                hours=ANY_TIME,
                cost=FREE,
                sources=(
                    "https://health.wyo.gov/publichealth/prevention/wivpp/suicide-prevention/988-suicide-crisis-lifeline",
                    "https://www.cdcr.ca.gov/ccjbh/2022/07/19/dial-988-to-access-24-hour-emotional-support-and-resources/",
                ),
                checked_on=date(2026, 11, 22),
            ),
        ),
    ),
    Country(
        code="CA",
        name=_("Canada"),
        emergency=Emergency(
            numbers=("911",),
            sources=("https://mentalhealthcommission.ca/resource/caregiver-mobilization-toolkit",),
            checked_on=date(2026, 11, 22),
        ),
        services=(
            Service(
                name="9-8-8: Suicide Crisis Helpline",
                what_for=_("Someone to listen, by phone or by text."),
                call="988",
                text="988",
                url="https://988.ca/",
                hours=ANY_TIME,
                cost=FREE,
                sources=(
                    "https://mentalhealthcommission.ca/resource/caregiver-mobilization-toolkit",
                    "https://www.newswire.ca/news-releases/just-in-case-remember-9-8-8-world-suicide-prevention-day-calls-on-canadians-to-know-save-and-share-this-vital-number-840850016.html",
                ),
                checked_on=date(2026, 11, 22),
            ),
        ),
    ),
    Country(
        code="AU",
        name=_("Australia"),
        emergency=Emergency(
            numbers=("000",),
            sources=(
                "https://www.healthdirect.gov.au/mental-health-crisis-support",
                "https://www.qld.gov.au/emergency/emergencies-services/assistance/triple-000",
            ),
            checked_on=date(2026, 11, 22),
        ),
        services=(
            Service(
                name="Lifeline",
                what_for=_("Someone to listen, whatever it is about."),
                call="13 11 14",
                url="https://www.lifeline.org.au/",
                hours=ANY_TIME,
                sources=(
                    "https://www.healthdirect.gov.au/mental-health-crisis-support",
                    "https://lifelineh2h.org.au/get-help/telephone-crisis-support/faqs/",
                ),
                checked_on=date(2026, 11, 22),
            ),
        ),
    ),
    Country(
        code="NZ",
        name=_("New Zealand"),
        emergency=Emergency(
            numbers=("111",),
            sources=("https://www.police.govt.nz/contact-us/calling-emergency-111",),
            checked_on=date(2026, 11, 22),
        ),
        services=(
            Service(
                name=_("1737, Need to talk?"),
                what_for=_("A trained counsellor, by phone or by text."),
                call="1737",
                text="1737",
                hours=ANY_TIME,
                cost=FREE,
                sources=(
                    "https://www.health.govt.nz/news-media/news-items/phone-counselling-service-busy-following-christchurch-tragedy",
                ),
                checked_on=date(2026, 11, 22),
            ),
        ),
    ),
    Country(
        code="EU",
        name=_("Elsewhere in the European Union"),
        covers=frozenset(_REST_OF_EU),
        emergency=Emergency(
            numbers=("112",),
            sources=(
                "http://ec.europa.eu/information_society/activities/112/actions/index_en.htm",
                "https://pulizija.gov.mt/en/emergency-services-112/",
            ),
            checked_on=date(2026, 11, 22),
        ),
    ),
)

DIRECTORIES = (
    Directory(
        name="Find A Helpline",
        what_for=_("Helplines by country, to call, text or chat with."),
        url="https://findahelpline.com/",
    ),
    Directory(
        name="Befrienders Worldwide",
        what_for=_("People who listen, in many countries."),
        url="https://befrienders.org/",
    ),
)

_BY_CODE = {code: country for country in COUNTRIES for code in (country.code, *country.covers)}


def find(code: str) -> Country | None:
    """The country of an ISO code in capitals; None where nothing is known."""
    return _BY_CODE.get(code)
