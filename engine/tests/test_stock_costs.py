"""Other costs than a percentage: equal to plain Backtrader where it knows them, and in the audit everywhere."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from engine.ledger.audit import BadResult, audit
from engine.simulation.run import simulate
from engine.spec import Costs
from engine.tests.ledger_cases import random_bars
from engine.tests.test_ledger_random_trader import SOURCE as RANDOM_TRADER
from engine.tests.test_stock_agreement import SOURCES, bars_of, check_agreement, make_spec, ours

STOCK_COSTS = {
    "an amount for each share": Costs(commission_rate=0.0, commission_per_share=0.01, slippage_rate=0.0005),
    "ticks": Costs(commission_rate=0.001, slippage_rate=0.0, slippage_ticks=7.0),
    "both": Costs(commission_rate=0.0, commission_per_share=0.02, slippage_rate=0.0, slippage_ticks=30.0),
}
OWN_COSTS = {
    "a minimum and a maximum": Costs(
        commission_rate=0.0, commission_per_share=0.005, commission_minimum=3.0, commission_maximum_rate=0.01
    ),
    "a fixed amount": Costs(commission_rate=0.0005, commission_per_trade=4.95),
    "US fees": Costs(us_fees=True),
    "slippage by volume": Costs(slippage_volume=0.1),
    "impact": Costs(impact=1.0),
    "everything": Costs(
        commission_per_share=0.01,
        commission_per_trade=1.0,
        commission_minimum=5.0,
        commission_maximum_rate=0.02,
        us_fees=True,
        slippage_ticks=2.0,
        slippage_volume=0.05,
        impact=0.5,
    ),
}
KINDS = ("reversals", "limits beyond the market", "stops", "trailing stops", "brackets", "more than there is")


def with_volume(bars, seed):
    return replace(bars, volume=np.random.default_rng(seed).integers(0, 400, len(bars)).astype(float))


def told(spec, feeds):
    return simulate(spec, feeds, report=lambda event: None)


class TestStockCosts:
    @pytest.mark.parametrize("name", KINDS)
    @pytest.mark.parametrize("costs", STOCK_COSTS)
    def test_agree_with_stock_backtrader(self, name, costs):
        spec = make_spec(SOURCES[name], ["IBM"], cash=100_000.0, costs=STOCK_COSTS[costs])

        account = check_agreement(spec, [bars_of("IBM").between(date(2004, 1, 1), date(2006, 12, 31))])

        assert len(account.fills) > 20


class TestOwnCosts:
    @pytest.mark.parametrize("costs", OWN_COSTS)
    @pytest.mark.parametrize("seed", range(3))
    def test_pass_the_audit_whatever_is_sent(self, costs, seed):
        feeds = [with_volume(random_bars(seed * 10 + at, 200, symbol=f"S{at}"), seed) for at in range(2)]
        spec = make_spec(RANDOM_TRADER, ["S0", "S1"], cash=5_000.0, seed=seed, costs=OWN_COSTS[costs])

        account = ours(spec, feeds)

        assert len(account.fills) > 20

    @pytest.mark.parametrize("costs", OWN_COSTS)
    def test_leave_nothing_unaccounted_for(self, costs):
        spec = make_spec(SOURCES["reversals"], ["IBM"], cash=1_000_000.0, costs=OWN_COSTS[costs])

        account = ours(spec, [bars_of("IBM").between(date(2004, 1, 1), date(2006, 12, 31))])

        profit = sum(trade.pnl_net for trade in account.trades)
        assert account.equity[-1] - account.initial_cash == pytest.approx(profit, abs=1e-6)
        for kind in ("commission", "fees", "slippage_cost", "impact_cost", "costs"):
            by_fill = sum(getattr(fill, kind) for fill in account.fills)
            assert sum(getattr(trade, kind) for trade in account.trades) == pytest.approx(by_fill)

    def test_are_what_the_strategy_is_told(self):
        source = SOURCES["scaling in and out"] + "    def stop(self):\n        print(repr(self.broker.getvalue()))\n"
        spec = make_spec(source, ["IBM"], cash=1_000_000.0, costs=OWN_COSTS["everything"])
        bars = bars_of("IBM").between(date(2004, 1, 1), date(2006, 12, 31))

        log = told(spec, [bars])

        assert float(log.log[-1].text) == pytest.approx(audit(spec, [bars], log).equity[-1], rel=1e-9)


class TestLies:
    @pytest.mark.parametrize("name", ["everything", "a minimum and a maximum"])
    def test_about_cheaper_terms_are_caught(self, name):
        """An account with just enough cash for the lower costs buys what it cannot pay by the true ones."""
        bars = bars_of("IBM").between(date(2004, 1, 1), date(2004, 3, 31))
        source = SOURCES["reversals"].replace("len(self) % 7 == 0", "len(self) == 7").replace("-250", "300")
        price = max(float(bars.close[6]), float(bars.open[7]))
        costs = replace(OWN_COSTS[name], slippage_rate=0.0, slippage_ticks=0.0, slippage_volume=0.0, impact=0.0)
        honest = make_spec(source, ["IBM"], cash=300 * price + 1.0, costs=costs)
        cheap = replace(honest, costs=Costs(commission_rate=0.0, slippage_rate=0.0))
        log = told(cheap, [bars])
        assert log.fills

        with pytest.raises(BadResult, match="filled for"):
            audit(honest, [bars], log)

    @pytest.mark.parametrize(
        ("true", "false"),
        [
            ({"slippage_ticks": 7.0}, {"slippage_ticks": 6.0}),
            ({"slippage_volume": 10.0}, {}),
            ({"impact": 1.0}, {"impact": 0.9}),
        ],
    )
    def test_about_the_price_are_caught(self, true, false):
        bars = bars_of("IBM").between(date(2004, 1, 1), date(2004, 12, 31))
        bars = replace(bars, volume=bars.volume / 10_000)
        spec = make_spec(SOURCES["stops"], ["IBM"], cash=1_000_000.0, costs=Costs(slippage_rate=0.0, **true))
        log = told(replace(spec, costs=Costs(slippage_rate=0.0, **false)), [bars])

        with pytest.raises(BadResult, match="is filled at"):
            audit(spec, [bars], log)
