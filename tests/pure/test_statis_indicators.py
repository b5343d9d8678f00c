"""The catalogue as strategies reach it: the same values, whichever way a run goes through its bars."""

import textwrap
from dataclasses import replace
from pathlib import Path

import backtrader as bt
import numpy as np
import pandas as pd
import pytest

import statis_indicators
from engine.bars import Bars
from engine.simulation.failures import StrategyFailed
from engine.simulation.run import simulate
from engine.spec import Spec
from indicators.library import registry
from indicators.library.ideas import idea

BARS = 400
PRICES = registry.ordinary_prices(BARS)
NAMES = [entry.name for entry in registry.ENTRIES.values() if not entry.repaints]
# One of each kind: a window, a recursion, one of the dates, and one with several lines.
HEAD = "import backtrader as bt\n{head}\n\n\nclass S(bt.Strategy):\n    def __init__(self):\n"
SOME = ("CMF", "KVO", "VWAP", "PVO", "LOGRETURN")


def feed() -> bt.feeds.PandasData:
    columns = {name: PRICES[name] for name in ("open", "high", "low", "close", "volume")}
    return bt.feeds.PandasData(dataname=pd.DataFrame(columns, index=pd.to_datetime(PRICES["dates"])))


def lines_of(make, *, runonce: bool = True, feeds: int = 1, seen=None) -> list[np.ndarray]:
    """Return every line, over all bars, of the indicators that a strategy makes."""

    class Shown(bt.Strategy):
        def __init__(self):
            self.made = make(self)

        def next(self):
            if seen is not None and not seen:
                seen.append(len(self))

    cerebro = bt.Cerebro(runonce=runonce, stdstats=False)
    for _ in range(feeds):
        cerebro.adddata(feed())
    cerebro.addstrategy(Shown)
    [strategy] = cerebro.run()
    return [np.array(line.array) for indicator in strategy.made for line in indicator.lines]


def values_of(*names: str) -> list[np.ndarray]:
    return [values for name in names for values in registry.evaluate(registry.find(name), PRICES).outputs.values()]


def bars(*, symbol: str = "ABC", first: int = 0, last: int = BARS) -> Bars:
    columns = {name: PRICES[name][first:last] for name in ("open", "high", "low", "close", "volume")}
    return Bars(symbol=symbol, times=PRICES["dates"][first:last].astype("datetime64[us]"), **columns)


def run(body: str, head: str = "from statis_indicators import *"):
    source = HEAD.format(head=head) + f"        {body}\n"
    return simulate(Spec(source=source, symbols=("ABC",)), [bars()], report=lambda event: None)


def failure_of(body: str, **given):
    with pytest.raises(StrategyFailed) as caught:
        run(body, **given)
    return caught.value.failure


def assert_identical(lines, expected) -> None:
    for line, values in zip(lines, expected, strict=True):
        np.testing.assert_array_equal(line, values)


class TestEveryIndicator:
    def test_has_the_values_of_the_library_in_stock_backtrader(self):
        lines = lines_of(lambda strategy: [getattr(statis_indicators, name)(strategy.data) for name in NAMES])

        assert_identical(lines, values_of(*NAMES))

    def test_has_them_bar_by_bar_too(self):
        made = lines_of(lambda strategy: [getattr(statis_indicators, name)() for name in SOME], runonce=False)

        assert_identical(made, values_of(*SOME))

    def test_begins_with_its_first_value(self):
        made = []

        lines_of(lambda strategy: made.extend(getattr(statis_indicators, name)() for name in NAMES) or made)

        needed = {name: registry.warm_up(registry.find(name)) + 1 for name in NAMES}
        assert {indicator.entry.name: indicator._minperiod for indicator in made} == needed


class TestRunOfAStrategy:
    def test_takes_the_lean_path_and_shows_the_lines(self):
        log = run("self.flow = CMF(self.data, timeperiod=10)")

        [series] = log.series
        expected = registry.evaluate(registry.find("CMF"), PRICES, {"timeperiod": 10}).outputs["cmf"]
        assert (log.engine_path, series.name, series.overlay) == ("lean", "CMF 10", False)
        assert [value for value in series.values if value is not None] == expected[np.isfinite(expected)].tolist()


class TestNames:
    def test_are_those_of_the_catalogue_its_titles_and_other_names(self):
        from statis_indicators import CMF, ChaikinMoneyFlow, SuperTrend, cmf

        assert CMF is ChaikinMoneyFlow is cmf
        assert SuperTrend.__name__ == "SUPERTREND"
        assert CMF.__doc__.startswith("Chaikin money flow. ")

    def test_are_all_there_for_a_star(self):
        assert set(statis_indicators.__all__) <= vars(statis_indicators).keys()
        assert len(statis_indicators.__all__) == len(registry.ENTRIES)

    def test_that_are_unknown_are_answered_with_the_nearest(self):
        failure = failure_of("pass", head="from statis_indicators import SuperTrnd")

        assert "There is no indicator “SuperTrnd”. Did you mean SUPERTREND" in failure.message
        assert failure.line == 2


class TestInputs:
    def test_may_be_one_line_each(self):
        def each(strategy):
            data = strategy.data
            return [statis_indicators.CMF(data.high, data.low, data.close, data.volume)]

        assert_identical(lines_of(each), values_of("CMF"))

    def test_may_be_other_indicators_whose_warm_up_is_added(self):
        seen = []

        def chained(strategy):
            return [statis_indicators.LogReturn(statis_indicators.PVO(strategy.data), timeperiod=2)]

        [line] = lines_of(chained, seen=seen)

        [pvo, *_] = values_of("PVO")
        columns = {**PRICES, "close": pvo}
        expected = registry.evaluate(registry.find("LOGRETURN"), columns, {"timeperiod": 2}).outputs["logreturn"]
        np.testing.assert_array_equal(line, expected)
        assert seen == [registry.warm_up(registry.find("PVO")) + 3]

    def test_that_lack_prices_are_told_of(self):
        failure = failure_of("self.flow = CMF(self.data.close)")

        assert failure.message == (
            "MissingPrices: CMF needs high, low, close, volume. Give it a feed: CMF(self.data, timeperiod=20); "
            "or one line for each."
        )

    def test_that_lack_dates_are_told_of(self):
        failure = failure_of("self.vwap = VWAP(*(getattr(self.data, n) for n in ('high', 'low', 'close', 'volume')))")

        assert "VWAP needs the dates of the bars. Give it a feed" in failure.message


class TestSettings:
    @pytest.mark.parametrize(
        ("call", "said"),
        [
            ("CMF(self.data, period=10)", "CMF has no parameter “period”. It takes timeperiod."),
            ("CMF(self.data, timeperiod=0)", "timeperiod is 0. Choose a whole number from 2 to 100,000."),
            ("CMF(self.data, 20)", "CMF takes its settings by name: CMF(self.data, timeperiod=20)."),
        ],
    )
    def test_that_cannot_be_are_told_in_words(self, call, said):
        failure = failure_of(f"self.flow = {call}")

        assert said in failure.message
        assert failure.code == f"self.flow = {call}"


def peak(close: np.ndarray, timeperiod: int) -> tuple[np.ndarray]:
    """Mark the highest close of all, once later bars are lower: a peak of today is forgotten tomorrow."""
    marked = np.full(len(close), np.nan)
    marked[close.argmax()] = close.max()
    return (marked,)


class TestClassOfOnesOwn:
    def test_may_build_on_one_of_the_catalogue(self):
        class Capped(statis_indicators.RSI):
            params = (("timeperiod", 7), ("cap", 70))

            def once(self, start, end):
                super().once(start, end)
                capped = np.minimum(np.array(self.lines[0].array), self.p.cap)
                np.frombuffer(self.lines[0].array)[:] = capped

        [line] = lines_of(lambda strategy: [Capped(strategy.data)])

        expected = registry.evaluate(registry.find("RSI"), PRICES, {"timeperiod": 7}).outputs["rsi"]
        np.testing.assert_array_equal(line, np.minimum(expected, 70))


class TestAnIndicatorThatRepaints:
    @pytest.fixture(autouse=True)
    def repainting(self, monkeypatch):
        entry = replace(registry.find("LOGRETURN"), repaints=True, compute=peak)
        monkeypatch.setattr(statis_indicators.LOGRETURN, "entry", entry)

    def test_is_refused(self):
        failure = failure_of("self.peak = LOGRETURN(self.data)")

        assert "LOGRETURN repaints" in failure.message
        assert "as_known=True" in failure.message

    @pytest.mark.parametrize("runonce", [True, False])
    def test_shows_what_each_bar_knew_if_asked(self, runonce):
        made = lines_of(lambda strategy: [statis_indicators.LOGRETURN(strategy.data, as_known=True)], runonce=runonce)

        close = PRICES["close"]
        expected = np.where(close == np.maximum.accumulate(close), close, np.nan)
        assert_identical(made, [expected])


class TestSymbolsOfDifferentDates:
    def test_keep_the_lean_path_and_each_its_own_values(self):
        source = HEAD.format(head="from statis_indicators import CMF") + (
            "        self.flows = [CMF(data, timeperiod=5) for data in self.datas]\n"
        )
        feeds = [bars(), bars(symbol="DEF", first=50, last=BARS - 20)]

        log = simulate(Spec(source=source, symbols=("ABC", "DEF")), feeds, report=lambda event: None)

        assert log.engine_path == "lean"
        assert [one.values[60 - 50 * one.feed] for one in log.series] == pytest.approx([expected_flow(60)] * 2)

    @pytest.mark.parametrize(("first", "last"), [(50, BARS), (1, BARS + 1)], ids=["fewer", "as many"])
    def test_cannot_be_compared_bar_by_bar(self, first, last):
        source = HEAD.format(head="from statis_indicators import CORREL") + (
            "        self.together = CORREL(self.data0, self.data1)\n"
        )
        feeds = [bars(last=BARS - 1), bars(symbol="DEF", first=first, last=last - 1)]

        with pytest.raises(StrategyFailed) as caught:
            simulate(Spec(source=source, symbols=("ABC", "DEF")), feeds, report=lambda event: None)

        assert (
            "CORREL goes through its series bar by bar, and they do not have the same" in caught.value.failure.message
        )

    def test_of_the_same_dates_can(self):
        def together(strategy):
            return [statis_indicators.CORREL(strategy.data0, strategy.data1, timeperiod=5)]

        [line] = lines_of(together, feeds=2)

        assert line[4:] == pytest.approx(1.0)


def expected_flow(bar: int) -> float:
    return registry.evaluate(registry.find("CMF"), PRICES, {"timeperiod": 5}).outputs["cmf"][bar]


class TestHowTo:
    def test_shows_a_strategy_that_runs_and_trades(self):
        page = (Path(__file__).parents[2] / "docs/how-to/use-indicators-in-strategies.md").read_text()
        code = textwrap.dedent(
            "".join(line for line in page.splitlines(True) if line.startswith("    ") or line == "\n")
        )

        log = simulate(Spec(source=code, symbols=("ABC",)), [bars()], report=lambda event: None)

        assert log.strategy_class == "Follow"
        assert log.engine_path == "lean"
        assert log.fills


class TestIdeas:
    @pytest.mark.parametrize("name", ["RSI", "SMA", "BBANDS", "MACD", "OBV", "CDLENGULFING", "SUPERTREND", "VORTEX"])
    def test_run_and_trade(self, name):
        entry = registry.find(name)
        spec = Spec(source=idea(entry, entry.settings()), symbols=("ABC",))

        log = simulate(spec, [bars()], report=lambda event: None)

        assert log.fills
