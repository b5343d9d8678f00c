"""What buying and selling would cost."""

from dataclasses import replace

import numpy as np
import pytest

from backtests.round_trip import round_trip_cost
from backtests.tests import reports
from engine.spec import Costs

FREE = Costs(commission_rate=0.0, slippage_rate=0.0)


@pytest.fixture
def flat():
    """Return bars that end at exactly 100 a unit, of a million units a bar."""
    bars = reports.bars(60)
    return replace(
        bars,
        close=np.append(bars.close[:-1], 100.0),
        high=np.maximum(bars.high, 101.0),
        low=np.minimum(bars.low, 99.0),
        volume=np.full(60, 1_000_000.0),
    )


class TestRoundTripCost:
    def test_is_nothing_where_nothing_is_charged(self, flat):
        cost = round_trip_cost(FREE, bars=flat, cash=100_050)

        assert (cost.value, cost.total, cost.bars) == (100_000, 0, 1)

    def test_is_charged_on_both_sides(self, flat):
        cost = round_trip_cost(Costs(commission_rate=0.001, slippage_rate=0.0), bars=flat, cash=100_000)

        assert cost.commission == pytest.approx(200)
        assert cost.share == pytest.approx(0.002)

    def test_pays_a_minimum_once_an_order(self, flat):
        costs = replace(FREE, commission_per_share=0.005, commission_minimum=1.0)

        assert round_trip_cost(costs, bars=flat, cash=1_000).commission == pytest.approx(2.0)

    def test_keeps_slippage_impact_and_fees_apart(self, flat):
        costs = Costs(commission_rate=0.0, slippage_rate=0.001, impact=1.0, us_fees=True)

        cost = round_trip_cost(costs, bars=flat, cash=100_000)

        assert cost.slippage == pytest.approx(200)
        assert cost.impact > 0
        assert 0 < cost.fees < 10
        assert cost.total == pytest.approx(cost.slippage + cost.impact + cost.fees)

    def test_grows_faster_than_the_money_where_orders_move_the_price(self, flat):
        small, large = (
            round_trip_cost(replace(FREE, impact=1.0), bars=flat, cash=cash) for cash in (10_000, 1_000_000)
        )

        assert large.share == pytest.approx(10 * small.share)

    def test_takes_as_many_bars_as_the_volume_asks_for(self, flat):
        costs = replace(FREE, impact=1.0, volume_cap=0.001)

        capped = round_trip_cost(costs, bars=flat, cash=1_000_000)

        assert capped.bars == 10
        assert capped.share < round_trip_cost(replace(costs, volume_cap=None), bars=flat, cash=1_000_000).share

    def test_is_unknown_for_less_than_one_unit(self, flat):
        assert round_trip_cost(FREE, bars=flat, cash=99) is None

    def test_minds_no_volume_where_none_is_known(self, flat):
        silent = replace(flat, volume=np.zeros(60))

        cost = round_trip_cost(replace(FREE, impact=1.0, volume_cap=0.1), bars=silent, cash=100_000)

        assert (cost.total, cost.bars) == (0, 1)
