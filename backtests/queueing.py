"""The queue of runs: claims with a lease, and messages that may be lost because the rows are the truth."""

from typing import ClassVar, Final

from django.conf import settings

from backtests.models import BacktestRun
from statis import jobs

GAVE_UP: Final = {
    "message": "Three attempts to run this backtest were interrupted on our side.",
    "hint": "Your code and settings are safe. Run it again; if it keeps happening, tell the operator its number.",
}
QUEUE: Final = jobs.Queue(
    model=BacktestRun,
    task="backtests.tasks.run_backtest",
    argument="run_id",
    name=settings.CELERY_TASK_DEFAULT_QUEUE,
    lease_setting="RUN_LEASE_SECONDS",
    pickup_setting="RUN_PICKUP_SECONDS",
    stopped="CANCELLED",
    gave_up=GAVE_UP,
)


class Lease(jobs.Lease):
    """The right of one attempt to write to one running backtest."""

    queue: ClassVar[jobs.Queue] = QUEUE


def enqueue(run_id: int) -> None:
    """Tell the workers about a queued run; without a broker the reaper tells them later."""
    QUEUE.enqueue(run_id)


def send_again() -> int:
    """Enqueue runs that nobody picked up for a while, unless the broker still holds their messages."""
    return QUEUE.send_again()


def take_back_expired() -> int:
    """Queue runs whose worker stopped renewing its lease, end those out of attempts, and return how many."""
    return Lease.take_back_expired()
