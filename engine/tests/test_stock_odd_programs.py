"""Honest programs that do odd things: the audit must agree with the broker on every one."""

from dataclasses import replace

import numpy as np
import pytest

from engine.ledger.benchmark import buy_and_hold
from engine.spec import Costs
from engine.tests.ledger_cases import random_bars
from engine.tests.test_stock_agreement import make_spec, ours

HEADER = """
import random

import backtrader as bt


class Odd(bt.Strategy):
    def next(self):
        close = self.data.close[0]
"""
# The parent of a bracket without transmit=False: Backtrader sends it again with its child.
SENT_TWICE = """
        side = random.choice([self.buy, self.sell])
        parent = side(size=random.choice([3, 400, 600, 100_000]))
        self.sell(size=3, exectype=bt.Order.Limit, price=close * 1.02, parent=parent)
        self.buy(size=2)
        self.sell(size=random.choice([1, 5, 700]))
"""
FRACTIONS = """
        side = random.choice([self.buy, self.sell])
        side(size=random.uniform(1, 200))
"""
NEXT_TO_NOTHING = """
        self.buy(size=1e-9)
        if len(self) % 7 == 0:
            self.buy(size=50, exectype=bt.Order.Stop, price=close * 1.01)
"""
HUGE = """
        if len(self) % 3 == 0:
            self.sell(size=random.uniform(1e15, 1e16))
        elif len(self) % 3 == 1:
            self.close()
        else:
            self.buy(size=max(self.broker.getcash(), close) / close / 1.001)
"""
CAPPED = Costs(volume_cap=0.1, slippage_ticks=1.0)


def thin(bars):
    return replace(bars, volume=np.random.default_rng(1).integers(0, 300, len(bars)) * 0.37)


def run(body, *, seed=1, **settings):
    bars = thin(random_bars(seed, 120, symbol="S0"))
    return ours(make_spec(HEADER + body, ["S0"], seed=seed, **settings), [bars])


class TestOddProgram:
    @pytest.mark.parametrize("leverage", [None, 0.5, 1.0, 2.0])
    @pytest.mark.parametrize("costs", [Costs(), CAPPED])
    def test_that_sends_a_parent_twice_pays_for_it_once(self, leverage, costs):
        for seed in range(2):
            account = run(SENT_TWICE, seed=seed, cash=60_000.0, leverage=leverage, costs=costs)

            assert account.fills

    @pytest.mark.parametrize("costs", [Costs(), CAPPED])
    def test_that_turns_fractions_round_fills_them_whole(self, costs):
        for seed in range(2):
            account = run(FRACTIONS, seed=seed, cash=60_000.0, leverage=2.0, costs=costs)

            # What rounding leaves of an order never shows up as a fill of its own.
            assert min(fill.size for fill in account.fills) > 1e-6

    def test_that_buys_next_to_nothing_of_a_thin_market_is_served(self):
        account = run(NEXT_TO_NOTHING, cash=60_000.0, costs=CAPPED)

        assert min(fill.size for fill in account.fills) == 1e-9

    def test_that_sells_more_than_there_is_is_not_called_a_liar(self):
        for seed in range(2):
            account = run(HUGE, seed=seed, cash=60_000.0, leverage=None)

            assert account.fills


class TestBuyAndHold:
    def test_can_buy_more_lots_than_a_machine_word_counts(self):
        bars = random_bars(1, 20, symbol="S0")
        pennies = {name: getattr(bars, name) * 1e-6 for name in ("open", "high", "low", "close")}
        bars = replace(bars, lot_size=1e-8, **pennies)
        spec = make_spec("", ["S0"], cash=1e12, costs=Costs(commission_per_trade=1_000.0))

        account = buy_and_hold(spec, [bars])

        assert 0 <= account.cash[-1] < 1e-3 * spec.cash
