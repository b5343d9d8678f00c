"""What travels between the worker, the zygote and the child: frames of JSON, and bars as raw columns."""

import json
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
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
_FACTS: Final = tuple(field.name for field in fields(Bars) if field.name not in ("times", *PRICE_COLUMNS))


# What an honest child keeps to, and the worker insists on.
MAX_NAME: Final = 200
MAX_TEXT: Final = 2_000
MAX_PARAMS: Final = 200
MAX_SERIES: Final = 200
MAX_STRATEGIES: Final = 100
MAX_LEFT_OUT: Final = 50
MAX_RANGES: Final = 50
LARGEST_INTEGER: Final = 2**53


class Kind(IntEnum):
    """What a frame from the child holds."""

    READY = 1
    PROGRESS = 2
    LOG = 3
    FINISHED = 4
    FAILED = 5


# What a frame of each kind may measure; a finished frame is bounded by the run's own output limit.
FRAME_BYTES: Final[Mapping[Kind, int]] = {
    Kind.READY: 0,
    Kind.PROGRESS: 1_000,
    Kind.LOG: 100_000,
    Kind.FAILED: 200_000,
}


class Garbled(ValueError):
    """Bytes that no honest child sends."""


def encode_progress(progress: Progress) -> bytes:
    """Return the frame for a progress report."""
    return _frame(Kind.PROGRESS, _json(progress))


def encode_log_line(line: LogLine) -> bytes:
    """Return the frame for a printed line."""
    return _frame(Kind.LOG, _json(line))


def encode_ready() -> bytes:
    """Return the frame that says: locked down, and no line of the user's code has run yet."""
    return _frame(Kind.READY, b"")


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
    """Cuts the child's bytes into frames."""

    def __init__(self, *, output_bytes: int) -> None:
        self._largest = {**FRAME_BYTES, Kind.FINISHED: output_bytes}
        self._pending = bytearray()

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
            yield kind, payload

    def _next_size(self) -> int | None:
        if len(self._pending) < _HEADER.size:
            return None
        number, size = _HEADER.unpack_from(self._pending)
        if number not in self._largest or size > self._largest[Kind(number)]:
            raise Garbled(f"a frame of kind {number} and {size} bytes")
        return int(size)

    @property
    def is_between_frames(self) -> bool:
        """Return whether nothing is left over."""
        return not self._pending


def encode_job(spec: Spec, feeds: Sequence[Bars]) -> bytes:
    """Return a job as the child reads it: the spec and the facts of each feed as JSON, then the columns."""
    facts = [{name: getattr(feed, name) for name in _FACTS} | {"bars": len(feed)} for feed in feeds]
    header = json.dumps({"spec": spec.to_dict(), "feeds": facts}).encode()
    columns = [
        np.ascontiguousarray(getattr(feed, name)).tobytes() for feed in feeds for name in ("times", *PRICE_COLUMNS)
    ]
    # Columns start on a multiple of eight, where NumPy wants its numbers.
    header += b" " * (-len(header) % 8)
    return b"".join([_LENGTH.pack(len(header)), header, *columns])


def decode_job(job: bytearray) -> tuple[Spec, list[Bars]]:
    """Return the spec and bars that `encode_job` wrote; the arrays are views of `job`."""
    (header_size,) = _LENGTH.unpack_from(job)
    position = _LENGTH.size + header_size
    header = json.loads(job[_LENGTH.size : position])
    feeds = []
    for facts in header["feeds"]:
        bars = facts.pop("bars")
        columns: dict[str, Any] = {}
        for name in ("times", *PRICE_COLUMNS):
            kind = "datetime64[us]" if name == "times" else "float64"
            columns[name] = np.frombuffer(job, dtype=kind, count=bars, offset=position)
            position += 8 * bars
        feeds.append(Bars(**facts, **columns))
    return Spec.from_dict(header["spec"]), feeds
