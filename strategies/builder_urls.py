"""Addresses of the builder."""

from django.urls import path

from strategies import live_views

app_name = "builder"
urlpatterns = [
    path("<int:pk>/events/", live_views.events, name="events"),
    path("<int:pk>/news/", live_views.news, name="news"),
]
