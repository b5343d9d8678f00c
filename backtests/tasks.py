"""Doors for Celery, one line each."""

from typing import Any

from celery import shared_task, signals

from backtests import execution


@signals.worker_process_init.connect
def warm_up(**_: Any) -> None:
    """Get a new worker process ready."""
    execution.warm_up()


@shared_task
def run_backtest(run_id: int) -> None:
    """Run one queued backtest."""
    execution.execute_run(run_id)


@shared_task
def reap() -> None:
    """Bring back runs whose worker or message was lost."""
    execution.reap()
