"""What happens while a strategy is being written: its lease is kept, its text told, a wish to stop heard."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any, Final

import structlog
from django.db import transaction

from statis import events
from statis.heartbeats import Heartbeat, ticking
from statis.jobs import Standing
from strategies.drafting import Lease
from strategies.generation.loop import Step, Written
from strategies.generation.provider import Feedback, Usage
from strategies.models import Attempt, Generation, State

logger = structlog.get_logger(__name__)

# Text that arrives within this time is told together.
TOKEN_SECONDS: Final = 0.05


class Lost(Exception):
    """The generation is not ours any more: it was stopped, or another worker has it."""


class Following:
    """
    The watch over a claimed generation.

    A thread ticks beside the writer, which may wait long for its provider: it tells what arrived, renews the lease
    and, when a stop is wished, ends the generation with the text that is there.
    """

    def __init__(self, lease: Lease, generation: Generation, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._lease = lease
        self._generation = generation
        self._clock = clock
        self._heart = Heartbeat(lease, self._values, clock=clock)
        self._lock = threading.RLock()
        self._progress: dict[str, Any] = {}
        self._text = ""
        self._told = 0
        self._told_at = 0.0

    @property
    def standing(self) -> Standing:
        """Return how the generation stood at the last heartbeat."""
        return self._heart.standing

    @property
    def round(self) -> int:
        """Return which attempt is being made."""
        return int(self._progress.get("round", 1))

    def kept_alive(self) -> AbstractContextManager[None]:
        """Tick from a thread meanwhile."""
        return ticking(self._tick, seconds=TOKEN_SECONDS)

    def should_stop(self) -> bool:
        """Return whether it was stopped or has been given to another worker."""
        return self.standing is not Standing.OURS

    def step(self, name: Step, number: int) -> None:
        """
        Store and tell that a step of an attempt begins.

        :raises Lost: if the generation is not ours any more.
        """
        with self._lock:
            self._tell()
            if name == "write":
                self._text, self._told = "", 0
            self._progress = {"step": name, "round": number}
            self.store()
        self.tell_state()

    def piece(self, text: str) -> None:
        """
        Take in more of the code.

        :raises Lost: if the generation is not ours any more.
        """
        if self.should_stop():
            raise Lost
        with self._lock:
            self._text += text
            if self._clock() - self._told_at >= TOKEN_SECONDS:
                self._tell()

    def store(self, **values: Any) -> None:
        """
        Write to the row.

        :raises Lost: if the generation is not ours any more, or is to be stopped.
        """
        with self._lock:
            standing = self._lease.renew(**self._values(), **values)
            if standing is Standing.CANCEL_REQUESTED:
                self._stop()
            if standing is not Standing.OURS:
                self._heart.standing = standing
                raise Lost

    def keep(self, attempt: Written) -> None:
        """
        Store an attempt that is over.

        :raises Lost: if the generation is not ours any more.
        """
        with self._lock, transaction.atomic():
            if not self._lease.row.update(lease_expires_at=self._lease.queue.lease_end()):
                self._heart.standing = Standing.LOST
                raise Lost
            attempt_row(self._generation.pk, attempt).save(force_insert=True)
        self.tell_state()

    def finish(self, state: State, verdict: str, **values: Any) -> bool:
        """End the generation and return whether it was still ours to end."""
        with self._lock:
            self._tell()
            is_ours = self._lease.finish(state, verdict, partial="", **values)
        if is_ours:
            events.publish(self._generation.topic, {"type": "done", "generation": self._generation.pk})
        return is_ours

    def tell_state(self) -> None:
        """Tell that the row has changed."""
        events.publish(self._generation.topic, {"type": "state", "generation": self._generation.pk})

    def _values(self) -> dict[str, Any]:
        return {"progress": self._progress, "partial": self._text}

    def _tick(self) -> None:
        with self._lock:
            if self.should_stop():
                return
            self._tell()
            self._heart.beat_if_due()
            if self.standing is Standing.CANCEL_REQUESTED:
                self._stop()

    def _tell(self) -> None:
        """Tell what arrived since the last time; `at` is where it belongs, so that nobody draws it twice."""
        if self._told == len(self._text):
            return
        self._told_at = self._clock()
        news = {"type": "token", "generation": self._generation.pk, "round": self.round}
        events.publish(self._generation.topic, news | {"at": self._told, "text": self._text[self._told :]})
        self._told = len(self._text)

    def _stop(self) -> None:
        """End the generation with the text there is, as its owner wished."""
        is_written = self._progress.get("step", "understand") != "understand" and bool(self._text)
        left = {"code": self._text} if is_written else {}
        with transaction.atomic():
            is_ours = self._lease.finish(State.STOPPED, "STOPPED", partial="", progress=self._progress, **left)
            if is_ours and is_written:
                self._keep_stopped(self.round)
        if is_ours:
            events.publish(self._generation.topic, {"type": "done", "generation": self._generation.pk})

    def _keep_stopped(self, number: int) -> None:
        if Attempt.objects.filter(generation=self._generation, number=number).exists():
            return
        stopped = Written(number=number, provider=self._generation.provider, outcome="STOPPED", code=self._text)
        attempt_row(self._generation.pk, stopped).save(force_insert=True)


def attempt_row(generation_id: int, written: Written) -> Attempt:
    """Return an attempt as a row that is not stored yet."""
    usage: Usage = written.usage
    return Attempt(
        generation_id=generation_id,
        number=written.number,
        provider=written.provider,
        model=usage.model[:100],
        prompt=usage.prompt,
        code=written.code,
        outcome=written.outcome,
        stages=written.stages,
        feedback=[asdict(one) for one in written.feedback],
        facts=written.facts,
        diff=written.diff,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost=None if usage.cost is None else Decimal(str(round(usage.cost, 6))),
        elapsed_ms=written.elapsed_ms,
    )


def written_from(row: Attempt) -> Written:
    """Return the attempt a row was made of."""
    cost = None if row.cost is None else float(row.cost)
    usage = Usage(model=row.model, prompt=row.prompt, cost=cost)
    usage = replace(usage, input_tokens=row.input_tokens, output_tokens=row.output_tokens)
    return Written(
        number=row.number,
        provider=row.provider,
        outcome=row.outcome,
        code=row.code,
        usage=usage,
        stages=row.stages,
        feedback=tuple(Feedback(**one) for one in row.feedback),
        facts=row.facts,
        diff=row.diff,
        elapsed_ms=row.elapsed_ms,
    )
