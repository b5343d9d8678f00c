"""The queue of runs: claims with a lease, and messages that may be lost because the rows are the truth."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final, Self

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from backtests.models import BacktestRun, RunQuerySet, State
from engine.verdict import Verdict
from statis import events
from statis.celery import app, send_soon

logger = structlog.get_logger(__name__)

MAX_ATTEMPTS: Final = 3
RUN_TASK: Final = "backtests.tasks.run_backtest"
GAVE_UP: Final = {
    "message": "Three attempts to run this backtest were interrupted on our side.",
    "hint": "Your code and settings are safe. Run it again; if it keeps happening, tell the operator its number.",
}


class Standing(Enum):
    """What a worker learns about its run at a heartbeat."""

    OURS = "ours"
    CANCEL_REQUESTED = "cancel requested"
    LOST = "lost"


@dataclass(frozen=True)
class Lease:
    """The right of one attempt to write to one running row."""

    run_id: int
    attempt: int

    @classmethod
    def claim(cls, run_id: int) -> Self | None:
        """Return the lease of a queued run, or None when it is not there to be taken."""
        attempts = BacktestRun.objects.filter(pk=run_id).values_list("attempts", flat=True).first()
        if attempts is None:
            return None
        row = BacktestRun.objects.filter(pk=run_id, attempts=attempts)
        values = {"attempts": attempts + 1, "started_at": timezone.now(), "lease_expires_at": _lease_end()}
        if not row.move(State.QUEUED, State.RUNNING, progress={}, **values):
            return None
        return cls(run_id, attempts + 1)

    @property
    def row(self) -> RunQuerySet:
        """Return the run as a query that is empty once the lease is lost."""
        return BacktestRun.objects.filter(pk=self.run_id, attempts=self.attempt, state=State.RUNNING)

    def renew(self, **values: Any) -> Standing:
        """Keep the lease for another while, write the values to the row, and return how the run stands."""
        wanted = self.row.filter(cancel_requested_at=None)
        if wanted.update(lease_expires_at=_lease_end(), **values):
            return Standing.OURS
        return Standing.CANCEL_REQUESTED if self.row.exists() else Standing.LOST

    def finish(self, state: State, verdict: Verdict, **values: Any) -> bool:
        """End the run and return whether it was still ours to end."""
        ending = {"verdict": verdict.value, "finished_at": timezone.now(), "lease_expires_at": None}
        return self.row.move(State.RUNNING, state, **ending, **values)

    def give_back(self) -> None:
        """Put the run back into the queue for another attempt."""
        if self.row.move(State.RUNNING, State.QUEUED, **_WAITING):
            enqueue(self.run_id)


_WAITING: Final[dict[str, Any]] = {"lease_expires_at": None, "enqueued_at": None, "started_at": None, "progress": {}}


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.RUN_LEASE_SECONDS)


def enqueue(run_id: int) -> None:
    """Tell the workers about a queued run; without a broker the reaper tells them later."""
    try:
        send_soon(RUN_TASK, run_id=run_id)
    except (OperationalError, OSError) as problem:
        logger.warning("broker_unavailable", run_id=run_id, problem=str(problem))
        return
    BacktestRun.objects.filter(pk=run_id).update(enqueued_at=timezone.now())


def take_back_expired() -> int:
    """Queue runs whose worker stopped renewing its lease, end those out of attempts, and return how many."""
    expired = BacktestRun.objects.filter(state=State.RUNNING, lease_expires_at__lt=timezone.now())
    count = 0
    for run in expired.only("pk", "attempts", "cancel_requested_at"):
        count += _take_back(run)
    return count


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


def send_again() -> int:
    """Enqueue runs that nobody picked up for a while, unless the broker still holds their messages."""
    late = timezone.now() - timedelta(seconds=settings.RUN_PICKUP_SECONDS)
    waiting = BacktestRun.objects.filter(state=State.QUEUED)
    forgotten = waiting.filter(Q(enqueued_at=None, queued_at__lt=late) | Q(enqueued_at__lt=late))
    runs = list(forgotten.order_by("pk").values_list("pk", "enqueued_at")[:500])
    if not runs or _messages_waiting() >= waiting.count():
        return 0
    count = 0
    for pk, enqueued_at in runs:
        # Of several reapers only the one that moves the time sends the message.
        if waiting.filter(pk=pk, enqueued_at=enqueued_at).update(enqueued_at=timezone.now()):
            enqueue(pk)
            count += 1
    return count


def _messages_waiting() -> int:
    try:
        with app.connection_for_read() as connection:
            return int(connection.default_channel.client.llen(settings.CELERY_TASK_DEFAULT_QUEUE))
    except (OperationalError, OSError):
        return 0
