"""Runs a program again, several times at once, for as long as nobody wants to stop."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Event
from types import TracebackType
from typing import Final, Self

from engine.backtest import Outcome, Runner
from engine.bars import Bars
from engine.spec import Spec

# Each waits for a process of its own: more than a few would only take turns.
AT_ONCE: Final = 2
_SECONDS_BETWEEN_QUESTIONS: Final = 0.1


class Stopped(Exception):
    """The run is not wanted any more."""


class Rehearsals:
    """Runs one program over several sets of bars; leaving it waits for what is still running."""

    def __init__(self, sandbox: Runner, spec: Spec, *, should_stop: Callable[[], bool] | None) -> None:
        self._sandbox = sandbox
        # The limits stay what they were: a strategy could read that it is heard by nobody.
        self._spec = replace(spec, is_rehearsal=True)
        self._should_stop = should_stop
        self._is_over = Event()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="look-ahead")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._pool.shutdown(cancel_futures=True)

    def outcomes(self, every: Iterable[Sequence[Bars]]) -> list[Outcome]:
        """
        Run the program over each set of bars and return how the runs ended, in the same order.

        :raises Stopped: if the run is to stop.
        """
        futures = [self._pool.submit(self._run, feeds) for feeds in every]
        waiting: set[Future[Outcome]] = set(futures)
        while waiting:
            _, waiting = wait(waiting, timeout=_SECONDS_BETWEEN_QUESTIONS, return_when=FIRST_COMPLETED)
            # Asked here, in the thread that holds the lease and its database connection.
            if self._should_stop is not None and self._should_stop():
                raise Stopped
        return [future.result() for future in futures]

    def _run(self, feeds: Sequence[Bars]) -> Outcome:
        return self._sandbox.run(self._spec, feeds, should_stop=self._is_over.is_set)
