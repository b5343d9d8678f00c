"""One job in a forked process: lock down, do the work, say what came of it, leave."""

import contextlib
import gc
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NoReturn

from engine.bars import Bars
from engine.collecting import RARELY
from engine.events import Failure, LogLine, OrderLog, Progress
from engine.sandbox import protocol
from engine.sandbox.lockdown import Confinement, lock_down
from engine.sandbox.outcome import failure_for
from engine.sandbox.policy import RESULT_FD
from engine.sandbox.protocol import Work
from engine.sandbox.reseeding import reseed
from engine.sandbox.serving import Task
from engine.simulation.failures import StrategyFailed
from engine.simulation.run import simulate
from engine.spec import Limits, Spec
from engine.verdict import Verdict

# Tells what stands in a source text, of which a class may be named.
Inspect = Callable[[str, str | None], bytes]

# Given back when memory runs out, so that there is room to say so.
_RESERVE_BYTES: Final = 4 << 20
_REFUSALS: Final = frozenset({"PermissionError"})


def run_child(task: Task, *, confinement: Confinement, inspect: Inspect | None) -> NoReturn:
    """Read the job from the connection, do it behind the walls, answer, and never come back."""
    code = 70
    with contextlib.suppress(BaseException):
        # Nothing of this process outlives the run.
        gc.set_threshold(*RARELY)
        job = _read_job(task.line_fd, task.request.job_bytes)
        os.dup2(task.line_fd, RESULT_FD)
        lock_down(confinement)
        _send(protocol.encode_ready(locked_ms=(time.monotonic() - task.forked_at) * 1000))
        if task.request.work is Work.RUN:
            spec, feeds = protocol.decode_job(job)
            reseed(spec.seed)
            _send(_last_frame(spec, feeds))
        elif inspect is not None:
            _send(_inspected(job, inspect))
        code = 0
    os._exit(code)


def _read_job(descriptor: int, size: int) -> bytearray:
    """
    Return the job.

    :raises EOFError: if the client hangs up before its end.
    """
    job = bytearray(size)
    view = memoryview(job)
    while view:
        count = os.readv(descriptor, [view])
        if not count:
            raise EOFError
        view = view[count:]
    return job


def _inspected(job: bytearray, inspect: Inspect) -> bytes:
    reserve = [bytearray(_RESERVE_BYTES)]
    try:
        return protocol.encode_inspected(inspect(*protocol.decode_inspection(job)))
    except MemoryError:
        reserve.clear()
        return protocol.encode_failed(failure_for(Verdict.MEMORY, limits=Limits()), Verdict.MEMORY)


def _send(frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(RESULT_FD, view) :]


def _report(event: Progress | LogLine) -> None:
    _send(protocol.encode_progress(event) if isinstance(event, Progress) else protocol.encode_log_line(event))


def _last_frame(spec: Spec, feeds: Sequence[Bars]) -> bytes:
    reserve = [bytearray(_RESERVE_BYTES)]
    try:
        return _finished(spec, simulate(spec, feeds, report=_report))
    except StrategyFailed as failed:
        reserve.clear()
        return protocol.encode_failed(*_classified(spec, failed.failure, failed.verdict))
    except MemoryError:
        reserve.clear()
        return protocol.encode_failed(failure_for(Verdict.MEMORY, limits=spec.limits), Verdict.MEMORY)
    except BaseException as error:
        # The engine promises StrategyFailed for all a strategy can do; this child cannot be trusted to know better.
        reserve.clear()
        detail = f"{type(error).__name__} inside the engine"
        return protocol.encode_failed(failure_for(Verdict.CRASHED, limits=spec.limits, detail=detail), Verdict.CRASHED)


def _finished(spec: Spec, log: OrderLog) -> bytes:
    if len(log.placed) > spec.limits.orders:
        failure = failure_for(Verdict.OUTPUT, limits=spec.limits, detail="orders")
        return protocol.encode_failed(failure, Verdict.OUTPUT)
    return protocol.encode_finished(log)


def _classified(spec: Spec, failure: Failure, verdict: Verdict) -> tuple[Failure, Verdict]:
    """Give an exception that the walls caused the verdict of the wall."""
    if verdict is Verdict.MEMORY or failure.exception == "MemoryError":
        plain = failure_for(Verdict.MEMORY, limits=spec.limits)
        return replace(failure, message=plain.message, hint=plain.hint), Verdict.MEMORY
    if failure.exception in _REFUSALS:
        plain = failure_for(Verdict.FORBIDDEN, limits=spec.limits)
        return replace(failure, message=plain.message, hint=plain.hint), Verdict.FORBIDDEN
    return failure, verdict
