"""Makes sense of what a child says of its errand: checked in form, never believed."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from engine.bars import Bars
from engine.events import Failure, LogLine, OrderLog, Progress
from engine.sandbox.outcome import Outcome, failure_for
from engine.sandbox.protocol import Garbled, Kind
from engine.sandbox.validation import Bounds, read_failed, read_finished, read_log_line, read_progress
from engine.sandbox.watch import Ended
from engine.spec import Limits, Spec
from engine.verdict import Verdict

_PROGRESS_SECONDS: Final = 0.05


class RunReader:
    """Reads the frames of a run, telling progress and lines as they come."""

    def __init__(
        self,
        spec: Spec,
        feeds: Sequence[Bars],
        *,
        on_progress: Callable[[Progress], None],
        on_log: Callable[[LogLine], None],
    ) -> None:
        self._bounds = Bounds.of(spec, feeds)
        self._on_progress, self._on_log = on_progress, on_log
        self._next_progress = 0.0
        self._log_lines = 0
        self._order_log: OrderLog | None = None
        self._failed: tuple[Failure, Verdict] | None = None

    def take(self, kind: Kind, payload: bytes) -> None:
        """
        Take a frame.

        :raises Garbled: if it makes no sense.
        :raises TooMuch: if it holds more than the limits allow.
        """
        if kind is Kind.PROGRESS:
            self._tell_progress(read_progress(payload, self._bounds))
        elif kind is Kind.LOG:
            self._tell_line(read_log_line(payload, self._bounds))
        elif kind is Kind.FINISHED:
            self._order_log = read_finished(payload, self._bounds)
        else:
            self._failed = read_failed(payload, self._bounds)

    def _tell_progress(self, progress: Progress) -> None:
        # A child may report as often as it likes; nobody has to listen to all of it.
        now = time.monotonic()
        if now >= self._next_progress:
            self._next_progress = now + _PROGRESS_SECONDS
            self._on_progress(progress)

    def _tell_line(self, line: LogLine) -> None:
        self._log_lines += 1
        if self._log_lines <= self._bounds.limits.log_lines:
            self._on_log(line)

    def outcome(self, ended: Ended) -> Outcome:
        """Return how the run ended."""
        limits, failure, log = self._bounds.limits, None, None
        verdict = ended.verdict or Verdict.OK
        if ended.verdict is None and self._failed:
            failure, verdict = self._failed
        elif ended.verdict is None:
            log = self._order_log
        else:
            failure = failure_for(verdict, limits=limits, detail=ended.detail)
        return Outcome(
            verdict=verdict,
            order_log=log,
            failure=failure,
            elapsed_ms=ended.elapsed_ms,
            locked_ms=ended.locked_ms,
            is_cut_off=ended.verdict is not None,
        )


class InspectionFailed(Exception):
    """A source that could not be inspected; the verdict says how its inspection ended."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"The code could not be inspected: {verdict}.")
        self.verdict = verdict


class InspectionReader:
    """Reads the frames of an inspection; its answer is bytes for somebody else to check."""

    def __init__(self, limits: Limits) -> None:
        self._bounds = Bounds(bars=0, feed_bars=(), warmup=0, limits=limits)
        self._answer: bytes | None = None
        self._verdict = Verdict.CRASHED

    def take(self, kind: Kind, payload: bytes) -> None:
        """
        Take a frame.

        :raises Garbled: if it makes no sense.
        """
        if kind is Kind.INSPECTED:
            self._answer = payload
        elif kind is Kind.FAILED:
            _, self._verdict = read_failed(payload, self._bounds)
        else:
            raise Garbled("an inspection that reports as it goes")

    def answer(self, ended: Ended) -> bytes:
        """
        Return what was found.

        :raises InspectionFailed: if there is no finding.
        """
        if ended.verdict is not None or self._answer is None:
            raise InspectionFailed(ended.verdict or self._verdict)
        return self._answer
