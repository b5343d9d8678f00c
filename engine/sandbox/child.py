"""One job in a forked process: lock down, simulate, say what happened, leave."""

import contextlib
import gc
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NoReturn

from engine.bars import Bars
from engine.collecting import RARELY
from engine.events import Failure, LogLine, OrderLog, Progress
from engine.sandbox import protocol
from engine.sandbox.lockdown import Confinement, lock_down
from engine.sandbox.outcome import failure_for
from engine.simulation.failures import StrategyFailed
from engine.simulation.run import simulate
from engine.spec import Spec
from engine.verdict import Verdict

RESULT_FD: Final = 3
_READ_BYTES: Final = 1 << 24
# Given back when memory runs out, so that there is room to say so.
_RESERVE_BYTES: Final = 4 << 20
_REFUSALS: Final = frozenset({"PermissionError"})


def run_child(*, job_fd: int, result_fd: int, confinement: Confinement) -> NoReturn:
    """Run the job, send frames to `result_fd`, and never come back."""
    code = 70
    with contextlib.suppress(BaseException):
        # Nothing of this process outlives the run.
        gc.set_threshold(*RARELY)
        spec, feeds = protocol.decode_job(_read_all(job_fd))
        os.dup2(result_fd, RESULT_FD)
        lock_down(confinement)
        _send(protocol.encode_ready())
        _send(_last_frame(spec, feeds))
        # The worker may go on at once; taking this process's memory apart costs milliseconds.
        os.close(RESULT_FD)
        code = 0
    os._exit(code)


def _read_all(descriptor: int) -> bytearray:
    job = bytearray()
    while part := os.pread(descriptor, _READ_BYTES, len(job)):
        job += part
    return job


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
        hint = "An order a bar is rarely what an idea needs: send fewer."
        failure = Failure(message=f"The strategy sent more than {spec.limits.orders:,} orders.", hint=hint)
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
