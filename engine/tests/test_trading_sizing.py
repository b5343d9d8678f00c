"""How much an order without a size trades: hand-computed cases, and what holds for every account and market."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.spec import Costs, Sizing
from engine.trading.commission import CommissionPlan
from engine.trading.sizing.kelly import ClosedTrips, kelly_share, position_share
from engine.trading.sizing.lots import affordable, long_limit, whole_lots
from engine.trading.sizing.rule import bars_needed, units
from engine.trading.sizing.situation import Situation
from engine.trading.sizing.volatility import average_range, yearly_volatility
from engine.trading.slippage import Slippage

PERCENT = Sizing()
FLAT = Situation(is_buy=True, price=50.0, cash=10_000.0, equity=10_000.0, reserve=0.05)
KINDS = ("cash", "equity", "all_in", "kelly", "volatility", "risk")
AMOUNTS = {"cash": 5_000.0, "equity": 0.5, "all_in": 1, "kelly": 0.25, "volatility": 0.15, "risk": 0.01}

prices = st.floats(0.01, 100_000)
closes = st.lists(prices, min_size=0, max_size=40)


@st.composite
def situations(draw, position=None):
    price, cash, leverage = draw(prices), draw(st.floats(-1e4, 1e7)), draw(st.sampled_from([0.5, 1.0, 2.0]))
    held = draw(st.floats(-1_000, 1_000)) if position is None else position
    elsewhere = draw(st.floats(0, 1e6))
    shown = draw(closes)
    return Situation(
        is_buy=draw(st.booleans()),
        price=price,
        cash=cash,
        equity=cash + held * price + elsewhere,
        position=held,
        gross=abs(held * price) + elsewhere,
        lot_size=draw(st.sampled_from([1.0, 10.0, 0.01, 0.5])),
        leverage=leverage,
        reserve=draw(st.sampled_from([0.0, 0.05, 0.2])),
        slippage=Slippage(rate=draw(st.floats(0, 0.02)), amount=draw(st.sampled_from([0.0, 0.01]))),
        commission=CommissionPlan.of(
            Costs(
                commission_rate=draw(st.floats(0, 0.02)),
                commission_per_share=draw(st.sampled_from([0.0, 0.005])),
                commission_per_trade=draw(st.sampled_from([0.0, 1.0])),
                commission_minimum=draw(st.sampled_from([0.0, 5.0])),
            )
        ),
        closes=shown,
        highs=[value * 1.01 for value in shown],
        lows=[value * 0.99 for value in shown],
        trade_returns=draw(st.lists(st.floats(-0.5, 0.5), max_size=40)),
        stop_distance=draw(st.none() | st.floats(0, 100)),
    )


def cost_of(size, situation):
    if not size:
        return 0
    price = situation.price * (1 + situation.slippage.rate) + situation.slippage.amount
    return size * price + situation.commission.total(units=size, value=size * price)


@st.composite
def rules(draw):
    kind = draw(st.sampled_from(KINDS))
    amounts = {
        "cash": st.floats(0.01, 1e6),
        "equity": st.floats(0.0001, 10),
        "all_in": st.just(1),
        "kelly": st.floats(0.0001, 1),
        "volatility": st.floats(0.001, 2),
        "risk": st.floats(0.00001, 1),
    }
    return Sizing(kind=kind, amount=draw(amounts[kind]), trades=5, bars=10, atr=10)


class TestUnitsOfPercent:
    def test_keep_to_whole_lots(self):
        situation = replace(FLAT, cash=1_000.0, price=37_000.0, lot_size=0.001)

        assert units(sizing=PERCENT, situation=situation) == 0.025

    def test_are_none_without_cash(self):
        assert units(sizing=PERCENT, situation=replace(FLAT, cash=-5.0)) == 0

    def test_are_what_is_held(self):
        assert units(sizing=PERCENT, situation=replace(FLAT, position=-7.0)) == 7.0


class TestUnitsOfFixed:
    def test_are_the_number_as_it_is(self):
        situation = replace(FLAT, cash=0.0, equity=0.0, position=9.0)

        assert units(sizing=Sizing(kind="fixed", amount=2.5), situation=situation) == 2.5


class TestUnits:
    def test_of_cash_are_what_that_money_buys(self):
        assert units(sizing=Sizing(kind="cash", amount=1_999.0), situation=FLAT) == 39

    def test_of_equity_count_what_is_invested_elsewhere(self):
        situation = replace(FLAT, cash=6_000.0, gross=4_000.0)

        assert units(sizing=Sizing(kind="equity", amount=0.5), situation=situation) == 100

    def test_of_all_in_leave_costs_and_reserve(self):
        plan = CommissionPlan.of(Costs(commission_rate=0.0, commission_per_trade=15.0))
        situation = replace(FLAT, slippage=Slippage(rate=0.01), commission=plan)

        assert units(sizing=Sizing(kind="all_in", amount=1), situation=situation) == math.floor((9_500 - 15) / 50.5)

    def test_of_kelly_are_half_of_its_share(self):
        # W = 0.6, R = 2: Kelly's share is 0.6 - 0.4 / 2 = 0.4, half of it 0.2.
        situation = replace(FLAT, equity=10_001.0, trade_returns=[0.02] * 12 + [-0.01] * 8)

        assert units(sizing=Sizing(kind="kelly", amount=0.25), situation=situation) == 40

    def test_of_kelly_are_none_once_it_sees_no_edge(self):
        situation = replace(FLAT, trade_returns=[-0.01] * 20)

        assert units(sizing=Sizing(kind="kelly", amount=0.25), situation=situation) == 0

    def test_of_volatility_are_worth_equity_times_target_over_measured(self):
        shown = [100.0, 102.0] * 11
        measured = np.std(np.diff(np.log(shown[:21])), ddof=1) * math.sqrt(252)

        bought = units(sizing=Sizing(kind="volatility", amount=0.1), situation=replace(FLAT, closes=shown[:21]))

        assert bought == math.floor(10_000 * 0.1 / measured / 50)

    def test_of_volatility_wait_for_all_its_bars(self):
        sizing = Sizing(kind="volatility", amount=0.1)

        assert units(sizing=sizing, situation=replace(FLAT, closes=[100.0, 102.0] * 10)) == 0

    def test_of_volatility_are_all_it_can_pay_for_when_prices_stand_still(self):
        bought = units(sizing=Sizing(kind="volatility", amount=0.1), situation=replace(FLAT, closes=[50.0] * 21))

        assert bought == 190

    def test_of_risk_lose_the_share_at_the_stop(self):
        situation = replace(FLAT, stop_distance=2.0)

        assert units(sizing=Sizing(kind="risk", amount=0.01), situation=situation) == 50

    def test_of_risk_use_the_average_range_without_a_stop(self):
        # The range is 2 on every bar; twice that is the distance.
        bars = {"closes": [50.0] * 15, "highs": [51.0] * 15, "lows": [49.0] * 15}

        assert units(sizing=Sizing(kind="risk", amount=0.01), situation=replace(FLAT, **bars)) == 25

    def test_of_risk_wait_for_all_their_bars(self):
        bars = {"closes": [50.0] * 14, "highs": [51.0] * 14, "lows": [49.0] * 14}

        assert units(sizing=Sizing(kind="risk", amount=0.01), situation=replace(FLAT, **bars)) == 0

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize(("position", "is_buy"), [(30.0, False), (-30.0, True)])
    def test_against_a_position_close_it(self, kind, position, is_buy):
        situation = replace(FLAT, position=position, is_buy=is_buy)

        assert units(sizing=Sizing(kind=kind, amount=AMOUNTS[kind]), situation=situation) == 30

    @given(sizing=rules(), situation=situations(position=0.0))
    def test_are_whole_lots_and_never_more_than_the_account_can_pay_for(self, sizing, situation):
        size = units(sizing=sizing, situation=situation)

        lots = size / situation.lot_size
        limit = max(situation.equity * (1 - situation.reserve) * situation.leverage - situation.gross, 0)
        assert size >= 0
        assert lots == pytest.approx(round(lots), rel=1e-9)
        assert cost_of(size, situation) <= limit * (1 + 1e-9)

    @given(sizing=rules(), situation=situations(position=0.0))
    def test_of_long_accounts_never_cost_more_than_the_cash(self, sizing, situation):
        situation = replace(situation, leverage=1.0)

        cost = cost_of(units(sizing=sizing, situation=situation), situation)

        assert cost <= max(situation.cash, 0) * (1 + 1e-9) + 1e-6

    @given(sizing=rules(), situation=situations(position=0.0), factor=st.floats(0.1, 1.0))
    def test_grow_with_the_amount(self, sizing, situation, factor):
        if sizing.kind == "all_in" or (less := sizing.amount * factor) < 0.01:
            return

        fewer = units(sizing=replace(sizing, amount=less), situation=situation)

        assert fewer <= units(sizing=sizing, situation=situation)

    @given(sizing=rules(), situation=situations())
    def test_are_none_for_an_account_with_nothing_left(self, sizing, situation):
        situation = replace(situation, equity=-1.0, position=0.0)

        assert units(sizing=sizing, situation=situation) == 0


class TestBarsNeeded:
    def test_include_the_close_before_the_first(self):
        assert bars_needed(Sizing(kind="risk", amount=0.01, atr=14)) == 15
        assert bars_needed(Sizing(kind="cash", amount=100)) == 0


class TestWholeLots:
    @pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -1.0, 0.0, 0.99])
    def test_are_none_of_what_is_no_lot(self, value):
        assert whole_lots(value, lot_size=1.0) == 0


class TestAffordable:
    def test_is_nothing_beyond_the_limit(self):
        assert affordable(replace(FLAT, gross=9_600.0)) == 0

    def test_grows_with_leverage(self):
        assert affordable(replace(FLAT, leverage=2.0)) == 2 * affordable(FLAT)


class TestLongLimit:
    def test_is_all_equity_without_a_reserve(self):
        assert long_limit(equity=123.0, reserve=0.0, leverage=1.0) == 123.0


class TestKellyShare:
    def test_does_not_depend_on_the_unit(self):
        returns = [0.03, -0.01, 0.02, -0.02]

        assert kelly_share(returns) == pytest.approx(kelly_share([value * 100 for value in returns]))

    @given(st.lists(st.floats(-1, 1), max_size=50))
    def test_lies_between_none_and_all(self, returns):
        assert 0 <= kelly_share(returns) <= 1


class TestPositionShare:
    @given(st.lists(st.floats(-1, 1), max_size=50), st.floats(0.01, 1), st.floats(0.01, 1))
    def test_never_exceeds_the_largest(self, returns, fraction, largest):
        share = position_share(returns, fraction=fraction, trades=20, largest=largest)

        assert 0 <= share <= largest


class TestClosedTrips:
    def test_close_when_the_position_is_back_at_zero(self):
        trips = ClosedTrips()
        for size, price in ((10, 100.0), (10, 110.0), (-5, 120.0)):
            trips.take(feed=0, units=size, price=price, commission=0.0)
        assert trips.returns == []

        trips.take(feed=0, units=-15, price=120.0, commission=0.0)

        assert trips.returns == [pytest.approx(300 / 2_100)]

    def test_end_one_and_begin_another_at_a_reversal(self):
        trips = ClosedTrips()
        trips.take(feed=0, units=10, price=100.0, commission=2.0)
        trips.take(feed=0, units=-30, price=90.0, commission=3.0)

        trips.take(feed=0, units=20, price=80.0, commission=4.0)

        # The reversal pays a third of its commission for closing, two thirds for opening.
        assert trips.returns == [pytest.approx((-100 - 3) / 1_000), pytest.approx((200 - 6) / 1_800)]

    def test_keep_symbols_apart(self):
        trips = ClosedTrips()
        trips.take(feed=0, units=10, price=100.0, commission=0.0)
        trips.take(feed=1, units=-10, price=100.0, commission=0.0)

        trips.take(feed=1, units=10, price=90.0, commission=0.0)

        assert trips.returns == [pytest.approx(0.1)]


class TestYearlyVolatility:
    def test_is_none_of_a_price_that_stands_still(self):
        assert yearly_volatility([5.0] * 10, periods_per_year=252) == 0

    def test_grows_with_the_root_of_the_periods(self):
        shown = [100.0, 101.0, 99.0, 102.0]

        assert yearly_volatility(shown, periods_per_year=400) == pytest.approx(
            2 * yearly_volatility(shown, periods_per_year=100)
        )


class TestAverageRange:
    def test_reaches_to_the_close_before(self):
        assert average_range([10.0, 12.0], [9.0, 11.5], [9.5, 11.8]) == 2.5
