"""Random walks at the times at which real markets have bars: half days, holidays, nights and weekends."""

from dataclasses import replace
from datetime import time
from typing import Any, Final

import backtrader as bt
import numpy as np

from engine.bars import PRICE_COLUMNS, Bars, Times
from engine.intervals import TIMEFRAMES
from engine.tests.ledger_cases import random_bars

INTERVALS: Final = tuple(TIMEFRAMES)
INTRADAY: Final = tuple(name for name, frame in TIMEFRAMES.items() if frame.is_intraday)
# Minutes from midnight of the day: New York; Chicago's futures, which open the evening before; coins.
HOURS: Final = {"stocks": (570, 960), "futures": (-420, 960), "coins": (0, 1440)}
BARS_PER_YEAR: Final = {
    "1m": 98_280,
    "5m": 19_656,
    "15m": 6_552,
    "30m": 3_276,
    "1h": 1_764,
    "1d": 252,
    "1wk": 52,
    "1mo": 12,
}
# Written out here a second time: what stock Backtrader is told of our bars.
STOCK_FRAMES: Final[dict[str, tuple[int, int]]] = {
    "1m": (bt.TimeFrame.Minutes, 1),
    "5m": (bt.TimeFrame.Minutes, 5),
    "15m": (bt.TimeFrame.Minutes, 15),
    "30m": (bt.TimeFrame.Minutes, 30),
    "1h": (bt.TimeFrame.Minutes, 60),
    "1d": (bt.TimeFrame.Days, 1),
    "1wk": (bt.TimeFrame.Weeks, 1),
    "1mo": (bt.TimeFrame.Months, 1),
}


def market_bars(
    interval: str, market: str = "stocks", *, count: int = 240, seed: int = 1, symbol: str = "AAA"
) -> Bars:
    """Return a random walk at the times of a market; every eleventh day is a half day, every seventeenth none."""
    minutes = STOCK_FRAMES[interval][1]
    walk = replace(random_bars(seed, count), volume=_volumes(seed, count))
    if interval not in INTRADAY:
        return replace(walk, interval=interval, times=_days(interval, count), periods_per_year=BARS_PER_YEAR[interval])
    opens, closes = HOURS[market]
    last = opens + (closes - opens - 1) // minutes * minutes
    return replace(
        walk,
        interval=interval,
        times=_stamps(count, opens=opens, closes=closes, minutes=minutes, is_daily=market == "coins"),
        periods_per_year=BARS_PER_YEAR[interval],
        dates_per_year=365 if market == "coins" else 252,
        session_start=_time(opens),
        session_end=_time(last),
    )


def stock_terms(bars: Bars) -> dict[str, Any]:
    """Return what stock Backtrader's feed of these bars is told."""
    timeframe, compression = STOCK_FRAMES[bars.interval]
    sessions = {"sessionstart": bars.session_start, "sessionend": bars.session_end}
    return {"timeframe": timeframe, "compression": compression, **sessions}


def thinned(bars: Bars, seed: int = 1, *, share: float = 0.8) -> Bars:
    """Return bars with some of them missing, as thinly traded minutes are."""
    keep = np.random.default_rng(seed).random(len(bars)) < share
    return replace(bars, **{name: getattr(bars, name)[keep] for name in ("times", *PRICE_COLUMNS)})


def _volumes(seed: int, count: int) -> Any:
    return np.random.default_rng(seed).integers(1, 3_000, count).astype(float)


def _days(interval: str, count: int) -> Times:
    if interval == "1mo":
        return (np.datetime64("2001-01", "M") + np.arange(count)).astype("datetime64[us]")
    step = 7 if interval == "1wk" else 1
    return (np.datetime64("2001-01-01", "D") + np.arange(count) * step).astype("datetime64[us]")


def _stamps(count: int, *, opens: int, closes: int, minutes: int, is_daily: bool) -> Times:
    stamps: list[np.datetime64] = []
    day, number = np.datetime64("2024-03-04"), 0
    while len(stamps) < count:
        number += 1
        until = closes - 180 if number % 11 == 0 and not is_daily else closes
        if is_daily or (np.is_busday(day) and number % 17):
            stamps += [day + np.timedelta64(at, "m") for at in range(opens, until, minutes)]
        day += np.timedelta64(1, "D")
    return np.array(stamps[:count], dtype="datetime64[us]")


def _time(minutes: int) -> time:
    hours, rest = divmod(minutes % 1440, 60)
    return time(hours, rest)
