"""Load and exercise what honest strategies need, so that a sealed child finds everything in memory."""

import codecs
import contextlib
import dataclasses
import datetime
import decimal
import importlib
import json
import statistics
import warnings
import zoneinfo
from io import StringIO
from typing import Final
from zoneinfo import _zoneinfo  # type: ignore[attr-defined]  # not told to type checkers

import backtrader as bt
import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from engine.bars import Bars
from engine.script.available import AVAILABLE, words
from engine.simulation.failures import StrategyFailed
from engine.simulation.run import simulate
from engine.spec import Sizing, Spec

# Loaded by the libraries themselves, but only when a strategy first uses what needs them; core, f2py and
# ctypeslib are what “from numpy import *” takes along.
LATER: Final = words("""
    _strptime calendar importlib.abc importlib.metadata importlib.resources locale unittest
    numpy.char numpy.core numpy.ctypeslib numpy.f2py numpy.fft numpy.lib.recfunctions numpy.lib.user_array numpy.linalg
    numpy.ma numpy.ma.mrecords numpy.polynomial numpy.random numpy.rec numpy.strings numpy.testing
    pandas.api.extensions pandas.api.indexers pandas.api.interchange pandas.api.types pandas.api.typing
    pandas.api.typing.aliases pandas.core.arrays.sparse.scipy_sparse pandas.core.computation.api
    pandas.core.interchange.dataframe pandas.core.methods.describe pandas.core.methods.select
    pandas.core.methods.to_dict pandas.core.reshape.reshape pandas.core.sparse.api pandas.io.formats.csvs
    pandas.io.formats.html pandas.io.formats.info pandas.io.formats.string pandas.io.formats.xml
    pandas.io.json pandas.io.parsers pandas.testing pandas.tseries.holiday
    talib.abstract talib.stream
""")
# Python looks for a codec when its name is first used.
ENCODINGS: Final = words("""
    ascii latin-1 iso8859-15 cp1252 cp437 utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be utf-7
    unicode-escape raw-unicode-escape base64 hex rot13 idna
    cp1250 cp1251 koi8-r gbk gb18030 big5 shift_jis euc-jp euc-kr
""")
# Held, so that a zone once read is not forgotten.
_time_zones: list[zoneinfo.ZoneInfo | _zoneinfo.ZoneInfo] = []

SOURCE: Final = """
import collections
from dataclasses import dataclass

import backtrader as bt
import numpy as np
import pandas as pd


@dataclass
class Memory:
    prices: collections.deque


class Rehearsal(bt.Strategy):
    params = dict(period=5)

    def __init__(self):
        self.memory = Memory(collections.deque(maxlen=20))
        fast = bt.ind.SMA(self.data.close, period=self.p.period)
        slow = bt.ind.EMA(self.data.close, period=2 * self.p.period)
        self.cross = bt.ind.CrossOver(fast, slow)
        self.macd = bt.ind.MACD()
        self.bands = bt.ind.BollingerBands(period=10)
        self.rsi = bt.ind.RSI(period=5, safediv=True)
        self.top = bt.ind.Highest(self.data.high(-1), period=10)
        self.atr = bt.ind.ATR(period=5)
        self.both = bt.And(self.rsi > 50, self.data.close > self.bands.mid)

    def notify_order(self, order):
        self.log(f"{order.getstatusname()} {order.executed.price:.2f}")

    def next(self):
        self.memory.prices.append(self.data.close[0])
        if len(self) % 9 == 0:
            self.buy_bracket(limitprice=self.data.close[0] * 1.03, stopprice=self.data.close[0] * 0.97)
        elif self.cross[0]:
            self.order_target_percent(target=0.5)
        elif len(self) % 7 == 0:
            self.sell(exectype=bt.Order.StopTrail, trailpercent=0.02)

    def stop(self):
        pd.Series(list(self.memory.prices)).pct_change().describe()
"""
BROKEN: Final = (
    SOURCE.replace("self.cross[0]", "self.crss[0]"),
    SOURCE.replace("period=self.p.period", "periode=self.p.period"),
    SOURCE.replace("len(self) % 9 == 0", "1 / 0"),
    "class Rehearsal(:",
)


def warm_up() -> None:
    """Import and run everything once; to be called before the process is sealed or forked."""
    _load_what_is_loaded_late()
    _exercise_libraries()
    _exercise_talib()
    for count, symbols in ((60, ("WARM",)), (60, ("WARM", "WARMER"))):
        feeds = [_bars(symbol, count) for symbol in symbols]
        simulate(_spec(SOURCE, symbols), feeds, report=lambda event: None)
    for source in BROKEN:
        try:
            simulate(_spec(source, ("WARM",)), [_bars("WARM", 60)], report=lambda event: None)
        except StrategyFailed as failed:
            json.dumps(dataclasses.asdict(failed.failure))


def _spec(source: str, symbols: tuple[str, ...]) -> Spec:
    return Spec(source=source, symbols=symbols, sizing=Sizing(kind="percent", amount=0.5))


def _bars(symbol: str, count: int) -> Bars:
    close = 100 + 10 * np.sin(np.arange(count) / 3.0)
    times = (np.datetime64("2020-01-01") + np.arange(count)).astype("datetime64[us]")
    volume = np.full(count, 1000.0)
    return Bars(symbol=symbol, times=times, open=close, high=close + 1, low=close - 1, close=close, volume=volume)


def _exercise_libraries() -> None:
    values = np.arange(32, dtype=np.float64)
    np.linalg.lstsq(np.stack([values, np.ones(32)], axis=1), values**2, rcond=None)
    np.fft.rfft(values)
    np.random.default_rng(0).normal(size=4)
    np.random.normal(size=4)
    np.polyfit(values, values, 1)
    np.percentile(values, 30)
    np.corrcoef(values, values[::-1])
    frame = pd.DataFrame({"close": values}, index=pd.date_range("2020-01-01", periods=32))
    frame["close"].rolling(5).mean().ewm(span=3).mean().describe()
    frame.resample("W").last().to_string()
    frame.groupby(frame.index.month).mean()
    # How many processors there are is asked of the system's files, once.
    pd.read_csv(StringIO(frame.to_csv()))
    # strptime and time zones are loaded on first use.
    datetime.datetime.strptime("2020-01-02", "%Y-%m-%d").astimezone(datetime.UTC)
    _load_time_zones()
    decimal.Decimal("1.10").quantize(decimal.Decimal("0.1"))
    statistics.stdev([1.0, 2.0, 4.0])
    bt.num2date(bt.date2num(datetime.datetime(2020, 1, 2, 9, 30)))
    warnings.catch_warnings()


def _load_what_is_loaded_late() -> None:
    for name in sorted(AVAILABLE | LATER):
        # Another version of a library keeps its parts elsewhere, and TA-Lib is optional.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for name in sorted(ENCODINGS):
        codecs.lookup(name)


def _load_time_zones() -> None:
    # A system without time zone data has none, and strategies do without, too.
    names = sorted(zoneinfo.available_timezones())
    # pandas asks the class written in Python, which keeps zones of its own.
    _time_zones[:] = [kind(name) for kind in (zoneinfo.ZoneInfo, _zoneinfo.ZoneInfo) for name in names]


def _exercise_talib() -> None:
    try:
        import talib
        from talib import abstract
    except ImportError:  # it is optional: Backtrader itself does without
        return
    values = np.linspace(1.0, 2.0, 64)
    for function in (talib.SMA, talib.EMA, talib.RSI, talib.MACD, talib.BBANDS):
        function(values)
    abstract.SMA({"close": values}, timeperiod=5)
