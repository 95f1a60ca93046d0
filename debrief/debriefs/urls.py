from django.urls import path

from debrief.debriefs import views

app_name = "debriefs"
urlpatterns = [
    path("", views.debrief_list, name="debrief_list"),
    path("reasons/", views.reasons, name="reasons"),
]
