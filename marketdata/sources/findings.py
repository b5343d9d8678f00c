"""What may be found wrong or odd in the prices of a series, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, Self

import numpy as np

from engine.bars import Floats, Times

# Enough to look a finding up; a page of dates would hide the next one.
SHOWN: Final = 3


class Severity(StrEnum):
    """How much a finding weighs: an error refuses a run, a warning may change its result, a note explains it."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Kind(StrEnum):
    """What was found."""

    NO_TIME = "no_time"
    REPEATED = "repeated"
    UNORDERED = "unordered"
    NO_PRICE = "no_price"
    NOT_POSITIVE = "not_positive"
    OUTSIDE_RANGE = "outside_range"
    BAD_VOLUME = "bad_volume"
    SPLIT_LIKE = "split_like"
    SPIKE = "spike"
    MISSING = "missing"
    CLOSED = "closed"
    SOURCE_CHANGE = "source_change"
    STALE = "stale"
    GAP = "gap"
    ZERO_VOLUME = "zero_volume"
    EXTREME = "extreme"
    NO_VOLUME = "no_volume"
    THIN = "thin"


TO_DO: Final[Mapping[Kind, str]] = {
    Kind.NO_TIME: "Fix or remove these rows where the prices come from, and load them again.",
    Kind.REPEATED: "Keep one bar for each time, and load the prices again.",
    Kind.UNORDERED: "Sort the bars from the oldest to the newest, and load them again.",
    Kind.NO_PRICE: "Remove days without trading, or fill in their prices from the source, and load them again.",
    Kind.NOT_POSITIVE: "Ask the source for the true price; prices at or below zero cannot be traded here.",
    Kind.OUTSIDE_RANGE: "Ask another source for these bars: one of the four prices is wrong.",
    Kind.BAD_VOLUME: "Leave the volume of these bars empty, or take it from another source.",
    Kind.SPLIT_LIKE: "Look up whether shares were split then. If so, use adjusted prices: a strategy takes the step "
    "for a gain or a loss that nobody had.",
    Kind.SPIKE: "Compare these bars with another source: a price nobody could trade at sets off stops and limits.",
    Kind.MISSING: "Load the prices again, or compare them with another source: indicators step over days that are "
    "missing as if they had not been.",
    Kind.CLOSED: "Check the symbol's exchange. If it is right, ask another source: nobody traded on these days.",
    Kind.SOURCE_CHANGE: "Compare the sources over a window that both have: a change of level or of volume at these "
    "dates is theirs, not the market's.",
    Kind.STALE: "Check whether trading was halted. If not, the source filled in days it did not have.",
    Kind.GAP: "Check whether trading was halted or the source lost these days: indicators step over them as if they "
    "had not been.",
    Kind.ZERO_VOLUME: "Do not trust fills on these bars: nobody traded.",
    Kind.EXTREME: "Check these days against the news. If they are real, see how much of the result they make.",
    Kind.NO_VOLUME: "Leave limits and costs that depend on volume off: there is nothing to measure them by.",
    Kind.THIN: "Take more history, or treat every figure as an example.",
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong or odd: how often, when first, in a sentence, and what to do."""

    kind: Kind
    severity: Severity
    count: int
    first: tuple[str, ...]  # ISO dates, with the time of day where it is not midnight
    text: str
    to_do: str

    @classmethod
    def of(cls, kind: Kind, severity: Severity, *, when: Times, text: str) -> Self:
        """Return a finding about the bars of these times."""
        first = tuple(moment(one) for one in when[:SHOWN])
        return cls(kind=kind, severity=severity, count=len(when), first=first, text=text, to_do=TO_DO[kind])


class Columns(Protocol):
    """Anything with the six columns of bars, sound or not."""

    @property
    def times(self) -> Times: ...
    @property
    def open(self) -> Floats: ...
    @property
    def high(self) -> Floats: ...
    @property
    def low(self) -> Floats: ...
    @property
    def close(self) -> Floats: ...
    @property
    def volume(self) -> Floats: ...


def moment(time: np.datetime64) -> str:
    """
    Return a bar's time as people write it.

    >>> moment(np.datetime64("2024-11-29T00:00")), moment(np.datetime64("2024-11-29T09:30"))
    ('2024-11-29', '2024-11-29 09:30')
    """
    if np.isnat(time):
        return "no date"
    day = time.astype("datetime64[D]")
    return str(day if day == time else time.astype("datetime64[m]")).replace("T", " ")


def counted(count: int, one: str, many: str) -> str:
    """
    Return a number with the words that go with it.

    >>> counted(1, "bar has", "bars have"), counted(1200, "bar has", "bars have")
    ('1 bar has', '1,200 bars have')
    """
    return f"{count:,} {one if count == 1 else many}"
