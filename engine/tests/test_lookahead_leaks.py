"""Programs that know the future are found out, with the bar and the line; honest ones are left alone."""

from dataclasses import replace

import numpy as np
import pytest

from engine.backtest import run_backtest
from engine.bars import timeline
from engine.lookahead.check import Thoroughness, check_look_ahead
from engine.lookahead.findings import LookAhead, Suspect
from engine.sandbox.parent import Sandbox
from engine.simulation.run import simulate
from engine.spec import Limits, Spec
from engine.tests.leaks import LEAKS, prices

SUSPECTS = (Suspect(line=1, code="import backtrader as bt", text="It is there."),)
USUAL = Thoroughness()
EVERY_BAR = Thoroughness(cuts=1_000, seconds=1_000)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


def look_ahead(sandbox, source, feeds, thoroughness=USUAL, suspects=SUSPECTS, **settings) -> LookAhead:
    spec = Spec(source=source, symbols=tuple(bars.symbol for bars in feeds), **settings)
    ended = run_backtest(sandbox=sandbox, spec=spec, feeds=feeds)
    assert ended.report, ended.failure
    checked = check_look_ahead(
        sandbox=sandbox, spec=spec, feeds=feeds, ending=ended, thoroughness=thoroughness, suspects=suspects
    )
    return checked.report.look_ahead


def leak_feeds(leak, bars: int):
    return [prices(bars, seed=3 + number, symbol=symbol) for number, symbol in enumerate("AB"[: leak.symbols])]


def bars_that_show(source: str, feeds) -> set[int]:
    """Return the bars whose orders depend on where the data ends: of every possible end."""
    whole = orders(source, feeds)
    clock = timeline(feeds)
    shown = set()
    for bar in range(len(clock) - 1):
        cut = [bars.between(None, clock[bar].astype("datetime64[D]").item()) for bars in feeds]
        shown |= {at for at, _ in whole ^ orders(source, cut) if at <= bar}
    return shown


def orders(source: str, feeds) -> set:
    spec = Spec(source=source, symbols=tuple(bars.symbol for bars in feeds))
    log = simulate(spec, feeds, report=lambda event: None)
    return {(order.bar, order) for order in log.placed} | {(end.bar, end) for end in log.ended}


@pytest.mark.parametrize("name", LEAKS)
class TestLeak:
    def test_is_found(self, sandbox, name):
        leak = LEAKS[name]

        found = look_ahead(sandbox, leak.source, leak_feeds(leak, 120))

        assert found.finding == "hindsight"
        assert len(found.cuts) == 36
        assert leak.line in found.difference.code

    def test_is_found_among_many_bars_though_nothing_in_its_source_is_suspected(self, sandbox, name):
        leak = LEAKS[name]

        found = look_ahead(sandbox, leak.source, leak_feeds(leak, 500), suspects=())

        assert (found.finding, len(found.cuts)) == ("hindsight", 12)

    def test_is_told_from_its_first_bar_on(self, sandbox, name):
        leak = LEAKS[name]
        feeds = leak_feeds(leak, 40)

        found = look_ahead(sandbox, leak.source, feeds, EVERY_BAR)

        columns = feeds[0].close, feeds[0].low, feeds[0].volume, feeds[-1].close
        bar = found.difference.bar
        assert found.finding == "hindsight"
        assert bar in ({leak.first(*columns)} if leak.first else bars_that_show(leak.source, feeds))
        assert found.difference.date == str(feeds[0].dates[bar])


ONE_OF_MANY = """
import backtrader as bt


class OneOfMany(bt.Strategy):
    def next(self):
        known, i = self.data.close.array, len(self) - 1
        if self.position:
            self.close()
        elif i == 450:
            if i + 2 < len(known) and known[i + 2] > known[i] * 1.1:
                self.buy(size=10)
        elif i % 3 == 0:
            self.buy(size=1)
"""
AT_THE_END = """
import backtrader as bt


class AtTheEnd(bt.Strategy):
    def next(self):
        if len(self.data) >= self.data.buflen() - 1:
            self.close()
        elif not self.position:
            self.buy(size=1)
"""
BY_CHANCE = """
import time

import backtrader as bt


class ByChance(bt.Strategy):
    def next(self):
        self.buy(size=1 + time.perf_counter_ns() % 1_000)
"""
BY_DATE = """
import datetime

import backtrader as bt


class ByDate(bt.Strategy):
    def next(self):
        if self.data.datetime.date(0) == datetime.date(2020, 2, 3):
            self.buy(size=1)
"""
ENDS_WITH_WORDS = """
import statistics

import backtrader as bt


class EndsWithWords(bt.Strategy):
    def __init__(self):
        self.won = []
        self.kept = None

    def notify_trade(self, trade):
        if trade.isclosed:
            self.won.append(trade.pnl)

    def next(self):
        if len(self) % 40 == 1:
            self.buy(size=1)
            self.kept = self.buy(size=1, exectype=bt.Order.Limit, price=1.0, transmit=False)
        elif len(self) % 40 == 20:
            self.sell(size=1)

    def stop(self):
        print(statistics.stdev(self.won))
        self.close()
"""


class TestTheCheck:
    def test_finds_the_one_order_of_many_that_knew_a_rise(self, sandbox):
        feed = prices(600)
        later = np.where(np.arange(600) > 451, 1.25, 1.0)
        feed = replace(feed, **{name: getattr(feed, name) * later for name in ("open", "high", "low", "close")})

        found = look_ahead(sandbox, ONE_OF_MANY, [feed], suspects=())

        assert (found.finding, len(found.cuts), found.difference.bar) == ("hindsight", 12, 450)
        assert found.difference.full.size == 10
        assert "self.buy(size=10)" in found.difference.code

    def test_tells_closing_at_the_end_from_knowing_prices(self, sandbox):
        found = look_ahead(sandbox, AT_THE_END, [prices()])

        assert found.finding == "length"
        assert (found.difference.full.size, found.difference.cut_short) == (1, None)

    def test_tells_chance_from_knowing_prices(self, sandbox):
        assert look_ahead(sandbox, BY_CHANCE, [prices()]).finding == "unrepeatable"

    def test_cannot_see_what_the_author_knew_by_heart(self, sandbox):
        assert look_ahead(sandbox, BY_DATE, [prices()]).finding == "clean"

    def test_leaves_what_a_strategy_does_after_its_last_bar_alone(self, sandbox):
        found = look_ahead(sandbox, ENDS_WITH_WORDS, [prices()], EVERY_BAR)

        assert (found.finding, found.identical) == ("clean", 119)

    def test_says_when_a_cut_could_not_be_compared(self, sandbox):
        slow = "import time\nimport backtrader as bt\n\n\nclass Slow(bt.Strategy):\n    def next(self):\n        "
        slow += "while len(self.data.close.array) < 100: pass\n"

        found = look_ahead(sandbox, slow, [prices()], Thoroughness(cuts=3), limits=Limits(wall_seconds=0.5))

        assert found.finding == "clean"
        assert {cut.outcome for cut in found.cuts} == {"same", "unfinished"}
