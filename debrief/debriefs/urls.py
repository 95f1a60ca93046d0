from django.urls import path

from debrief.debriefs import views

app_name = "debriefs"
urlpatterns = [
    path("", views.debrief_list, name="debrief_list"),
    path("reasons/", views.reasons, name="reasons"),
    path("<uuid:debrief_id>/put-away/", views.put_away, name="put_away"),
    path("<uuid:debrief_id>/bring-back/", views.bring_back, name="bring_back"),
    path("<uuid:debrief_id>/delete/", views.delete_debrief, name="delete_debrief"),
    path("<uuid:debrief_id>/export.json", views.export_json, name="export_json"),
]
