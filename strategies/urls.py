"""Addresses of strategies."""

from django.urls import path

from strategies import editor_views, file_views, list_views, version_views, views

app_name = "strategies"
urlpatterns = [
    path("", list_views.index, name="list"),
    path("bulk/", list_views.bulk, name="bulk"),
    path("new/", views.new, name="new"),
    path("import/", file_views.import_file, name="import"),
    path("check/", editor_views.check, name="check_new"),
    path("names.json", editor_views.names, name="names"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/check/", editor_views.check, name="check"),
    path("<int:pk>/runs/", views.runs, name="runs"),
    path("<int:pk>/settings/", views.settings, name="settings"),
    path("<int:pk>/duplicate/", list_views.duplicate, name="duplicate"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("<int:pk>/download/", file_views.download, name="download"),
    path("<int:pk>/versions/", version_views.versions, name="versions"),
    path("<int:pk>/versions/compare/", version_views.compare, name="compare"),
    path("<int:pk>/versions/<int:number>/restore/", version_views.restore, name="restore"),
]
