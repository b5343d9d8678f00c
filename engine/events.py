"""The order log: all that the child may say about a run. None of it is believed before the audit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from engine.spec import ParamValue

Side = Literal["buy", "sell"]


class OrderType(StrEnum):
    """The kinds of order Backtrader knows, by the field's names."""

    MARKET = "market"
    CLOSE = "close"
    LIMIT = "limit"
    STOP = "stop"
    STOP_LIMIT = "stop_limit"
    TRAILING_STOP = "trailing_stop"
    TRAILING_STOP_LIMIT = "trailing_stop_limit"


class EndReason(StrEnum):
    """Why an order ended without being filled whole."""

    CANCELLED = "cancelled"
    EXPIRED = "expired"
    MARGIN = "margin"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderPlaced:
    """
    An order as the strategy sent it.

    `bar` counts on the run's timeline (`engine.bars.timeline`); `order` is 1, 2, 3 ... in order of sending;
    `feed` is the position of the symbol in the spec. `price` is the trigger or limit price, `limit_price` the
    limit of a stop-limit order; `trail_percent` is a fraction. `size` is always positive. `expires_at` is the last
    moment the order is good for, in seconds since 1970 of exchange time. One `kept_back` (transmit=False) goes to the
    broker with the next order of its bracket that is not.
    """

    bar: int
    order: int
    feed: int
    side: Side
    type: OrderType
    size: float
    price: float | None = None
    limit_price: float | None = None
    trail_amount: float | None = None
    trail_percent: float | None = None
    expires_at: float | None = None
    parent: int | None = None
    oco: int | None = None
    kept_back: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Fill:
    """A part of an order that was executed; `size` is always positive, `price` includes slippage."""

    bar: int
    order: int
    size: float
    price: float


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderEnded:
    """An order that will not be filled any further."""

    bar: int
    order: int
    reason: EndReason


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """One line of an indicator the strategy made, a value for each bar of its feed (None before warm-up)."""

    name: str
    feed: int
    overlay: bool
    values: list[float | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class LogLine:
    """A line the strategy printed, at the bar it was printed on (None outside the simulation)."""

    bar: int | None
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far the child says it is."""

    phase: Literal["compile", "simulate"]
    bar: int = 0
    bars: int = 0
    fills: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """
    Why a run could not finish, told for the person who wrote the strategy.

    `line` is the line of the user's own source, `code` its text; `bar` the bar at which it happened;
    `hint` says what to do next; `frames` are the user's own frames as (line, function), outermost first.
    `warmup_needed` is how many warm-up bars the indicators need, where there were too few.
    """

    message: str
    exception: str = ""
    line: int | None = None
    code: str = ""
    bar: int | None = None
    hint: str = ""
    frames: list[tuple[int, str]] = field(default_factory=list)
    warmup_needed: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SizesUsed:
    """
    Who said how large the orders were, for the list of assumptions.

    Orders sized `by_rule` named no size; those that closed a position, or belong to a bracket, count as `closing`,
    every other as `by_strategy`. `scaled` targets were taken down to the cash reserve; `nothing` counts the orders
    the rule had no units for, which were not sent. `sizer` is the name of the strategy's own sizer.
    """

    by_rule: int = 0
    by_strategy: int = 0
    closing: int = 0
    scaled: int = 0
    nothing: int = 0
    sizer: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A part of the user's script that was not run: what it is, the ranges of lines it is on, and why."""

    what: str
    lines: list[tuple[int, int]]
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderLog:
    """
    Everything the child reports at the end of a simulation.

    `strategies` are all strategy classes of the source in the order they are defined, `strategy_class` the one run.
    Of a rehearsal, `lines` has the line of the source that sent each order, 0 where none did.
    """

    strategy_class: str
    params: Mapping[str, ParamValue | None]
    bars_run: int
    warmup_bars: int
    engine_path: Literal["lean", "stock"]
    path_reason: str
    placed: list[OrderPlaced]
    fills: list[Fill]
    ended: list[OrderEnded]
    series: list[Series]
    log: list[LogLine]
    log_truncated: bool = False
    sizes: SizesUsed = SizesUsed()
    strategies: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
