"""Our Cerebro in place of Backtrader's: everything but the path is the same."""

import inspect

import backtrader as bt
import pytest

from engine.tests.cerebros import Diarist, add_prices, assert_same_on_both
from engine.tests.differential import make_bars

OBSERVERS = ["Broker", "Cash", "Value", "FundValue", "FundShares", "BuySell", "Trades", "DrawDown", "DrawDownLength"]
ANALYZERS = sorted(
    name for name, kind in vars(bt.analyzers).items() if inspect.isclass(kind) and issubclass(kind, bt.Analyzer)
)


def plain(cerebro):
    add_prices(cerebro)
    cerebro.addstrategy(Diarist)


class TestCerebro:
    def test_gives_the_same_results(self):
        ours = assert_same_on_both(plain)

        assert ours.runstrats[0][0].diary

    def test_gives_the_same_results_without_observers(self):
        assert_same_on_both(plain, stdstats=False)

    @pytest.mark.parametrize("name", ANALYZERS)
    def test_runs_every_analyzer(self, name):
        def program(cerebro):
            plain(cerebro)
            cerebro.addanalyzer(getattr(bt.analyzers, name))

        assert_same_on_both(program)

    def test_runs_every_observer(self):
        def program(cerebro):
            plain(cerebro)
            for name in (*OBSERVERS, "TimeReturn", "Benchmark", "LogReturns"):
                cerebro.addobserver(getattr(bt.observers, name))

        assert_same_on_both(program)

    def test_runs_several_strategies(self):
        def program(cerebro):
            add_prices(cerebro, make_bars(200), make_bars(200, seed=2, symbol="BBB"))
            cerebro.addstrategy(Diarist)
            cerebro.addstrategy(Diarist, fast=9, slow=21, size=7)
            cerebro.addanalyzer(bt.analyzers.TradeAnalyzer)

        assert_same_on_both(program)

    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            ({"runonce": False}, "runonce is off"),
            ({"preload": False}, "preload is off"),
            ({"exactbars": 1}, "memory is saved (exactbars)"),
            ({"live": True}, "live prices"),
        ],
    )
    def test_says_which_setting_sends_it_to_the_stock_loop(self, options, reason):
        # What exactbars keeps differs for every line: the diary holds what was read of them.
        assert_same_on_both(plain, path="stock", reason=reason, **options)
