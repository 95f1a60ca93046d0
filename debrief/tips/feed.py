"""The library for feed readers: the tips that were added or changed last, whole."""

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.xmlutils import SimplerXMLGenerator

from debrief.tips.models import Tip
from debrief.tips.text import as_html
from debrief.ui.addresses import absolute

MOST = 20  # entries
# What XML cannot hold in any form, and somebody may have pasted.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class WholeText(Atom1Feed):
    """Atom (RFC 4287) that has the text of an entry too, so that nobody has to come here to read it."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class TipFeed(Feed):
    """Every address in it comes from the settings: a reader keeps them, and they name the entries."""

    feed_type = WholeText
    title: str | Promise = _("Debrief: new and changed tips")
    subtitle: str | Promise = _("Small things that help after a bad interview.")
    author_name: str | Promise = _("Debrief")
    language = settings.LANGUAGE_CODE

    def link(self) -> str:
        return absolute(reverse("tips:tip_list"))

    def feed_url(self) -> str:
        return absolute(reverse("tips:feed"))

    def items(self) -> QuerySet[Tip]:
        return Tip.objects.changed_last()[:MOST]

    def item_title(self, item: Tip) -> str:
        return _NOT_IN_XML.sub("", item.title)

    def item_description(self, item: Tip) -> str:
        return escape(_NOT_IN_XML.sub("", item.summary))

    def item_link(self, item: Tip) -> str:
        return absolute(item.get_absolute_url())

    def item_updateddate(self, item: Tip) -> datetime:
        return item.updated_at

    def item_categories(self, item: Tip) -> tuple[str, ...]:
        return (item.get_kind_display(),)

    def item_extra_kwargs(self, item: Tip) -> dict[str, Any]:
        text = render_to_string("tips/feed_entry.html", {"tip": item, "body": as_html(item.body)})
        return {"content": _NOT_IN_XML.sub("", text)}
