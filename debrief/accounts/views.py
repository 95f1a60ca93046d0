from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from debrief.accounts.forms import YouForm


@require_http_methods(["GET", "HEAD", "POST"])
def you(request: HttpRequest) -> HttpResponse:
    """The person's own page: what they are called, where their clock stands, and the way out."""
    data = request.POST if request.method == "POST" else None
    form = YouForm(data, instance=request.user)
    if form.is_bound and form.is_valid():
        form.save()
        messages.info(request, _("Saved."))
        return redirect("accounts:you")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/you.html", {"form": form}, status=status)
