"""Where everything lives. Addresses are kept stable; see docs/decisions."""

from django.urls import include, path

from debrief.accounts.views import change_email, sign_in
from debrief.privacy.security_txt import security_txt
from debrief.recovery.views import home
from debrief.tips.admin import desk
from debrief.tips.crawlers import robots, sitemap

handler400 = "debrief.ui.views.unreadable"
handler500 = "debrief.ui.views.broken"

urlpatterns = [
    path("", home, name="home"),
    path("", include("debrief.database.urls")),
    path("accounts/login/", sign_in, name="account_login"),
    path("", include("debrief.accounts.signing_in.urls")),
    path("accounts/email/", change_email, name="account_email"),
    path("accounts/", include("allauth.account.urls")),
    path("you/", include("debrief.accounts.urls")),
    path("you/", include("debrief.archive.urls")),
    path("", include("debrief.sharing.urls")),
    path("", include("debrief.reminders.urls")),
    # Its words ("delete") stand before the keys of stages.
    path("debriefs/", include("debrief.debriefs.urls")),
    path("debriefs/", include("debrief.recovery.urls")),
    path("notes/", include("debrief.notes.urls")),
    path("tips/", include("debrief.tips.urls")),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("staff/", desk.urls),
    path("help-now/", include("debrief.helplines.urls")),
    path("styleguide/", include("debrief.ui.urls")),
]

# django-allauth looks here for what to answer to too many tries.
handler429 = "debrief.privacy.limits.too_many"
