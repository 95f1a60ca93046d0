from django.urls import path

from debrief.tips import views

app_name = "tips"
urlpatterns = [
    path("", views.tip_list, name="tip_list"),
    path("<slug:slug>/", views.tip_page, name="tip_page"),
]
