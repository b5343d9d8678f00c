"""Prices of one symbol as columns."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import cached_property
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from engine.intervals import TIMEFRAMES, Timeframe

Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]

PRICE_COLUMNS: Final = ("open", "high", "low", "close", "volume")


class BarsError(ValueError):
    """Bars that no honest backtest could run on; where a price or a time is at fault, `bars` has the columns."""

    def __init__(self, text: str, bars: "Bars | None" = None) -> None:
        super().__init__(text)
        self.bars = bars


@dataclass(frozen=True, eq=False, kw_only=True)
class Bars:
    """
    Bars of one symbol at one interval, oldest first.

    `times` is datetime64[us] in exchange time (midnight for daily bars); the five price columns are float64
    of the same length, already adjusted as `adjustment` says. The first `warmup` bars lie before the range asked
    for: indicators are computed over them, nothing is traded or measured on them. A volume that is not a number is
    kept as zero. `edition` is the number under which a store keeps exactly these prices, if one does.

    `periods_per_year` counts bars, `dates_per_year` the days that have any. Bars within a day are stamped with their
    beginning; `session_start` and `session_end` are the stamps of the first and the last of a regular session, None
    where nobody knows, and count as the whole day then.

    :raises BarsError: if the interval is none of ours, times do not rise strictly, or a price is missing, not positive
        or outside its bar.
    """

    symbol: str
    interval: str = "1d"
    times: Times
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    periods_per_year: int = 252
    dates_per_year: int = 252
    session_start: time | None = None
    session_end: time | None = None
    calendar: str = ""
    time_zone: str = ""
    lot_size: float = 1.0
    price_decimals: int = 2
    currency: str = "USD"
    source: str = "unknown"
    adjustment: str = "none"
    is_simulated: bool = field(default=False)
    warmup: int = 0
    edition: int | None = None

    def __post_init__(self) -> None:
        if self.interval not in TIMEFRAMES:
            raise BarsError(f"{self.symbol}: bars of {self.interval} are not known, only {', '.join(TIMEFRAMES)}")
        if self.times.dtype != np.dtype("datetime64[us]"):
            raise BarsError(f"{self.symbol}: times must be datetime64[us], not {self.times.dtype}")
        for name in PRICE_COLUMNS:
            column = getattr(self, name)
            if column.dtype != np.float64 or column.shape != self.times.shape:
                raise BarsError(f"{self.symbol}: {name} must be float64 with one value a bar")
        if not 0 <= self.warmup <= len(self):
            raise BarsError(f"{self.symbol}: {self.warmup} warm-up bars among {len(self)} bars")
        if np.isnan(self.volume).any():
            # Indices and currencies have none: not known is kept as nothing traded.
            object.__setattr__(self, "volume", np.nan_to_num(self.volume, nan=0.0, posinf=np.inf))
        self._check_order()
        self._check_prices()

    def _check_order(self) -> None:
        # No comparison with a time that is none holds.
        if (self.times[1:] > self.times[:-1]).all() and not np.isnat(self.times[:1]).any():
            return
        if np.isnat(self.times).any():
            raise BarsError(f"{self.symbol}: bar {int(np.isnat(self.times).argmax()) + 1} has no date", self)
        late = np.flatnonzero(np.diff(self.times) <= np.timedelta64(0, "us"))
        if late.size:
            before, after = self._moment(late[0]), self._moment(late[0] + 1)
            told = f"two bars of {after}" if before == after else f"the bar of {after} stands after that of {before}"
            raise BarsError(f"{self.symbol}: {told}", self)

    def _check_prices(self) -> None:
        if self._are_sound():
            return
        prices = np.stack([self.open, self.high, self.low, self.close])
        sound = np.isfinite(prices).all(axis=0) & (prices > 0).all(axis=0) & np.isfinite(self.volume)
        sound &= (self.low <= np.minimum(self.open, self.close)) & (self.high >= np.maximum(self.open, self.close))
        sound &= self.volume >= 0
        at = int(np.argmin(sound))
        raise BarsError(f"{self.symbol}: {self._fault_at(at)} in the bar of {self._moment(at)}", self)

    def _are_sound(self) -> bool:
        """Return whether every bar is possible, in as few looks at the columns as tell it."""
        if not len(self):
            return True
        # What is not a number fails every comparison; between a low above zero and a finite high nothing else is odd.
        is_finite = self.low.min() > 0 and self.high.max() < np.inf and self.volume.min() >= 0
        if not (is_finite and self.volume.max() < np.inf):
            return False
        holds_low = (self.low <= self.open).all() and (self.low <= self.close).all()
        return bool(holds_low and (self.high >= self.open).all() and (self.high >= self.close).all())

    def _fault_at(self, row: int) -> str:
        """Return what is wrong with a bar, in words."""
        values = {name: float(getattr(self, name)[row]) for name in PRICE_COLUMNS}
        for name, value in values.items():
            if not math.isfinite(value):
                return f"the {name} is missing" if math.isnan(value) else f"the {name} is infinite"
            if name == "volume" and value < 0:
                return f"the volume is {value:g}"
            if name != "volume" and value <= 0:
                return f"the {name} is {value:g}, and prices at or below zero cannot be traded here"
        return f"the range from {values['low']:g} to {values['high']:g} does not hold open and close"

    def _moment(self, row: int) -> str:
        moment = self.times[row]
        day = moment.astype("datetime64[D]")
        return str(day if day == moment else moment.astype("datetime64[s]"))

    def __len__(self) -> int:
        return len(self.times)

    @property
    def dates(self) -> Times:
        """Return the exchange date of every bar, as datetime64[D]."""
        return self.times.astype("datetime64[D]")

    @property
    def timeframe(self) -> Timeframe:
        """Return how long a bar lasts."""
        return TIMEFRAMES[self.interval]

    @cached_property
    def content_hash(self) -> str:
        """Return the sha256 of symbol, interval, warm-up, session and values: equal hashes mean equal backtests."""
        lead = f"|{self.warmup}" if self.warmup else ""
        # Left out where there is none, so that what was hashed before sessions were known keeps its hash.
        lead += f"|{self.session_start}-{self.session_end}" if self.session_end else ""
        digest = hashlib.sha256(f"{self.symbol}|{self.interval}|{len(self)}{lead}".encode())
        for column in (self.times, *(getattr(self, name) for name in PRICE_COLUMNS)):
            digest.update(np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()

    def between(self, start_date: date | None, end_date: date | None, *, warmup: int = 0) -> Self:
        """
        Return the bars whose exchange date lies in [start_date, end_date]; None leaves that side open.

        Up to `warmup` bars before the start date come along as warm-up.
        """
        # Times rise, so that no time has to be made a date to be found.
        first = 0 if start_date is None else int(np.searchsorted(self.times, np.datetime64(start_date), "left"))
        last = len(self) if end_date is None else int(np.searchsorted(self.times, np.datetime64(end_date) + 1, "left"))
        lead = min(first, warmup) if first < last else 0
        return self.part(first - lead, last, warmup=lead)

    @cached_property
    def asked(self) -> Self:
        """Return the bars without their warm-up."""
        return self.part(self.warmup, len(self), warmup=0)

    def part(self, first: int, last: int, *, warmup: int) -> Self:
        """Return the bars from one place to before another, so many of them as warm-up."""
        if (first, last, warmup) == (0, len(self), self.warmup):
            # Nothing is cut off, and what was checked once need not be again.
            return self
        columns = {name: getattr(self, name)[first:last] for name in ("times", *PRICE_COLUMNS)}
        return replace(self, **columns, warmup=warmup)


def timeline(feeds: Sequence[Bars]) -> Times:
    """
    Return every instant at which at least one feed has a bar, from the first bar asked for on: a run's clock.

    Event positions (`bar`) count on this clock, so with one feed they are simply its bar numbers after warm-up.
    """
    instants = _instants(feeds)
    skipped = warmup_instants(feeds)
    return instants[skipped:] if skipped else instants


def warmup_instants(feeds: Sequence[Bars]) -> int:
    """Return how many instants of the feeds lie before the first bar asked for, and so before a run's clock."""
    starts = [feed.times[feed.warmup] for feed in feeds if feed.warmup < len(feed)]
    return int(np.searchsorted(_instants(feeds), min(starts))) if any(feed.warmup for feed in feeds) and starts else 0


def _instants(feeds: Sequence[Bars]) -> Times:
    return feeds[0].times if len(feeds) == 1 else np.unique(np.concatenate([feed.times for feed in feeds]))
