from django.urls import path

from debrief.notes import views

app_name = "notes"
urlpatterns = [path("checks-<slug:fingerprint>.json", views.checks, name="checks")]
