from django.urls import path

from debrief.sharing import views

app_name = "sharing"
urlpatterns = [
    path("debriefs/<uuid:debrief_id>/share/", views.share_debrief, name="share_debrief"),
    path("s/", views.shown_debrief, name="shown_debrief"),
    path("s/<str:token>/", views.open_link, name="open_link"),
]
