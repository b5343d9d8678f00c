"""
A trading idea as data: what the reader makes of English, and what the writer makes code of.

Every part carries the number of the clause it comes from (`clause`, 0 for an assumption), so that code can be tied to
what was said. Fractions are fractions: a stop of five percent is 0.05. Feeds are named by symbol; "" is the symbol
traded. `every` is "" for the bars of the run, "week" or "month" for completed bars made of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Field = Literal["open", "high", "low", "close", "volume"]
Every = Literal["", "week", "month"]
Way = Literal["above", "below"]
Nothing: Mapping[str, float | str] = MappingProxyType({})

# --- what has a value at every bar ---


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number that was said; `name` is what its parameter is to be called, such as `oversold`, if it has a name."""

    value: float
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Price:
    """A field of the bar `ago` bars before."""

    field: Field = "close"
    ago: int = 0
    feed: str = ""
    every: Every = ""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """
    A line of an indicator of the catalogue, `ago` bars before.

    `name` and the names of `settings` are the catalogue's (`SMA`, `timeperiod`); without `line` it is the first.
    `of` is what it is computed from, where that is not the prices it usually takes.
    """

    name: str
    settings: Mapping[str, float | str] = field(default_factory=lambda: Nothing)
    line: str = ""
    of: "Operand | None" = None
    ago: int = 0
    feed: str = ""
    every: Every = ""


@dataclass(frozen=True, kw_only=True)
class Extreme:
    """The highest or lowest value of the `bars` bars that end `ago` bars before; None is of all bars so far."""

    which: Literal["highest", "lowest"]
    of: "Operand"
    bars: int | None
    ago: int = 1


@dataclass(frozen=True, kw_only=True)
class Change:
    """How far a value moved in so many bars, as a fraction of what it was (or in units, if not `relative`)."""

    of: "Operand"
    bars: int = 1
    relative: bool = True
    # The move ended so many bars before.
    ago: int = 0


@dataclass(frozen=True, kw_only=True)
class Arithmetic:
    """Two values added, subtracted, multiplied or divided: "two ATR below the average"."""

    left: "Operand"
    op: Literal["+", "-", "*", "/"]
    right: "Operand"


Operand = Number | Price | Indicator | Extreme | Change | Arithmetic

# --- what is true or not at every bar ---


@dataclass(frozen=True, kw_only=True)
class Compare:
    """One value held against another."""

    left: Operand
    op: Literal[">", "<", ">=", "<=", "=="]
    right: Operand
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Cross:
    """True on the bar on which `left` has come to stand on the other side of `right`."""

    left: Operand
    way: Way
    right: Operand
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Rising: higher than `bars` bars ago. Turning: it moves this way now and did not the bar before."""

    of: Operand
    way: Literal["rising", "falling"]
    bars: int = 1
    turning: bool = False
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Streak:
    """The condition held on each of the last `bars` bars, this one included."""

    of: "Condition"
    bars: int
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Within:
    """The condition held on at least `times` of the last `bars` bars, this one included."""

    of: "Condition"
    bars: int
    times: int = 1
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """
    What the date (or time) says of the bar whose close is looked at; orders fill at the next open.

    | kind | values |
    |---|---|
    | weekday | 0 is Monday |
    | month | 1 is January |
    | day_of_month | days |
    | first_days, last_days | one number n: among the first or last n trading days of the month, known beforehand |
    | week_start, week_end | none: first, last trading day of the week |
    | time | two: from and to, in minutes since midnight of exchange time |
    """

    kind: Literal["weekday", "month", "day_of_month", "first_days", "last_days", "week_start", "week_end", "time"]
    values: tuple[int, ...] = ()
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Held:
    """The position has been open for at least so many bars (an exit)."""

    bars: int
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Gain:
    """The open position stands at least this fraction above (or below) its average entry price, at the close."""

    way: Way
    amount: Number
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Always:
    """True on every bar: buy and hold."""

    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class All:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, kw_only=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, kw_only=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = Compare | Cross | Moves | Streak | Within | Calendar | Held | Gain | Always | All | AnyOf | Not

# --- what is done about it ---


@dataclass(frozen=True, kw_only=True)
class Protection:
    """
    A stop or a target of a position.

    `unit`: `percent` a fraction of the entry price, `atr` multiples of ATR(`period`) as it stood at the entry's
    signal (a trailing one follows the ATR of the day), `money` of account currency for the whole position, `price`
    points, `risk` (targets) multiples of the distance of the stop, `bars` (stops) the lowest low of so many bars up
    to the entry's signal, highest high for shorts.
    A fixed one is a stop or limit order at the broker. A trailing one in percent is a trailing stop order; one in
    ATR leaves at the next open once the close is more than that below the highest close since the entry.
    `share` is how much of the position a target closes. `breakeven` moves the stop to the entry price once reached.
    """

    unit: Literal["percent", "atr", "money", "price", "risk", "bars"]
    amount: Number
    period: int = 14
    trailing: bool = False
    share: float = 1.0
    breakeven: bool = False
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Size:
    """
    How much an entry trades.

    `shares` and `cash` are amounts; `percent` a fraction of the account's value; `risk` the fraction of the account's
    value lost at the stop (which the idea has, or two ATR); `volatility` the yearly volatility aimed at, measured over
    `bars`.
    """

    kind: Literal["shares", "cash", "percent", "risk", "volatility"]
    amount: Number
    bars: int = 20
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Adding:
    """Further entries on top: at most `most` units in all, each when `when` holds (or the entry's own condition)."""

    most: int
    when: Condition | None = None
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Cooldown:
    """No new entry for so many bars after an exit (any, one by a stop, or one with a loss), or until `until` holds."""

    bars: int = 0
    after: Literal["exit", "stop", "loss"] = "exit"
    until: Condition | None = None
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """
    Hold the `hold` symbols with the largest score in equal amounts, chosen at the first bar of each new `every`.

    The score is the fraction gained over `bars` bars, leaving out the last `skip`; `lowest` takes the smallest
    instead. Only symbols for which `only` holds are taken; what has no symbol stays cash.
    """

    hold: int
    bars: int
    skip: int = 0
    every: Literal["day", "week", "month", "quarter"] = "month"
    score: Operand | None = None
    lowest: bool = False
    only: Condition | None = None
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class EntryOrder:
    """How entries are sent when not at the next open: a limit, stop or closing order, good for so many bars."""

    kind: Literal["limit", "stop", "close"]
    price: Operand | None = None
    bars: int = 1
    clause: int = 0


@dataclass(frozen=True, kw_only=True)
class Side:
    """When to enter and when to leave; entries are looked at only while there is no position of this side."""

    entry: Condition
    exit: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Idea:
    """
    A whole strategy. Either `rotation` or at least one of `long` and `short` is there.

    `filters` must hold for entries of both sides, `long_filters` and `short_filters` for those of one; none of them
    closes a position. With both sides, an entry of one closes the other (`reverses`).
    """

    title: str
    text: str
    long: Side | None = None
    short: Side | None = None
    filters: tuple[Condition, ...] = ()
    long_filters: tuple[Condition, ...] = ()
    short_filters: tuple[Condition, ...] = ()
    stops: tuple[Protection, ...] = ()
    targets: tuple[Protection, ...] = ()
    size: Size | None = None
    adding: Adding | None = None
    cooldown: Cooldown | None = None
    rotation: Rotation | None = None
    entry_order: EntryOrder | None = None
    symbols: tuple[str, ...] = ()
    interval: str = ""
    reverses: bool = True
