"""From the child's bytes to events: every type, length, count and number is checked, and nothing is believed."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from typing import Annotated, Any, Final, Literal, TypeVar

from annotated_types import MaxLen
from pydantic import ConfigDict, FailFast, TypeAdapter, ValidationError, with_config
from pydantic_core import from_json
from typing_extensions import TypedDict

from engine.bars import Bars, timeline
from engine.events import (
    Failure,
    Fill,
    LeftOut,
    LogLine,
    OrderEnded,
    OrderLog,
    OrderPlaced,
    Progress,
    Series,
    SizesUsed,
)
from engine.printable import printable
from engine.sandbox.protocol import (
    LARGEST_INTEGER,
    MAX_LEFT_OUT,
    MAX_NAME,
    MAX_PARAMS,
    MAX_RANGES,
    MAX_SERIES,
    MAX_STRATEGIES,
    MAX_TEXT,
    Garbled,
)
from engine.spec import MAX_SOURCE_BYTES, Limits, Spec
from engine.verdict import Verdict

MAX_FRAMES: Final = 100

Name = Annotated[str, MaxLen(MAX_NAME)]
Sentence = Annotated[str, MaxLen(MAX_TEXT)]
ChildVerdict = Literal[Verdict.STRATEGY_ERROR, Verdict.MEMORY, Verdict.FORBIDDEN, Verdict.OUTPUT, Verdict.CRASHED]
T = TypeVar("T")
# Stop at the first wrong item: a list of millions of wrong ones would otherwise fill the worker's memory with errors.
Many = Annotated[list[T], FailFast()]


class TooMuch(ValueError):
    """More than the run's limits allow."""


@with_config(ConfigDict(extra="forbid"))
class _SeriesFrame(TypedDict):
    name: Name
    feed: int
    overlay: bool
    values: Many[float | None]


@with_config(ConfigDict(extra="forbid"))
class _LeftOutFrame(TypedDict):
    what: Sentence
    lines: Annotated[list[tuple[int, int]], FailFast(), MaxLen(MAX_RANGES)]
    why: Sentence


@with_config(ConfigDict(extra="forbid"))
class _FinishedFrame(TypedDict):
    strategy_class: Name
    params: Annotated[list[tuple[Name, int | float | Sentence | bool | None]], FailFast(), MaxLen(MAX_PARAMS)]
    bars_run: int
    warmup_bars: int
    engine_path: Literal["lean", "stock"]
    path_reason: Sentence
    placed: Many[OrderPlaced]
    fills: Many[Fill]
    ended: Many[OrderEnded]
    series: Annotated[list[_SeriesFrame], FailFast(), MaxLen(MAX_SERIES)]
    log: Many[LogLine]
    log_truncated: bool
    sizes: SizesUsed
    strategies: Annotated[list[Name], FailFast(), MaxLen(MAX_STRATEGIES)]
    left_out: Annotated[list[_LeftOutFrame], FailFast(), MaxLen(MAX_LEFT_OUT)]
    lines: Many[int]


@with_config(ConfigDict(extra="forbid"))
class _FailedFrame(TypedDict):
    failure: Failure
    verdict: ChildVerdict


# The commas of all texts that are no log lines: names, parameters, what was left out and why.
_COMMAS_IN_TEXTS: Final = 1_000_000
_PARTS: Final = {"placed": OrderPlaced, "fills": Fill, "ended": OrderEnded, "log": LogLine}
_KEYS: Final = {
    name: (
        frozenset(one.name for one in fields(part) if one.default is one.default_factory is MISSING),
        frozenset(one.name for one in fields(part)),
    )
    for name, part in _PARTS.items()
}

_PROGRESS: Final = TypeAdapter(Progress)
_LOG_LINE: Final = TypeAdapter(LogLine)
_FINISHED: Final = TypeAdapter(_FinishedFrame)
_FAILED: Final = TypeAdapter(_FailedFrame)


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What one run's events must fit into."""

    bars: int
    feed_bars: tuple[int, ...]
    warmup: int
    limits: Limits

    @classmethod
    def of(cls, spec: Spec, feeds: Sequence[Bars]) -> "Bounds":
        """Return the bounds of a run of this spec over these bars."""
        return cls(
            bars=len(timeline(feeds)),
            feed_bars=tuple(len(feed) - feed.warmup for feed in feeds),
            warmup=max(feed.warmup for feed in feeds),
            limits=spec.limits,
        )


def read_progress(payload: bytes, bounds: Bounds) -> Progress:
    """
    Return the progress a child reports.

    :raises Garbled: if it makes no sense.
    """
    progress = _parsed(_PROGRESS, payload)
    if not (0 <= progress.bar <= bounds.bars and 0 <= progress.bars <= bounds.bars):
        raise Garbled("progress outside the run")
    if not 0 <= progress.fills <= LARGEST_INTEGER:
        raise Garbled("a number of fills that cannot be")
    return progress


def read_log_line(payload: bytes, bounds: Bounds) -> LogLine:
    """
    Return the line a child printed.

    :raises Garbled: if it is too long or on no bar.
    """
    return _log_line(_parsed(_LOG_LINE, payload), bounds)


def read_failed(payload: bytes, bounds: Bounds) -> tuple[Failure, Verdict]:
    """
    Return the failure a child reports and the verdict it may give itself.

    :raises Garbled: if a part of it makes no sense.
    """
    frame = _parsed(_FAILED, payload)
    failure = frame["failure"]
    _check_whole(failure.line, low=0, high=LARGEST_INTEGER, what="line")
    _check_whole(failure.bar, low=0, high=bounds.bars, what="bar")
    _check_whole(failure.warmup_needed, low=0, high=LARGEST_INTEGER, what="warmup_needed")
    for line, _ in failure.frames:
        _check_whole(line, low=0, high=LARGEST_INTEGER, what="line")
    cleaned = Failure(
        message=_clean(failure.message, MAX_TEXT, lines=True),
        exception=_clean(failure.exception, MAX_NAME),
        line=failure.line,
        code=_clean(failure.code, 500),
        bar=failure.bar,
        hint=_clean(failure.hint, MAX_TEXT, lines=True),
        frames=[(line, _clean(function, MAX_NAME)) for line, function in failure.frames[:MAX_FRAMES]],
        warmup_needed=failure.warmup_needed,
    )
    return cleaned, frame["verdict"]


def read_finished(payload: bytes, bounds: Bounds) -> OrderLog:
    """
    Return the order log a child reports: well-formed, but not yet audited.

    :raises Garbled: if a part of it makes no sense.
    :raises TooMuch: if it holds more than the run's limits allow.
    """
    _check_shape(payload, bounds)
    frame = _parsed(_FINISHED, payload)
    _check_counts(frame, bounds)
    _check_whole(frame["bars_run"], low=0, high=bounds.bars, what="bars_run")
    _check_whole(frame["warmup_bars"], low=0, high=bounds.bars + bounds.warmup, what="warmup_bars")
    for placed in frame["placed"]:
        _check_placed(placed, bounds)
    for fill in frame["fills"]:
        _check_place(fill, bounds)
        _check_positive(fill.size, "size")
        _check_finite((fill.price,), "price")
    for ended in frame["ended"]:
        _check_place(ended, bounds)
    return OrderLog(
        strategy_class=_clean(frame["strategy_class"], MAX_NAME),
        params={_clean(name, MAX_NAME): _param(value) for name, value in frame["params"]},
        bars_run=frame["bars_run"],
        warmup_bars=frame["warmup_bars"],
        engine_path=frame["engine_path"],
        path_reason=_clean(frame["path_reason"], MAX_TEXT),
        placed=frame["placed"],
        fills=frame["fills"],
        ended=frame["ended"],
        series=[_series(series, bounds) for series in frame["series"]],
        log=[_log_line(line, bounds) for line in frame["log"]],
        log_truncated=frame["log_truncated"],
        sizes=_sizes(frame["sizes"], bounds),
        strategies=[_clean(name, MAX_NAME) for name in frame["strategies"]],
        left_out=[_left_out(part) for part in frame["left_out"]],
        lines=_lines(frame),
    )


def _parsed(adapter: TypeAdapter[T], payload: bytes) -> T:
    try:
        return adapter.validate_json(payload, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])[:100]
        raise Garbled(f"{place or 'frame'}: {first['msg'][:200]}") from None


def _check_shape(payload: bytes, bounds: Bounds) -> None:
    """
    Check that a frame has no more values than one of ours can have, and each of its objects the keys it should have.

    Otherwise reading it could take a hundred times its size: each complaint about an object comes with a copy of it.
    """
    if payload.count(b",") > _most_commas(bounds):
        raise Garbled("more values than a run can have")
    try:
        frame = from_json(payload, cache_strings="keys")
    except ValueError as error:
        raise Garbled(f"frame: {str(error)[:200]}") from None
    if not isinstance(frame, dict) or frame.keys() != _FinishedFrame.__annotations__.keys():
        raise Garbled("a report without a part, or with one too many")
    for name, (needed, known) in _KEYS.items():
        parts = frame[name] if isinstance(frame[name], list) else ()
        if not all(isinstance(part, dict) and needed <= part.keys() <= known for part in parts):
            raise Garbled(f"{name}: an entry without a value, or with one too many")


def _most_commas(bounds: Bounds) -> int:
    limits = bounds.limits
    an_order = len(fields(OrderPlaced)) + 2 * len(fields(Fill)) + len(fields(OrderEnded)) + 1
    a_line = limits.log_line_chars + len(fields(LogLine))
    a_series = max(bounds.feed_bars, default=0) + len(fields(Series))
    orders, lines = limits.orders * an_order, (limits.log_lines + 1) * a_line
    return orders + lines + MAX_SERIES * a_series + _COMMAS_IN_TEXTS


def _check_counts(frame: _FinishedFrame, bounds: Bounds) -> None:
    limits = bounds.limits
    if len(frame["placed"]) > limits.orders:
        raise TooMuch("more orders than allowed")
    # An order may fill in parts, but not in more parts than there are bars to fill on; a whole limit more is ample.
    if len(frame["fills"]) > 2 * limits.orders or len(frame["ended"]) > limits.orders:
        raise Garbled("more fills or endings than orders")
    # One line more than the limit, for the note that says lines were left out.
    if len(frame["log"]) > limits.log_lines + 1:
        raise Garbled("more log lines than allowed")


def _check_placed(placed: OrderPlaced, bounds: Bounds) -> None:
    _check_place(placed, bounds)
    _check_positive(placed.size, "size")
    prices = (placed.price, placed.limit_price, placed.trail_amount, placed.trail_percent)
    _check_finite(prices, "price")
    _check_finite((placed.expires_at,), "expires_at")
    _check_whole(placed.feed, low=0, high=len(bounds.feed_bars) - 1, what="feed")
    _check_whole(placed.parent, low=1, high=bounds.limits.orders, what="parent")
    _check_whole(placed.oco, low=1, high=bounds.limits.orders, what="oco")


def _check_place(event: OrderPlaced | Fill | OrderEnded, bounds: Bounds) -> None:
    if not 0 <= event.bar < bounds.bars:
        raise Garbled("an event on no bar of the run")
    if not 1 <= event.order <= bounds.limits.orders:
        raise Garbled("an order number that cannot be")


def _check_whole(value: int | None, *, low: int, high: int, what: str) -> None:
    if value is not None and not low <= value <= high:
        raise Garbled(f"{what} is not between {low} and {high}")


def _check_positive(value: float, what: str) -> None:
    if not (math.isfinite(value) and value > 0):
        raise Garbled(f"{what} is not a positive number")


def _check_finite(values: Iterable[float | None], what: str) -> None:
    if not all(value is None or math.isfinite(value) for value in values):
        raise Garbled(f"{what} is not a finite number")


def _series(frame: _SeriesFrame, bounds: Bounds) -> Series:
    _check_whole(frame["feed"], low=0, high=len(bounds.feed_bars) - 1, what="feed")
    if len(frame["values"]) != bounds.feed_bars[frame["feed"]]:
        raise Garbled("an indicator that does not cover its feed")
    _check_finite(frame["values"], "an indicator value")
    return Series(
        name=_clean(frame["name"], MAX_NAME), feed=frame["feed"], overlay=frame["overlay"], values=frame["values"]
    )


def _left_out(frame: _LeftOutFrame) -> LeftOut:
    for first, last in frame["lines"]:
        _check_whole(first, low=1, high=MAX_SOURCE_BYTES + 1, what="line")
        _check_whole(last, low=first, high=MAX_SOURCE_BYTES + 1, what="line")
    return LeftOut(what=_clean(frame["what"], MAX_TEXT), lines=frame["lines"], why=_clean(frame["why"], MAX_TEXT))


def _lines(frame: _FinishedFrame) -> list[int]:
    if frame["lines"] and len(frame["lines"]) != len(frame["placed"]):
        raise Garbled("lines of the source that are not one an order")
    for line in frame["lines"]:
        _check_whole(line, low=0, high=MAX_SOURCE_BYTES + 1, what="line")
    return frame["lines"]


def _log_line(line: LogLine, bounds: Bounds) -> LogLine:
    _check_whole(line.bar, low=0, high=bounds.bars, what="bar")
    return replace(line, text=_clean(line.text, bounds.limits.log_line_chars))


def _sizes(sizes: SizesUsed, bounds: Bounds) -> SizesUsed:
    for name in ("by_rule", "by_strategy", "closing", "scaled"):
        _check_whole(getattr(sizes, name), low=0, high=bounds.limits.orders, what=name)
    _check_whole(sizes.nothing, low=0, high=LARGEST_INTEGER, what="nothing")
    return replace(sizes, sizer=_clean(sizes.sizer, MAX_NAME))


def _param(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value, MAX_TEXT)
    if isinstance(value, float) and not math.isfinite(value):
        raise Garbled("a parameter that is not a finite number")
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        raise Garbled("a parameter that is too large")
    return value


def _clean(text: str, longest: int, *, lines: bool = False) -> str:
    r"""
    Return the text cut to size, without what would forge lines, colours or reading direction wherever it is shown.

    NUL would also break Postgres, and half a character pair every encoding.

    >>> _clean("a\x1b[31mred\x00\nSell", 20), _clean("two\nlines", 6, lines=True)
    ('a�[31mred��Sell', 'two\nl…')
    """
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return printable(cut, one_line=not lines)
