"""Jobs are rows: claimed with a lease, and told of by messages that may be lost because the rows are the truth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, ClassVar, Final, Self

import structlog
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from statis import events
from statis.celery import app, send_soon

logger = structlog.get_logger(__name__)

QUEUED: Final = "QUEUED"
RUNNING: Final = "RUNNING"
MAX_ATTEMPTS: Final = 3
WAITING: Final[Mapping[str, Any]] = {
    "lease_expires_at": None,
    "enqueued_at": None,
    "started_at": None,
    "progress": {},
}


class ImpossibleTransition(ValueError):
    """A move the table of transitions does not allow: a fault in our code."""


class Moves:
    """What a query for jobs can do besides: move them from state to state."""

    def move(self: Any, source: str, target: str, **values: Any) -> bool:
        """
        Move the rows of this query from one state to another and return whether there was one.

        One conditional UPDATE: of several processes that try at once exactly one succeeds.

        :raises ImpossibleTransition: if the table of transitions does not allow it.
        """
        if target not in self.model.transitions()[source]:
            raise ImpossibleTransition(f"{source} does not lead to {target}")
        return bool(self.filter(state=source).update(state=target, **values))


class Job(models.Model):
    """
    Work that a worker does once.

    Each kind adds `state`, with QUEUED, RUNNING and FAILED among others, `verdict`, `failure` and `progress`.

    The row is the truth about a job; Redis only carries news of it. `attempts` is also the proof of ownership:
    a worker may write to a running row only while the number is still the one it claimed.
    """

    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now)
    enqueued_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def topic(self) -> str:
        """Return the name under which news of it is published."""
        raise NotImplementedError

    @classmethod
    def transitions(cls) -> Mapping[Any, Iterable[str]]:
        """Return the states, each with those it may lead to."""
        raise NotImplementedError

    @property
    def elapsed_seconds(self) -> float | None:
        """Return how long the last attempt has been running or took; None before it starts."""
        if self.started_at is None:
            return None
        return ((self.finished_at or timezone.now()) - self.started_at).total_seconds()


class Standing(Enum):
    """What a worker learns about its job at a heartbeat."""

    OURS = "ours"
    CANCEL_REQUESTED = "cancel requested"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Where the jobs of one kind wait; `task` is the name of the Celery task, `argument` what it calls the number."""

    model: Any
    task: str
    argument: str
    name: str
    lease_setting: str
    pickup_setting: str
    # State and verdict, of the same name, of a job that was stopped; and what one out of attempts failed of.
    stopped: str
    gave_up: Mapping[str, str]

    @property
    def rows(self) -> Any:
        """Return all jobs of this kind."""
        return self.model.objects.all()

    def lease_end(self) -> datetime:
        """Return when a lease renewed now ends."""
        return timezone.now() + timedelta(seconds=getattr(settings, self.lease_setting))

    def enqueue(self, pk: int) -> None:
        """Tell the workers about a queued job; without a broker the reaper tells them later."""
        try:
            send_soon(self.task, **{self.argument: pk})
        except (OperationalError, OSError) as problem:
            logger.warning("broker_unavailable", task=self.task, pk=pk, problem=str(problem))
            return
        self.rows.filter(pk=pk).update(enqueued_at=timezone.now())

    def expired(self) -> Any:
        """Return the jobs whose worker stopped renewing its lease."""
        return self.rows.filter(state=RUNNING, lease_expires_at__lt=timezone.now())

    def send_again(self) -> int:
        """Enqueue jobs that nobody picked up for a while, unless the broker still holds their messages."""
        late = timezone.now() - timedelta(seconds=getattr(settings, self.pickup_setting))
        waiting = self.rows.filter(state=QUEUED)
        forgotten = waiting.filter(Q(enqueued_at=None, queued_at__lt=late) | Q(enqueued_at__lt=late))
        jobs = list(forgotten.order_by("pk").values_list("pk", "enqueued_at")[:500])
        if not jobs or messages_waiting(self.name) >= waiting.count():
            return 0
        count = 0
        for pk, enqueued_at in jobs:
            # Of several reapers only the one that moves the time sends the message.
            if waiting.filter(pk=pk, enqueued_at=enqueued_at).update(enqueued_at=timezone.now()):
                self.enqueue(pk)
                count += 1
        return count


@dataclass(frozen=True)
class Lease:
    """The right of one attempt to write to one running row; each kind of job names its queue."""

    pk: int
    attempt: int

    queue: ClassVar[Queue]

    @classmethod
    def claim(cls, pk: int) -> Self | None:
        """Return the lease of a queued job, or None when it is not there to be taken."""
        attempts = cls.queue.rows.filter(pk=pk).values_list("attempts", flat=True).first()
        if attempts is None:
            return None
        row = cls.queue.rows.filter(pk=pk, attempts=attempts)
        values = {"attempts": attempts + 1, "started_at": timezone.now(), "lease_expires_at": cls.queue.lease_end()}
        if not row.move(QUEUED, RUNNING, progress={}, **values):
            return None
        return cls(pk, attempts + 1)

    @property
    def row(self) -> Any:
        """Return the job as a query that is empty once the lease is lost."""
        return self.queue.rows.filter(pk=self.pk, attempts=self.attempt, state=RUNNING)

    def renew(self, **values: Any) -> Standing:
        """Keep the lease for another while, write the values to the row, and return how the job stands."""
        wanted = self.row.filter(cancel_requested_at=None)
        if wanted.update(lease_expires_at=self.queue.lease_end(), **values):
            return Standing.OURS
        return Standing.CANCEL_REQUESTED if self.row.exists() else Standing.LOST

    def finish(self, state: str, verdict: str, **values: Any) -> bool:
        """End the job and return whether it was still ours to end."""
        ending = {"verdict": str(verdict), "finished_at": timezone.now(), "lease_expires_at": None}
        return bool(self.row.move(RUNNING, state, **ending, **values))

    @classmethod
    def take_back_expired(cls) -> int:
        """Queue jobs whose worker stopped renewing its lease, end those out of attempts, and return how many."""
        return sum(cls(job.pk, job.attempts).take_back(job) for job in cls.queue.expired())

    def take_back(self, job: Any) -> bool:
        """Queue the job again, or end it if it was to be stopped or is out of attempts; return whether it was ours."""
        logger.warning("lease_expired", task=self.queue.task, pk=self.pk, attempt=self.attempt)
        if job.cancel_requested_at:
            is_ended = self.finish(self.queue.stopped, self.queue.stopped)
        elif self.attempt >= MAX_ATTEMPTS:
            is_ended = self.finish("FAILED", "OUR_FAULT", failure=dict(self.queue.gave_up))
        else:
            self.give_back()
            return True
        if is_ended:
            events.publish(job.topic, {"type": "done"})
        return is_ended

    def give_back(self) -> None:
        """Put the job back into the queue for another attempt."""
        if self.row.move(RUNNING, QUEUED, **WAITING):
            self.queue.enqueue(self.pk)


def messages_waiting(queue: str) -> int:
    """Return how many messages the broker holds in a queue, 0 without a broker."""
    try:
        with app.connection_for_read() as connection:
            return int(connection.default_channel.client.llen(queue))
    except (OperationalError, OSError):
        return 0
