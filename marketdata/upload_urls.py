"""Addresses of the pages to bring one's own prices."""

from django.urls import path

from marketdata import upload_views

app_name = "upload"
urlpatterns = [
    path("", upload_views.upload, name="upload"),
    path("<int:pk>/", upload_views.preview, name="preview"),
    path("delete/<str:symbol>/", upload_views.delete, name="delete"),
]
