"""Addresses of markets."""

from django.urls import path

from marketdata import views

app_name = "marketdata"
urlpatterns = [
    path("", views.index, name="list"),
    path("<str:symbol>/", views.detail, name="detail"),
    path("<str:symbol>/watch/", views.watch, name="watch"),
    path("<str:symbol>/bars.csv", views.bars_csv, name="bars_csv"),
]
