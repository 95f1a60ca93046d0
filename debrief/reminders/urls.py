from django.urls import path

from debrief.reminders import views

app_name = "reminders"
urlpatterns = [
    path("you/reminders/", views.your_reminders, name="your_reminders"),
    path("debriefs/<uuid:debrief_id>/reminders/", views.reminders_page, name="reminders_page"),
    path("debriefs/<uuid:debrief_id>/reminders.ics", views.calendar, name="calendar"),
]
