"""Giving somebody a link to a part of one debrief, and what whoever has it sees."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from debrief.accounts.tries import network_of
from debrief.debriefs.access import get_debrief_or_404
from debrief.debriefs.models import Debrief
from debrief.notes.handing_over import mail_link, text_link
from debrief.privacy import held_words, limits
from debrief.privacy.audit import record
from debrief.privacy.decorators import public
from debrief.privacy.models import Event
from debrief.recovery.reading import READING_ROWS, Part, about, read_saved
from debrief.sharing import actions, tokens
from debrief.sharing.asks import NEEDS, how_to_help
from debrief.sharing.forms import ShareForm
from debrief.sharing.models import ShareLink
from debrief.sharing.queries import good_links, is_good, shown_by
from debrief.ui.addresses import absolute

_LIMIT = "share:network"
# What tells of the whole debrief where and when it was.
_WHERE_AND_WHEN = "capture"


@require_http_methods(["GET", "HEAD", "POST"])
def share_debrief(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """The links there are, and making one; what was made is shown this once."""
    debrief = get_debrief_or_404(request, debrief_id, *READING_ROWS)
    if "end" in request.POST:
        return _end(request, debrief)
    parts = read_saved(debrief)
    if request.method != "POST":
        form = ShareForm(parts=parts, initial=_to_begin_with(request, debrief))
        return _page(request, debrief, parts, form)
    form = ShareForm(request.POST, parts=parts)
    if not form.is_valid():
        return _page(request, debrief, parts, form, status=422)
    values = dict(form.cleaned_data)
    token = tokens.unsealed(values.pop("seal"), debrief.pk)
    try:
        link, is_new = actions.make_link(debrief=debrief, token=token, **values)
    except Debrief.DoesNotExist:
        raise Http404 from None
    except actions.TooManyLinksError:
        said = _(
            "There are %(most)d links to this debrief. End one to make room; what you picked is still here."
        )
        form.add_error(None, said % {"most": actions.MOST_LINKS})
        return _page(request, debrief, parts, form, status=422)
    except actions.EndedLinkError:
        messages.info(request, _("That link has been ended. Make a new one if you want one."))
        return redirect("sharing:share_debrief", debrief.pk)
    if is_new:
        record(request, Event.LINK_MADE)
    response = _page(request, debrief, parts, None, made=_made(link, token))
    held_words.forget(request, response)
    return response


def _end(request: HttpRequest, debrief: Debrief) -> HttpResponse:
    try:
        is_first = actions.end_link(debrief=debrief, link_id=UUID(request.POST["end"]))
    except (ValueError, ShareLink.DoesNotExist):
        raise Http404 from None
    if is_first:
        record(request, Event.LINK_ENDED)
    messages.success(request, _("Ended. Whoever has that link sees nothing any more."))
    return redirect("sharing:share_debrief", debrief.pk)


def _page(
    request: HttpRequest,
    debrief: Debrief,
    parts: list[Part],
    form: ShareForm | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    titles = {part.step.stage.key: part.step.stage.title for part in parts}
    links = [
        (link, [titles[key] for key in link.parts if key in titles], _until(link.expires_at))
        for link in good_links(debrief)
    ]
    context = {
        "debrief": debrief,
        "form": form,
        "seal": tokens.sealed(debrief.pk),
        "links": links,
        "base": reverse("recovery:path_page", args=[debrief.pk]),
        **more,
    }
    return render(request, "sharing/share_debrief.html", context, status=status)


def _to_begin_with(request: HttpRequest, debrief: Debrief) -> dict[str, Any]:
    """What the form begins with: words typed before a session ended, or whom and what the stage was told."""
    if words := held_words.waiting(request):
        return {**words.dict(), "parts": words.getlist("parts")}
    kept = next(iter(debrief.confidings_rows), {})
    need = kept.get("need", "")
    return {
        "parts": [request.GET.get("part", "")],
        "for_whom": kept.get("person", ""),
        "need": need if need in NEEDS else "",
    }


def _made(link: ShareLink, token: str) -> dict[str, str]:
    address = absolute(reverse("sharing:open_link", args=[token]))
    words = _(
        "I've written down how an interview went, and I'd like you to see part of it. This link opens it "
        "until %(until)s: %(link)s"
    ) % {"until": _until(link.expires_at), "link": address}
    return {
        "address": address,
        "text_link": text_link(words),
        "mail_link": mail_link(subject=_("Would you read something?"), body=words),
    }


def _until(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), "l j F, H:i")


# --- for whoever has the link ---


@public
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Put the token of a link into a cookie and lead on, so that it stands in no history and no Referer."""
    if wait := limits.take(_LIMIT, network_of(request)):
        return limits.too_many(request, wait)
    if not is_good(token):
        return _ended(request)
    limits.give_back(_LIMIT, network_of(request))
    response = HttpResponseRedirect(reverse("sharing:shown_debrief"))
    response.status_code = 303
    response.set_cookie(
        settings.SHARE_COOKIE_NAME,
        token,
        path=reverse("sharing:shown_debrief"),
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return _kept_nowhere(response)


@public
@require_safe
def shown_debrief(request: HttpRequest) -> HttpResponseBase:
    """What the link in the cookie shows, the same for whoever asks, signed in or not."""
    token = request.COOKIES.get(settings.SHARE_COOKIE_NAME, "")
    if not token:
        return _ended(request)
    if wait := limits.take(_LIMIT, network_of(request)):
        return limits.too_many(request, wait)
    with shown_by(token) as shown:
        response = _shown(request, *shown) if shown else None
    if response is None:
        return _ended(request)
    limits.give_back(_LIMIT, network_of(request))
    return response


def _shown(request: HttpRequest, link: ShareLink, debrief: Debrief) -> HttpResponse:
    with timezone.override(link.owner.zone):
        context = {
            "name": link.owner.first_name.strip(),
            "until": _until(link.expires_at),
            "how_to_help": how_to_help(link.need),
            "about": [debrief.title, *about(debrief)] if _WHERE_AND_WHEN in link.parts else [],
            "parts": read_saved(debrief, only=link.parts),
        }
        return _kept_nowhere(render(request, "sharing/shown_debrief.html", {**context, **_NOBODY}))


def _ended(request: HttpRequest) -> HttpResponse:
    """The one answer to a link that opens nothing, whyever that is."""
    return _kept_nowhere(render(request, "sharing/ended.html", _NOBODY, status=404))


# The frame of a page as strangers see it: no links and no messages of whoever is signed in here.
_NOBODY = {"has_session": False, "may_have_messages": False}


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
