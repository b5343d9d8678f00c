"""Doors for Celery, one line each."""

from celery import shared_task

from strategies import purging


@shared_task
def purge() -> None:
    """Delete for ever what was deleted long enough ago."""
    purging.purge_deleted()
