"""What a tip is, in the words of schema.org, for search engines."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from debrief.tips.models import Tip
from debrief.ui.addresses import absolute


def about(tip: Tip) -> dict[str, Any]:
    """An article and where it stands, with nothing in it that the page does not say."""
    address = absolute(tip.get_absolute_url())
    ourselves = {"@type": "Organization", "name": _("Debrief"), "url": absolute(reverse("home"))}
    article = {
        "@type": "Article",
        "headline": tip.title,
        "description": tip.summary,
        "inLanguage": settings.LANGUAGE_CODE,
        "timeRequired": f"PT{tip.minutes}M",
        "dateModified": tip.updated_at.isoformat(timespec="seconds"),
        "image": absolute(static("images/shared.png")),
        "author": ourselves,
        "publisher": ourselves,
        "mainEntityOfPage": {
            "@type": "WebPage",
            "@id": address,
            "lastReviewed": tip.reviewed_on.isoformat(),
        },
    }
    way = [(_("Recovery tips"), absolute(reverse("tips:tip_list"))), (tip.title, address)]
    trail = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": item}
            for position, (name, item) in enumerate(way, 1)
        ],
    }
    return {"@context": "https://schema.org", "@graph": [article, trail]}
