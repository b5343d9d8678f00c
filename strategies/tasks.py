"""Doors for Celery, one line each."""

from celery import shared_task

from strategies import generating, purging


@shared_task
def generate(generation_id: int) -> None:
    """Write one queued strategy."""
    generating.execute_generation(generation_id)


@shared_task
def reap() -> None:
    """Bring back generations whose worker or message was lost."""
    generating.reap()


@shared_task
def purge() -> None:
    """Delete for ever what was deleted long enough ago."""
    purging.purge_deleted()
