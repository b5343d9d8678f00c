"""Bars -> what the price chart in the browser draws; long ranges in longer candles, so that a page stays light."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.bars import PRICE_COLUMNS, Bars, Floats, Times

# About one for each pixel of a wide screen.
MOST_CANDLES: Final = 1500
INTRADAY: Final = ("1m", "5m", "15m", "30m", "1h")
WORDS: Final = {
    "1m": "1-minute",
    "5m": "5-minute",
    "15m": "15-minute",
    "30m": "30-minute",
    "1h": "hourly",
    "1d": "daily",
    "1wk": "weekly",
    "1mo": "monthly",
}
SECONDS: Final = {"5m": 300, "15m": 900, "30m": 1800, "1h": 3600, "1d": 86_400}
MONDAY_BEFORE_1970: Final = 3


@dataclass(frozen=True, kw_only=True)
class Candles:
    """The candles of a chart, and the interval one stands for."""

    bars: Bars
    interval: str


def candles_of(bars: Bars, *, most: int = MOST_CANDLES) -> Candles:
    """
    Return bars as at most `most` candles, several bars in one where there are more.

    A candle opens with the first of its bars, closes with the last, and reaches from the lowest low to the highest
    high: no extreme is lost. Only months are never put together.
    """
    interval, starts = bars.interval, np.arange(len(bars))
    for longer in _longer_than(bars.interval):
        if len(starts) <= most:
            break
        interval, starts = longer, _starts(bars.times, longer)
    together = bars if interval == bars.interval else _together(bars, starts, interval)
    return Candles(bars=together, interval=interval)


def _longer_than(interval: str) -> list[str]:
    known = list(WORDS)
    return known[known.index(interval) + 1 :]


def _starts(times: Times, interval: str) -> NDArray[np.intp]:
    """
    Return the positions at which a new candle of an interval begins.

    >>> _starts(np.array(["2024-01-05", "2024-01-08", "2024-01-09", "2024-02-01"], "datetime64[us]"), "1wk").tolist()
    [0, 1, 3]
    """
    if interval == "1mo":
        units = times.astype("datetime64[M]").astype(np.int64)
    elif interval == "1wk":
        units = (times.astype("datetime64[D]").astype(np.int64) + MONDAY_BEFORE_1970) // 7
    else:
        units = times.astype("datetime64[s]").astype(np.int64) // SECONDS[interval]
    return np.flatnonzero(np.concatenate([[True], units[1:] != units[:-1]]))


def _together(bars: Bars, starts: NDArray[np.intp], interval: str) -> Bars:
    lasts = np.append(starts[1:], len(bars)) - 1
    return replace(
        bars,
        interval=interval,
        times=bars.times[starts],
        open=bars.open[starts],
        high=np.maximum.reduceat(bars.high, starts),
        low=np.minimum.reduceat(bars.low, starts),
        close=bars.close[lasts],
        volume=np.add.reduceat(bars.volume, starts),
        warmup=0,
    )


def chart_data(bars: Bars) -> dict[str, Any]:
    """Return candles and volume as the browser's chart reads them, without lines or markers."""
    return {
        "bars": [list(row) for row in zip(chart_times(bars), *_prices(bars), strict=True)],
        "volume": [int(one) for one in bars.volume.tolist()] if bars.volume.any() else [],
        "lines": [],
        "markers": [],
        "decimals": bars.price_decimals,
    }


def chart_times(bars: Bars) -> list[Any]:
    """Return the time of every bar for the chart: its date, or within days the seconds of its exchange's clock."""
    if bars.interval in INTRADAY:
        return bars.times.astype("datetime64[s]").astype(np.int64).tolist()  # type: ignore[no-any-return]
    return bars.dates.astype(str).tolist()  # type: ignore[no-any-return]


def _prices(bars: Bars) -> list[list[float]]:
    return [getattr(bars, name).round(bars.price_decimals).tolist() for name in PRICE_COLUMNS[:4]]


def day_closes(bars: Bars) -> Floats:
    """Return the last close of each day; of bars longer than a day, of each bar."""
    if bars.interval not in INTRADAY:
        return bars.close
    lasts = np.append(_starts(bars.times, "1d")[1:], len(bars)) - 1
    closes: Floats = bars.close[lasts]
    return closes


def change_of(closes: Floats) -> float | None:
    """
    Return how far the last close is from the one before, as a fraction.

    >>> change_of(np.array([100.0, 80.0, 100.0])), change_of(np.array([5.0]))
    (0.25, None)
    """
    return float(closes[-1] / closes[-2] - 1) if len(closes) > 1 else None
