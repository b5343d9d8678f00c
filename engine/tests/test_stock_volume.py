"""Orders filled in parts: as plain Backtrader with a filler where its rules are ours, and never past the audit."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import backtrader as bt
import numpy as np
import pytest

from engine.ledger.audit import BadResult, audit
from engine.simulation.run import simulate
from engine.spec import Costs
from engine.tests import test_stock_agreement
from engine.tests.ledger_cases import random_bars
from engine.tests.test_ledger_random_trader import SOURCE as RANDOM_TRADER
from engine.tests.test_stock_agreement import HEADER, bars_of, check_agreement, make_spec, ours

CAPPED = Costs(volume_cap=0.1)
ONE_AT_A_TIME = (
    HEADER
    + """
    order = None

    def next(self):
        if self.order is not None and self.order.alive():
            if len(self) - self.sent == 8:
                self.cancel(self.order)
            return
        self.sent = len(self)
        close, step = self.data.close[0], len(self) % 5
        self.order = None
        {body}
"""
)
# One order in the market at a time: Backtrader's filler lets each take its share of the same bar.
BODIES = {
    "market": "self.order = self.buy(size=700) if step % 2 else self.sell(size=650)",
    "close": "self.order = (self.buy if step < 3 else self.sell)(size=500, exectype=bt.Order.Close)",
    "limit": (
        "self.order = (self.buy if step < 3 else self.sell)"
        "(size=900, exectype=bt.Order.Limit, price=close * (0.995 if step < 3 else 1.004))"
    ),
    "limit that expires": (
        "self.order = (self.buy if step < 3 else self.sell)(size=900, exectype=bt.Order.Limit, "
        "price=close * (0.999 if step < 3 else 1.001), valid=datetime.timedelta(days=4))"
    ),
    "stop limit": (
        "self.order = self.buy(size=600, exectype=bt.Order.StopLimit, price=close * 1.004, plimit=close * 1.01) "
        "if step < 3 else self.sell(size=600, exectype=bt.Order.StopLimit, price=close * 0.996, plimit=close * 0.99)"
    ),
    "reversal": "self.order = self.order_target_size(target=900 if step % 2 else -800)",
    "out of cash": "self.order = self.buy(size=1_000) if len(self) % 200 < 150 else self.close()",
}


def thin(bars, seed=1, high=3_000):
    """Return the bars with so little volume that a tenth of it seldom fills an order."""
    return replace(bars, volume=np.random.default_rng(seed).integers(0, high, len(bars)).astype(float))


@pytest.fixture
def filler(monkeypatch):
    """Let the oracle fill at most a tenth of a bar's volume."""
    set_costs = test_stock_agreement.set_costs

    def with_filler(broker, costs):
        set_costs(broker, costs)
        broker.set_filler(bt.fillers.FixedBarPerc(perc=costs.volume_cap * 100))

    monkeypatch.setattr(test_stock_agreement, "set_costs", with_filler)


class TestStockFiller:
    @pytest.mark.parametrize("symbol", ["IBM", "MSFT"])
    @pytest.mark.parametrize("name", BODIES)
    @pytest.mark.usefixtures("filler")
    def test_fills_the_same_parts(self, name, symbol):
        spec = make_spec(ONE_AT_A_TIME.format(body=BODIES[name]), [symbol], cash=1_000_000.0, costs=CAPPED)
        bars = thin(bars_of(symbol).between(date(2004, 1, 1), date(2006, 12, 31)))

        account = check_agreement(spec, [bars])

        orders = [fill.order for fill in account.fills]
        assert len(orders) > 1.3 * len(set(orders)) > 20


class TestRandomTrader:
    @pytest.mark.parametrize("cash", [5_000.0, 1_000_000.0])
    @pytest.mark.parametrize("seed", range(4))
    @pytest.mark.parametrize(
        "costs", [CAPPED, Costs(volume_cap=0.05, impact=1.0, commission_minimum=2.0, us_fees=True)]
    )
    def test_passes_the_audit_whatever_it_sends(self, seed, cash, costs):
        feeds = [thin(random_bars(seed * 10 + at, 250, symbol=f"S{at}"), seed, 300) for at in range(2)]
        spec = make_spec(RANDOM_TRADER, ["S0", "S1"], cash=cash, seed=seed, costs=costs)

        account = ours(spec, feeds)

        assert len(account.fills) > 20
        for feed in feeds:
            taken = np.zeros(len(feed))
            for fill in account.fills:
                taken[fill.bar] += fill.size * (fill.symbol == feed.symbol)
            assert (taken <= costs.volume_cap * feed.volume + 1e-9).all()


CROWD = (
    HEADER
    + """
    def next(self):
        close, step = self.data.close[0], len(self) % 6
        if step in (0, 1):
            self.buy(size=90)
        elif step == 2:
            self.sell(size=150, exectype=bt.Order.Limit, price=close * 1.002)
        elif step == 3:
            self.sell(size=60, exectype=bt.Order.Stop, price=close * 0.999)
        elif step == 4:
            self.sell(size=40)
"""
)
# Each turns one fill of an honest log into a lie.
LIES = {
    "more than the bar allows": lambda fill: [replace(fill, size=fill.size + 1)],
    "less than the bar allows": lambda fill: [replace(fill, size=fill.size - 1)],
    "a part left out": lambda fill: [],
    "a part too early": lambda fill: [replace(fill, bar=fill.bar - 1)],
    "a part too late": lambda fill: [replace(fill, bar=fill.bar + 1)],
    "a part twice": lambda fill: [fill, fill],
    "a cheaper price": lambda fill: [replace(fill, price=fill.price * 0.9999)],
    "the part of another order": lambda fill: [replace(fill, order=fill.order + 1)],
}


@pytest.fixture(scope="module")
def crowd():
    """Return a spec, its bars and the honest log of a strategy whose orders stand in each other's way."""
    spec = make_spec(CROWD, ["S0"], cash=1_000_000.0, costs=Costs(volume_cap=0.1, impact=1.0))
    bars = thin(random_bars(3, 120, symbol="S0"), 3, 900)
    return spec, bars, simulate(spec, [bars], report=lambda event: None)


class TestLies:
    def test_are_told_of_a_log_that_is_true(self, crowd):
        spec, bars, log = crowd

        account = audit(spec, [bars], log)

        orders = [fill.order for fill in account.fills]
        assert len(orders) > 1.3 * len(set(orders)) > 50

    @pytest.mark.parametrize("name", LIES)
    def test_about_a_part_are_caught(self, crowd, name):
        spec, bars, log = crowd

        for at in range(0, len(log.fills), 5):
            forged = [*log.fills[:at], *LIES[name](log.fills[at]), *log.fills[at + 1 :]]
            lie = replace(log, fills=sorted(forged, key=lambda fill: fill.bar))
            with pytest.raises(BadResult):
                audit(spec, [bars], lie)

    def test_about_who_came_first_are_caught(self, crowd):
        spec, bars, log = crowd
        pairs = [pair for pair in pairwise(log.fills) if pair[0].bar == pair[1].bar and pair[0].size != pair[1].size]
        assert pairs

        for first, second in pairs:
            swapped = {first: replace(first, size=second.size), second: replace(second, size=first.size)}
            with pytest.raises(BadResult):
                audit(spec, [bars], replace(log, fills=[swapped.get(fill, fill) for fill in log.fills]))

    def test_about_a_run_without_the_limit_are_caught(self, crowd):
        spec, bars, _ = crowd
        free = replace(spec, costs=replace(spec.costs, volume_cap=None))

        with pytest.raises(BadResult):
            audit(spec, [bars], simulate(free, [bars], report=lambda event: None))
