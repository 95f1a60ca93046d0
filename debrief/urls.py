"""Where everything lives. Addresses are kept stable; see docs/decisions."""

from django.urls import include, path

from debrief.accounts.views import sign_in
from debrief.recovery.views import home
from debrief.tips.admin import desk

urlpatterns = [
    path("", home, name="home"),
    path("", include("debrief.database.urls")),
    path("accounts/login/", sign_in, name="account_login"),
    path("accounts/", include("allauth.account.urls")),
    path("you/", include("debrief.accounts.urls")),
    # Its words ("delete") stand before the keys of stages.
    path("debriefs/", include("debrief.debriefs.urls")),
    path("debriefs/", include("debrief.recovery.urls")),
    path("tips/", include("debrief.tips.urls")),
    path("staff/", desk.urls),
    path("help-now/", include("debrief.helplines.urls")),
    path("styleguide/", include("debrief.ui.urls")),
]
