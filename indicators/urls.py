"""Addresses of indicators."""

from django.urls import path

from indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.index, name="list"),
    path("screen/", views.screen, name="screen"),
    path("<str:name>/", views.detail, name="detail"),
]
