"""Doors for Celery, one line each."""

from celery import shared_task

from backtests import execution


@shared_task
def run_backtest(run_id: int) -> None:
    """Run one queued backtest."""
    execution.execute_run(run_id)


@shared_task
def reap() -> None:
    """Bring back runs whose worker or message was lost."""
    execution.reap()
