from django.urls import path

from debrief.recovery import views

app_name = "recovery"
urlpatterns = [
    path("new/", views.new_debrief, name="new_debrief"),
    path("<uuid:debrief_id>/", views.path_page, name="path_page"),
    # Words that are no stage's key stand before the key.
    path("<uuid:debrief_id>/enough/", views.enough, name="enough"),
    path("<uuid:debrief_id>/outcome/saved/", views.outcome_saved, name="outcome_saved"),
    path("<uuid:debrief_id>/close/", views.close_debrief, name="close_debrief"),
    path("<uuid:debrief_id>/reopen/", views.reopen_debrief, name="reopen_debrief"),
    path("<uuid:debrief_id>/promised/", views.tick_promised, name="tick_promised"),
    path("<uuid:debrief_id>/action/", views.answer_action, name="answer_action"),
    path("<uuid:debrief_id>/read/", views.read_page, name="read_page"),
    path("<uuid:debrief_id>/export.md", views.export_markdown, name="export_markdown"),
    path("<uuid:debrief_id>/<slug:stage_key>/", views.stage_page, name="stage_page"),
    path("<uuid:debrief_id>/<slug:stage_key>/draft/", views.save_draft, name="save_draft"),
    path("<uuid:debrief_id>/<slug:stage_key>/skip/", views.skip_stage, name="skip_stage"),
]
