from smtplib import SMTPException
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from debrief.accounts.forms import NewAddressForm, YouForm
from debrief.privacy import held_words
from debrief.ui import look


@require_http_methods(["GET", "HEAD", "POST"])
def you(request: HttpRequest) -> HttpResponse:
    """The person's own page: what they are called, what their clock says, how it looks; and the ways out."""
    data = request.POST if request.method == "POST" else None
    form = YouForm(data, instance=request.user)
    if form.is_bound and form.is_valid():
        look.choose(request, form.save().look)
        messages.info(request, _("Saved."))
        return redirect("accounts:you")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/you.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def change_email(request: HttpRequest) -> HttpResponse:
    """Another e-mail address: verified by a code where mail can be sent, and the old one is told."""
    data = request.POST if request.method == "POST" else None
    form = NewAddressForm(data=data, initial=held_words.waiting(request), user=request.user)
    if form.is_bound and form.is_valid() and _keep_address(request, form):
        response = redirect("account_email_verification_sent" if settings.HAS_MAIL else "accounts:you")
        held_words.forget(request, response)
        return response
    status = 422 if form.is_bound else 200
    return render(request, "accounts/change_email.html", {"form": form}, status=status)


def _keep_address(request: HttpRequest, form: NewAddressForm) -> bool:
    """Whether the new address could be set, or a code be sent to it."""
    user: Any = request.user
    # The address that is told of the change; an account that a command made has none noted down yet.
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
    try:
        with transaction.atomic():
            form.save(request)
    except (OSError, SMTPException):
        form.add_error("email", _("The mail can’t be sent at the moment. Your address is as it was."))
        return False
    if not settings.HAS_MAIL:
        messages.info(request, _("Saved."))
    return True


# Stands where the token of a form goes, in a page that is kept.
_PLACE = "the-token-of-this-form"


class SignInView(LoginView):
    """allauth's sign-in page.

    For somebody who brings nothing along, no cookie and no page to go back to, it is the same page every
    time but for the token of its form; so it is made once.
    """

    def get_initial(self) -> dict[str, Any]:
        # A session on a shared phone that has run out: the phone is still shared.
        return {"is_shared": True} if settings.SHARED_PHONE_COOKIE_NAME in self.request.COOKIES else {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.GET or request.COOKIES:
            return super().get(request, *args, **kwargs)
        kind = get_language(), settings.HAS_MAIL
        if kind not in _pages:
            context = self.get_context_data(csrf_token=_PLACE)
            _pages[kind] = self.render_to_response(context).rendered_content
        return HttpResponse(_pages[kind].replace(_PLACE, get_token(request)))


_pages: dict[tuple[str | None, bool], str] = {}

sign_in = require_http_methods(["GET", "HEAD", "POST"])(SignInView.as_view())
