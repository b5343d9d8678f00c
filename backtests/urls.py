"""Addresses of runs."""

from django.urls import path

from backtests import views

app_name = "backtests"
urlpatterns = [
    path("", views.home, name="home"),
    path("runs/", views.list_runs, name="list"),
    path("runs/new/", views.new, name="new"),
    path("runs/<int:pk>/", views.detail, name="detail"),
    path("runs/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("runs/<int:pk>/rerun/", views.rerun, name="rerun"),
    path("runs/<int:pk>/events/", views.events, name="events"),
    path("runs/<int:pk>/trades.csv", views.trades_csv, name="trades_csv"),
    path("runs/<int:pk>/equity.csv", views.equity_csv, name="equity_csv"),
]
