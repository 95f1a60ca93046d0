"""The thirty things people do to get ready, as domain.md section 6 has them.

Adding one is adding one line to `GROUPS`. Keys are stored with debriefs and never change; which causes an
item is about stands with the cause (`causes.Cause.prepares`).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    """One thing to have done before an interview."""

    key: str
    label: str | Promise


GROUPS: tuple[tuple[str | Promise, tuple[Item, ...]], ...] = (
    (
        _("About them"),
        (
            Item("read_site", _("Read their site: what they do and for whom")),
            Item("their_purpose", _("Knew their purpose in one sentence")),
            Item("their_news", _("Read recent news or posts")),
            Item("looked_up_people", _("Looked up the people meeting me")),
            Item("talked_to_someone", _("Talked to someone who knows the place")),
            Item("why_here", _("Could say why here")),
        ),
    ),
    (
        _("About the role"),
        (
            Item("reread_advert", _("Reread the advert and marked what it asks for")),
            Item("matched_examples", _("Matched each of those to an example")),
            Item("knew_gaps", _("Knew which of my gaps they might ask about")),
            Item("pay_range", _("Knew the pay range I'd accept")),
        ),
    ),
    (
        _("My examples"),
        (
            Item("three_stories", _("Three to five stories with a result")),
            Item("two_minutes", _("A two-minute “tell me about yourself”")),
            Item("setback_story", _("One honest setback story")),
            Item("proud_of", _("One thing I'm proud of")),
        ),
    ),
    (
        _("Practice"),
        (
            Item("said_aloud", _("Said answers out loud")),
            Item("practised_with", _("Practised with a friend or relative")),
            Item("from_memory", _("Practised from memory, not reading")),
            Item("timed_one", _("Timed an answer")),
            Item("dreaded_question", _("Practised the question I dread")),
            Item("blank_sentence", _("A sentence for when my mind goes blank")),
        ),
    ),
    (_("Questions for them"), (Item("three_questions", _("Three questions ready")),)),
    (
        _("Logistics"),
        (
            Item("knew_the_way", _("Knew the place, floor or link, and how long it takes")),
            Item("plan_b", _("A plan B for travel or tech")),
            Item("clothes_out", _("Clothes and papers out the night before")),
            Item("phone_away", _("Phone off and away")),
        ),
    ),
    (
        _("Body and head"),
        (
            Item("slept_and_ate", _("Slept and ate")),
            Item("quiet_minutes", _("Ten quiet minutes before")),
            Item("plan_ready", _("One if-then plan ready")),
            Item("kind_after", _("Something kind planned for afterwards")),
        ),
    ),
    (_("After"), (Item("questions_noted", _("Wrote down the questions within the hour")),)),
)

ITEMS: dict[str, Item] = {item.key: item for _group, items in GROUPS for item in items}
