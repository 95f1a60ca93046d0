from django.urls import path

from debrief.tips import views

app_name = "tips"
urlpatterns = [
    path("", views.tip_list, name="tip_list"),
    path("feed.xml", views.feed, name="feed"),
    path("saved/", views.saved_tips, name="saved_tips"),
    path("<slug:slug>/", views.tip_page, name="tip_page"),
    path("<slug:slug>/preview/", views.preview_tip, name="preview_tip"),
    path("<slug:slug>/mark/", views.mark_tip, name="mark_tip"),
    path("<slug:slug>/seen/", views.seen_tip, name="seen_tip"),
]
