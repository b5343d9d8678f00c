"""What travels between client, zygote and child: one request, a job of JSON and raw columns, frames in answer."""

import json
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields, replace
from datetime import time
from enum import IntEnum
from typing import Any, Final

import numpy as np
from pydantic_core import PydanticSerializationError, to_json

from engine.bars import PRICE_COLUMNS, Bars
from engine.events import Failure, LogLine, OrderLog, Progress
from engine.spec import ParamValue, Spec
from engine.verdict import Verdict

_HEADER: Final = struct.Struct(">BI")
_LENGTH: Final = struct.Struct(">Q")
_REQUEST: Final = struct.Struct(">4sBIQIQ")
_DEATH: Final = struct.Struct(">id")
_MICROSECONDS: Final = struct.Struct(">I")
_MARK: Final = b"job\n"
_FACTS: Final = tuple(field.name for field in fields(Bars) if field.name not in ("times", *PRICE_COLUMNS))
_TIMES_OF_DAY: Final = ("session_start", "session_end")


# What an honest child keeps to, and the worker insists on.
MAX_NAME: Final = 200
MAX_TEXT: Final = 2_000
MAX_PARAMS: Final = 200
MAX_SERIES: Final = 200
MAX_STRATEGIES: Final = 100
MAX_LEFT_OUT: Final = 50
MAX_RANGES: Final = 50
LARGEST_INTEGER: Final = 2**53
# 20 symbols of a million bars each, and room to spare.
MAX_JOB_BYTES: Final = 1 << 30
REQUEST_BYTES: Final = _REQUEST.size


class Work(IntEnum):
    """What a child is to do with its job."""

    RUN = 1
    INSPECT = 2
    EXAMINE = 3


class Kind(IntEnum):
    """What a frame holds. The zygote sends the first of a connection and the last two, the child all between."""

    READY = 1
    PROGRESS = 2
    LOG = 3
    FINISHED = 4
    FAILED = 5
    INSPECTED = 6
    HELLO = 7
    TROUBLE = 8
    DEATH = 9


# What a frame of each kind may measure; the frame with the result is bounded by the job's own output limit.
FRAME_BYTES: Final[Mapping[Kind, int]] = {
    Kind.READY: _MICROSECONDS.size,
    Kind.PROGRESS: 1_000,
    Kind.LOG: 100_000,
    Kind.FAILED: 200_000,
    Kind.HELLO: 4_000,
    Kind.TROUBLE: 1_000,
    Kind.DEATH: _DEATH.size,
}
_OF_FIXED_SIZE: Final = (Kind.READY, Kind.DEATH)
# The end of every answer of a zygote that lived to the end.
DEATH_BYTES: Final = _HEADER.size + _DEATH.size


class Garbled(ValueError):
    """Bytes that no honest child or client sends."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a client says before its job: what to do with it, how much of the machine it may use, and its size."""

    work: Work
    cpu_seconds: int
    memory_bytes: int
    wall_seconds: int
    job_bytes: int


_REQUEST_RANGES: Final = {
    "cpu_seconds": (1, 86_400),
    "memory_bytes": (1 << 20, 1 << 40),
    "wall_seconds": (1, 86_400),
    "job_bytes": (0, MAX_JOB_BYTES),
}


def encode_request(request: Request) -> bytes:
    """Return a request as the zygote reads it, in `REQUEST_BYTES` bytes."""
    return _REQUEST.pack(_MARK, *astuple(request))


def decode_request(received: bytes) -> Request:
    """
    Return the request that `encode_request` wrote.

    :raises Garbled: if it asks for nothing we know, or for more than there can be.
    """
    mark, work, cpu_seconds, memory_bytes, wall_seconds, job_bytes = _REQUEST.unpack(received)
    if mark != _MARK or work not in tuple(Work):
        raise Garbled("this is no request")
    request = Request(
        work=Work(work),
        cpu_seconds=cpu_seconds,
        memory_bytes=memory_bytes,
        wall_seconds=wall_seconds,
        job_bytes=job_bytes,
    )
    for name, (low, high) in _REQUEST_RANGES.items():
        if not low <= getattr(request, name) <= high:
            raise Garbled(f"{name} of {getattr(request, name)}")
    return request


def encode_hello(**words: Any) -> bytes:
    """Return the frame with which a zygote greets whoever connects."""
    return _frame(Kind.HELLO, json.dumps(words).encode())


def encode_trouble(text: str) -> bytes:
    """Return the frame that says why a zygote could not start a child."""
    return _frame(Kind.TROUBLE, text.encode())


def encode_death(*, status: int, cpu_seconds: float) -> bytes:
    """Return the frame for the end of a child, the last one of its connection."""
    return _frame(Kind.DEATH, _DEATH.pack(status, cpu_seconds))


def decode_death(ending: bytes) -> tuple[int, float] | None:
    """
    Return the wait status and the CPU seconds at the end of an answer, None if it does not end with them.

    >>> decode_death(b"..." + encode_death(status=9, cpu_seconds=0.5))
    (9, 0.5)
    """
    header = _HEADER.pack(Kind.DEATH, _DEATH.size)
    if ending[-DEATH_BYTES : -_DEATH.size] != header:
        return None
    status, cpu_seconds = _DEATH.unpack(ending[-_DEATH.size :])
    return status, cpu_seconds


def encode_progress(progress: Progress) -> bytes:
    """Return the frame for a progress report."""
    return _frame(Kind.PROGRESS, _json(progress))


def encode_log_line(line: LogLine) -> bytes:
    """Return the frame for a printed line."""
    return _frame(Kind.LOG, _json(line))


def encode_ready(*, locked_ms: float) -> bytes:
    """Return the frame that says: locked down so long after the fork, and no line of the user's code has run yet."""
    return _frame(Kind.READY, _MICROSECONDS.pack(min(round(locked_ms * 1000), 2**32 - 1)))


def decode_ready(payload: bytes) -> float:
    """Return the milliseconds from the fork to the last lock."""
    return float(_MICROSECONDS.unpack(payload)[0]) / 1000


def encode_finished(log: OrderLog) -> bytes:
    """Return the frame for the order log, the last one of a child that reached the end."""
    values = {field.name: getattr(log, field.name) for field in fields(log)}
    values |= {
        "strategy_class": log.strategy_class[:MAX_NAME],
        "params": [(name[:MAX_NAME], _modest(value)) for name, value in log.params.items()][:MAX_PARAMS],
        "series": [replace(series, name=series.name[:MAX_NAME]) for series in log.series[:MAX_SERIES]],
        "strategies": [name[:MAX_NAME] for name in log.strategies[-MAX_STRATEGIES:]],
    }
    return _frame(Kind.FINISHED, _json(values))


def encode_failed(failure: Failure, verdict: Verdict) -> bytes:
    """Return the frame for a failure, the last one of a child that did not."""
    return _frame(Kind.FAILED, _json({"failure": failure, "verdict": verdict}))


def encode_inspected(answer: bytes) -> bytes:
    """Return the frame for what an inspection found."""
    return _frame(Kind.INSPECTED, answer)


def _modest(value: ParamValue | None) -> ParamValue | None:
    """
    Return the value of a parameter as it may be told: text where a number is out of bounds.

    >>> _modest(10**20), _modest(float("inf")), _modest(5)
    ('100000000000000000000', 'inf', 5)
    """
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        return str(value) if value.bit_length() < 1_000 else "a very large number"
    return value[:MAX_TEXT] if isinstance(value, str) else value


def _frame(kind: Kind, payload: bytes) -> bytes:
    return _HEADER.pack(kind, len(payload)) + payload


def _json(value: Any) -> bytes:
    try:
        return to_json(value, exclude_none=True)
    except PydanticSerializationError:
        # A lone surrogate in a printed text: rare enough for the slow way.
        text = json.dumps(value, default=asdict, ensure_ascii=False)
        return text.encode("utf-8", "replace")


class FrameReader:
    """Cuts an answer into frames, of which one of the kind `result` may be the result."""

    def __init__(self, *, output_bytes: int, result: Kind = Kind.FINISHED) -> None:
        self._largest = {**FRAME_BYTES, result: output_bytes}
        self._pending = bytearray()
        # How many bytes the frames so far have measured, with the one that is refused.
        self.position = 0

    def feed(self, received: bytes) -> Iterator[tuple[Kind, bytes]]:
        """
        Return the frames these bytes complete.

        :raises Garbled: if a header names no kind of frame, or a length that kind cannot have.
        """
        self._pending += received
        while (size := self._next_size()) is not None and len(self._pending) >= _HEADER.size + size:
            kind = Kind(self._pending[0])
            payload = bytes(self._pending[_HEADER.size : _HEADER.size + size])
            del self._pending[: _HEADER.size + size]
            self.position += _HEADER.size + size
            yield kind, payload

    def _next_size(self) -> int | None:
        if len(self._pending) < _HEADER.size:
            return None
        number, size = _HEADER.unpack_from(self._pending)
        most = self._largest[Kind(number)] if number in self._largest else -1
        if size > most or (number in _OF_FIXED_SIZE and size != most):
            self.position += _HEADER.size
            raise Garbled(f"a frame of kind {number} and {size} bytes")
        return int(size)


def encode_inspection(source: str, strategy_class: str | None) -> bytes:
    """Return the job of an inspection as the child reads it."""
    return json.dumps([source, strategy_class]).encode()


def decode_inspection(job: bytearray) -> tuple[str, str | None]:
    """
    Return the source and the class that `encode_inspection` wrote.

    >>> decode_inspection(bytearray(encode_inspection("pass", None)))
    ('pass', None)
    """
    source, strategy_class = json.loads(job)
    return source, strategy_class


def encode_job(spec: Spec, feeds: Sequence[Bars]) -> bytes:
    """Return a job as the child reads it: the spec and the facts of each feed as JSON, then the columns."""
    facts = [{name: getattr(feed, name) for name in _FACTS} | {"bars": len(feed)} for feed in feeds]
    # Times of day are all that JSON does not know.
    header = json.dumps({"spec": spec.to_dict(), "feeds": facts}, default=time.isoformat).encode()
    columns = [
        np.ascontiguousarray(getattr(feed, name)).tobytes() for feed in feeds for name in ("times", *PRICE_COLUMNS)
    ]
    # Columns start on a multiple of eight, where NumPy wants its numbers.
    header += b" " * (-len(header) % 8)
    return b"".join([_LENGTH.pack(len(header)), header, *columns])


def decode_job(job: bytearray) -> tuple[Spec, list[Bars]]:
    """
    Return the spec and bars that `encode_job` wrote; the arrays are views of `job`.

    The header is wiped: a strategy could find it behind its arrays, and read there what its spec does not tell.
    """
    (header_size,) = _LENGTH.unpack_from(job)
    position = _LENGTH.size + header_size
    header = json.loads(job[_LENGTH.size : position])
    job[_LENGTH.size : position] = bytes(header_size)
    feeds = []
    for facts in header["feeds"]:
        bars = facts.pop("bars")
        columns: dict[str, Any] = {name: facts[name] and time.fromisoformat(facts[name]) for name in _TIMES_OF_DAY}
        for name in ("times", *PRICE_COLUMNS):
            kind = "datetime64[us]" if name == "times" else "float64"
            columns[name] = np.frombuffer(job, dtype=kind, count=bars, offset=position)
            position += 8 * bars
        feeds.append(Bars(**facts | columns))
    return Spec.from_dict(header["spec"]), feeds
