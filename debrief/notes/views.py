"""What pages of notes ask for besides themselves."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from debrief.notes import browser
from debrief.privacy.decorators import public


@public
@require_safe
@cache_control(public=True, immutable=True, max_age=31_536_000)
def checks(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """The data a browser checks notes with. Its address changes when it does, so it is fetched once."""
    text, now = browser.checks()
    if fingerprint != now:
        raise Http404
    return HttpResponse(text, content_type="application/json", headers={"ETag": f'"{now}"'})
