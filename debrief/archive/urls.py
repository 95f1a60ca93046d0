from django.urls import path

from debrief.archive import views

app_name = "archive"
urlpatterns = [
    path("stored/", views.stored, name="stored"),
    path("export/", views.export, name="export"),
    path("import/", views.bring_in, name="bring_in"),
    path("import/done/", views.brought_in, name="brought_in"),
    path("delete/", views.delete_account, name="delete_account"),
    path("gone/", views.gone, name="gone"),
]
