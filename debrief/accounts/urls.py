from django.urls import path

from debrief.accounts import views

app_name = "accounts"
urlpatterns = [path("", views.you, name="you")]
