"""Addresses of markets."""

from django.urls import path

from marketdata import compare_views, views

app_name = "marketdata"
urlpatterns = [
    path("", views.index, name="list"),
    path("sources/", compare_views.sources, name="sources"),
    path("<str:symbol>/", views.detail, name="detail"),
    path("<str:symbol>/watch/", views.watch, name="watch"),
    path("<str:symbol>/compare/", compare_views.compare, name="compare"),
    path("<str:symbol>/bars.csv", views.bars_csv, name="bars_csv"),
]
