"""Whom somebody tells who has found a hole (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from debrief.privacy.decorators import same_for_everybody

_KEEP = 24 * 3600  # seconds
_HOLDS_FOR = timedelta(days=180)  # as it is made from a setting, it is as good as new every day


@same_for_everybody(_KEEP)
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The contact of this installation; 404 for one that names none."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + _HOLDS_FOR).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
