"""Programs that know the future, each with the first bar on which that changes what it orders."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.bars import Bars, Floats

# What a leak sees: close, low and volume of the first symbol, close of the second.
Expected = Callable[[Floats, Floats, Floats, Floats], int]


@dataclass(frozen=True, kw_only=True)
class Leak:
    """A strategy's body, the bar from which on it shows where that is plain, and a part of the line to be named."""

    init: str = "pass"
    body: str
    first: Expected | None = None
    symbols: int = 1
    line: str = "self.buy("

    @property
    def source(self) -> str:
        """Return the whole program."""
        following = "\n    def next(self):\n        i = len(self) - 1\n"
        return HEAD + _indented(self.init) + following + _indented(self.body)


HEAD: Final = """import backtrader as bt
import numpy as np
import pandas as pd
import talib


class Leak(bt.Strategy):
    def __init__(self):
        self.sent = None
"""


def _indented(text: str) -> str:
    return "".join(f"        {line}\n" for line in text.splitlines())


def _first(found: Floats) -> int:
    return int(np.flatnonzero(found)[0])


def _before_rise(close: Floats, low: Floats, volume: Floats, other: Floats) -> int:
    return _first(close[1:] > close[:-1])


def _before_fall(close: Floats, low: Floats, volume: Floats, other: Floats) -> int:
    return _first(close[1:] < close[:-1])


IN_OUT: Final = "if self.position: self.close()\nelif {}: self.buy(size=1)\n"
RISES: Final = IN_OUT.format("self.known[i] > self.data.close[0]")

LEAKS: Final = {
    "array_with_offset": Leak(
        body="prices = self.data.close.array\n" + IN_OUT.format("i + 1 < len(prices) and prices[i + 1] > prices[i]"),
        first=_before_rise,
    ),
    "array_by_len": Leak(
        body=IN_OUT.format("i < 30 and self.data.close.array[len(self)] > self.data.close[0]"),
        first=lambda close, *rest: 0,
        line="self.data.close.array[len(self)]",
    ),
    "array_by_len_caught": Leak(
        body="try: later = self.data.close.array[len(self.data)]\nexcept IndexError: later = 0.0\n"
        + IN_OUT.format("later > self.data.close[0]"),
        first=_before_rise,
    ),
    "top_of_all": Leak(
        init="self.top = max(self.data.high.array)",
        body="if self.data.high[0] == self.top: self.sell(size=1)",
        first=lambda close, *rest: 0,
        line="self.sell(",
    ),
    "last_price": Leak(
        body=IN_OUT.format("self.data.close.array[self.data.buflen() - 1] > self.data.close[0] * 1.02"),
    ),
    "shifted_back": Leak(
        init="self.known = pd.Series(self.data.close.array).shift(-1).fillna(0.0).to_numpy()",
        body=RISES,
        first=_before_rise,
    ),
    "filled_backwards": Leak(
        init="prices = pd.Series(self.data.close.array)\n"
        "self.known = prices.where(prices.diff() > 0).bfill().fillna(0.0).to_numpy()",
        body=RISES,
    ),
    "centred_average": Leak(
        init="self.known = pd.Series(self.data.close.array).rolling(5, center=True, min_periods=1).mean().to_numpy()",
        body=RISES,
    ),
    "whole_line_in_init": Leak(
        init="self.known = list(self.data.close.getzero(0, self.data.buflen()))[1:] + [0.0]",
        body=RISES,
        first=_before_rise,
    ),
    "plotted_line": Leak(
        init="self.known = list(self.data.close.plotrange(0, self.data.buflen()))[1:] + [0.0]",
        body=RISES,
        first=_before_rise,
    ),
    "talib_rolled": Leak(
        init="average = talib.SMA(np.array(self.data.close.array), 3)\n"
        "self.known = np.append(average[2:], [0.0, 0.0])",
        body=RISES,
        first=lambda close, *rest: _first((close[:-2] + close[1:-1] + close[2:]) / 3 > close[:-2]),
    ),
    "future_of_an_indicator": Leak(
        init="self.average = bt.ind.SMA(self.data.close, period=2)",
        body="known = self.average.lines[0].array\n" + IN_OUT.format("i + 1 < len(known) and known[i + 1] > known[i]"),
        first=lambda close, *rest: 1 + _first(close[2:] > close[:-2]),
    ),
    "future_volume": Leak(
        body="known = self.data.volume.array\n" + IN_OUT.format("i + 1 < len(known) and known[i + 1] > 1500"),
    ),
    "future_of_another_symbol": Leak(
        body="known = self.datas[1].close.array\n" + IN_OUT.format("i + 1 < len(known) and known[i + 1] > known[i]"),
        first=lambda close, low, volume, other: _first(other[1:] > other[:-1]),
        symbols=2,
    ),
    "size_from_the_future": Leak(
        body="known = self.data.close.array\nrises = i + 1 < len(known) and known[i + 1] > known[i]\n"
        "if i % 4 == 0: self.buy(size=9 if rises else 1)\nelif i % 4 == 2: self.close()",
        first=lambda close, *rest: 4 * _first(close[1:][::4] > close[:-1][::4]),
    ),
    "limit_at_the_next_low": Leak(
        body="known = self.data.low.array\n"
        "if not self.position and i + 1 < len(known):\n"
        "    self.buy(size=1, exectype=bt.Order.Limit, price=known[i + 1])\n"
        "elif self.position: self.close()",
        first=lambda close, *rest: 0,
    ),
    "cancelled_by_hindsight": Leak(
        body="known = self.data.close.array\n"
        "if i % 4 == 0: self.sent = self.buy(size=1, exectype=bt.Order.Limit, price=self.data.close[0] * 0.5)\n"
        "elif i % 4 == 2 and i + 1 < len(known) and known[i + 1] < known[i]: self.cancel(self.sent)",
        first=lambda close, *rest: 2 + 4 * _first(close[3::4] < close[2:-1:4]),
    ),
    "not_before_a_fall": Leak(
        body="known = self.data.close.array\n"
        "falls = i + 1 < len(known) and known[i + 1] < known[i]\n"
        "if self.position: self.close()\nelif not falls: self.buy(size=1)",
        first=_before_fall,
    ),
    "bars_of_the_feed": Leak(
        body="known = self.data.bars.close\n" + IN_OUT.format("i + 1 < len(known) and known[i + 1] > known[i]"),
        first=_before_rise,
    ),
    "line_moved_on": Leak(
        body="line = self.data.close\nline._idx += 1\n"
        "later = line[0] if line._idx < len(line.array) else 0.0\nline._idx -= 1\n" + IN_OUT.format("later > line[0]"),
        first=_before_rise,
    ),
    "scaled_by_all": Leak(
        init="prices = np.array(self.data.close.array)\nself.mean, self.spread = prices.mean(), prices.std() + 1e-9",
        body="score = (self.data.close[0] - self.mean) / self.spread\n" + IN_OUT.format("score < -0.5"),
    ),
    "rank_among_all": Leak(
        init="self.rank = pd.Series(self.data.close.array).rank(pct=True).to_numpy()",
        body=IN_OUT.format("self.rank[i] < 0.3"),
    ),
    "trend_of_all": Leak(
        init="prices = np.array(self.data.close.array)\n"
        "self.slope, self.base = np.polyfit(np.arange(len(prices)), prices, 1) if len(prices) > 2 else (0.0, 0.0)",
        body=IN_OUT.format("self.data.close[0] < self.base + self.slope * i"),
    ),
    "last_of_the_week": Leak(
        init="days = [bt.num2date(number) for number in self.data.datetime.array]\n"
        "prices = pd.Series(self.data.close.array, index=pd.DatetimeIndex(days))\n"
        "self.known = prices.groupby(prices.index.to_period('W')).transform('last').to_numpy()",
        body=RISES,
    ),
}


def prices(bars: int = 120, *, seed: int = 3, symbol: str = "AAA") -> Bars:
    """Return prices that wander, from a Wednesday on, a bar for every day."""
    random = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(random.normal(0.0, 0.02, bars)))
    opened = close * np.exp(random.normal(0.0, 0.004, bars))
    return Bars(
        symbol=symbol,
        times=np.datetime64("2020-01-01T00:00:00", "us") + np.arange(bars) * np.timedelta64(86_400_000_000, "us"),
        open=opened,
        high=np.maximum(opened, close) * 1.005,
        low=np.minimum(opened, close) * 0.995,
        close=close,
        volume=random.uniform(500, 2_000, bars),
    )
