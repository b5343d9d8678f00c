"""Doors for Celery, one line each."""

from celery import shared_task

from marketdata import refreshing, sampling


@shared_task
def refresh() -> None:
    """Bring the prices people use up to date."""
    refreshing.refresh_watched()


@shared_task
def sample(sample_id: int) -> None:
    """Ask a source for the bars of a comparison."""
    sampling.fetch_sample(sample_id)
