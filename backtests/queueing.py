"""The queue of runs: claims with a lease, and messages that may be lost because the rows are the truth."""

from typing import ClassVar, Final

import structlog
from django.conf import settings

from backtests.models import BacktestRun, State
from engine.verdict import Verdict
from statis import events, jobs
from statis.jobs import MAX_ATTEMPTS

logger = structlog.get_logger(__name__)

QUEUE: Final = jobs.Queue(
    model=BacktestRun,
    task="backtests.tasks.run_backtest",
    argument="run_id",
    name=settings.CELERY_TASK_DEFAULT_QUEUE,
    lease_setting="RUN_LEASE_SECONDS",
    pickup_setting="RUN_PICKUP_SECONDS",
)
GAVE_UP: Final = {
    "message": "Three attempts to run this backtest were interrupted on our side.",
    "hint": "Your code and settings are safe. Run it again; if it keeps happening, tell the operator its number.",
}


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
    return sum(_take_back(run) for run in QUEUE.expired().only("pk", "attempts", "cancel_requested_at"))


def _take_back(run: BacktestRun) -> bool:
    lease = Lease(run.pk, run.attempts)
    logger.warning("lease_expired", run_id=run.pk, attempt=run.attempts)
    if run.cancel_requested_at:
        is_ended = lease.finish(State.CANCELLED, Verdict.CANCELLED)
    elif run.attempts >= MAX_ATTEMPTS:
        is_ended = lease.finish(State.FAILED, Verdict.OUR_FAULT, failure=GAVE_UP)
    else:
        lease.give_back()
        return True
    if is_ended:
        events.publish(run.topic, {"type": "done"})
    return is_ended
