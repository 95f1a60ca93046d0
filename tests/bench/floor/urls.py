from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def floor_auth(request: HttpRequest) -> HttpResponse:
    """A session, a person, one small template: two queries."""
    return render(request, "small.html", {"name": request.user.get_username()})


urlpatterns = [path("healthz", alive), path("floor-auth", floor_auth)]
