"""Doors for Celery, one line each."""

from celery import shared_task

from marketdata import refreshing


@shared_task
def refresh() -> None:
    """Bring the prices people use up to date."""
    refreshing.refresh_watched()
