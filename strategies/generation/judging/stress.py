"""A price series with all that markets do, made by us and the same on every machine: what an idea is tried on."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Final

import numpy as np

from engine.bars import Bars, Floats, Times
from engine.intervals import TIMEFRAMES

LAST_DAY: Final = np.datetime64("2024-12-30")
FIRST_PRICE: Final = 100.0
USUAL_VOLUME: Final = 1_000_000.0
# The bars of a regular session of an American exchange begin then; the last one begins before 16:00.
SESSION_MINUTES: Final = (570, 960)
# A price does not fall below what a bar's range can be taken from.
LOWEST_PRICE: Final = 1.0
FLAT: Final = 4


@dataclass(frozen=True)
class Stretch:
    """A part of the series: the drift of a bar, how far bars stray from it, and a gap before its first bar."""

    name: str
    bars: int
    drift: float = 0.0
    noise: float = 0.012
    gap: float = 0.0
    volume: float = 1.0


Row = tuple[float, float, float, float, float]

# Before the run: swings about a level, so that every indicator has a past.
LEAD: Final = (
    Stretch("swing", 40, 0.004),
    Stretch("swing", 35, -0.005),
    Stretch("swing", 30, 0.005),
    Stretch("swing", 45, -0.003),
)
COURSE: Final = (
    Stretch("pullbacks", 12, 0.004),
    Stretch("pullbacks", 6, -0.011),
    Stretch("pullbacks", 14, 0.007),
    Stretch("pullbacks", 7, -0.010),
    Stretch("rally", 55, 0.007, 0.010),
    Stretch("gap up", 10, 0.002, gap=0.08, volume=2.5),
    Stretch("pullbacks", 8, -0.009),
    Stretch("new highs", 25, 0.008, 0.008),
    Stretch("gap down", 8, -0.004, gap=-0.09, volume=3.0),
    Stretch("crash", 12, -0.045, 0.025, gap=-0.05, volume=4.0),
    Stretch("rebound", 10, 0.025, 0.020, volume=2.0),
    Stretch("decline", 75, -0.006, 0.013),
    Stretch("range", 12, 0.010),
    Stretch("range", 12, -0.010),
    Stretch("range", 12, 0.010),
    Stretch("range", 12, -0.010),
    Stretch("quiet", 22, 0.0, 0.001, volume=0.3),
    Stretch("flat", FLAT, 0.0, 0.0, volume=0.0),
    Stretch("breakout", 20, 0.015, 0.010, gap=0.03, volume=3.0),
    Stretch("recovery", 90, 0.006, 0.011),
    Stretch("spike", 1, 0.0, volume=6.0),
    Stretch("swing", 25, -0.006),
    Stretch("swing", 30, 0.006),
    Stretch("slump", 22, -0.009),
)
RUN_BARS: Final = sum(stretch.bars for stretch in COURSE)
# How far the bar of a spike reaches above and below its prices.
SPIKE: Final = 0.25


def stress_bars(symbol: str, *, interval: str = "1d", warmup: int = 300, variant: int = 0) -> Bars:
    """
    Return the series, so many of its bars as warm-up; each variant strays from the course in its own way.

    >>> bars = stress_bars("ABC")
    >>> len(bars) - bars.warmup == RUN_BARS, float(bars.volume.min())
    (True, 0.0)
    """
    stretches = [*_lead(warmup), *COURSE]
    # The same prices on every machine, for ever: nothing here is to be hard to guess.
    chance = random.Random(20_200 + variant)  # noqa: S311
    open_, high, low, close, volume = _columns(stretches, chance)
    plain = Bars(
        symbol=symbol,
        times=times(len(close), "1d"),
        open=open_,
        high=high,
        low=low,
        close=close,
        volume=volume,
        source="Stress series (made by Statis)",
        is_simulated=True,
        warmup=warmup,
    )
    return told_as(plain, interval)


def told_as(bars: Bars, interval: str) -> Bars:
    """Return the same prices as bars of another length, on times of their own; as they are, if of that length."""
    if interval == bars.interval:
        return bars
    first, last = SESSION_MINUTES
    step = TIMEFRAMES[interval].compression
    told = replace(bars, times=times(len(bars), interval), interval=interval, edition=None)
    if not TIMEFRAMES[interval].is_intraday:
        return replace(told, periods_per_year=52 if interval == "1wk" else 12)
    a_day = len(range(first, last, step))
    return replace(
        told,
        periods_per_year=252 * a_day,
        session_start=_clock(first),
        session_end=_clock(first + (a_day - 1) * step),
    )


def stretch_at(bar: int) -> str:
    """
    Return the name of the part of the series that a bar of the run is in.

    >>> stretch_at(0), stretch_at(RUN_BARS)
    ('pullbacks', '')
    """
    for stretch in COURSE:
        if bar < stretch.bars:
            return stretch.name
        bar -= stretch.bars
    return ""


def times(count: int, interval: str) -> Times:
    """
    Return the times of so many bars: weekdays, Mondays, first days of months, or minutes of weekday sessions.

    They end on the same day however many there are, so that a longer warm-up moves nothing.
    """
    back = np.arange(1 - count, 1)
    found: Times
    if interval == "1mo":
        found = LAST_DAY.astype("datetime64[M]") + back
    elif interval == "1wk":
        found = LAST_DAY + 7 * back
    elif not TIMEFRAMES[interval].is_intraday:
        found = np.busday_offset(LAST_DAY, back)
    else:
        minutes = np.arange(*SESSION_MINUTES, TIMEFRAMES[interval].compression)
        days = np.busday_offset(LAST_DAY, np.arange(1 - -(-count // len(minutes)), 1))
        found = (days[:, None] + minutes.astype("timedelta64[m]")).reshape(-1)[-count:]
    return found.astype("datetime64[us]")


def _clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))


def _lead(warmup: int) -> list[Stretch]:
    """Return stretches of so many bars in all, ending with the last of `LEAD`."""
    found: list[Stretch] = []
    place = len(LEAD)
    while warmup > 0:
        place -= 1
        stretch = LEAD[place % len(LEAD)]
        found.append(replace(stretch, bars=min(stretch.bars, warmup)))
        warmup -= stretch.bars
    return found[::-1]


def _columns(stretches: Sequence[Stretch], chance: random.Random) -> tuple[Floats, ...]:
    rows: list[Row] = []
    last = FIRST_PRICE
    for stretch in stretches:
        for number in range(stretch.bars):
            rows.append(_bar(last, stretch, is_first=not number, chance=chance))
            last = rows[-1][3]
    return tuple(np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))


def _bar(last: float, stretch: Stretch, *, is_first: bool, chance: random.Random) -> Row:
    # Always as many draws a bar, so that a stretch changed does not change the others' chances.
    strays = [chance.random() + chance.random() - 1 for _ in range(2)]
    reaches = [chance.random(), chance.random()]
    busy = chance.random()
    opened = last * (1 + (stretch.gap if is_first else 0.0) + 0.4 * stretch.noise * strays[0])
    closed = max(opened * (1 + stretch.drift + 2 * stretch.noise * strays[1]), LOWEST_PRICE)
    reach = stretch.noise * 0.6
    high = max(opened, closed) * (1 + reach * reaches[0])
    low = min(opened, closed) * (1 - reach * reaches[1])
    if stretch.name == "spike":
        high, low = high * (1 + SPIKE), low * (1 - SPIKE / 2)
    if not stretch.noise:
        opened = closed = high = low = last
    return opened, high, low, closed, round(USUAL_VOLUME * stretch.volume * (0.6 + 0.8 * busy))
