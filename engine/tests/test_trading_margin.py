import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import OrderType
from engine.trading.margin import Batch, headroom, is_judged_when_reached

MONEY = st.floats(0, 1e9)


def take(batch: Batch, units: float, price: float = 10.0, *, commission: float = 0.0, is_free: bool = False):
    return batch.take(feed=0, units=units, price=price, commission=commission, is_free=is_free)


class TestHeadroom:
    @given(cash=st.floats(-1e9, 1e9), long_value=MONEY)
    def test_at_leverage_one_is_the_cash_of_who_only_buys(self, cash, long_value):
        assert headroom(cash=cash, long_value=long_value, short_value=0.0, leverage=1.0) == cash

    @given(cash=MONEY, long_value=MONEY, short_value=MONEY, leverage=st.floats(0.1, 10))
    def test_is_what_leverage_times_equity_leaves_beside_the_gross_exposure(
        self, cash, long_value, short_value, leverage
    ):
        equity, gross = cash + long_value - short_value, long_value + short_value

        room = headroom(cash=cash, long_value=long_value, short_value=short_value, leverage=leverage)

        assert room == pytest.approx(leverage * equity - gross, abs=1e-5)

    def test_without_a_limit_is_cash_whatever_is_sold_short(self):
        assert headroom(cash=300.0, long_value=0.0, short_value=1e9, leverage=None) == 300.0


class TestBatch:
    def test_counts_what_a_refused_order_would_have_cost_as_backtrader_does(self):
        batch = Batch(leverage=1.0, room=1_000.0, held={0: 50.0})

        assert take(batch, 1_000).left == -9_000
        assert take(batch, 1).left == -9_010
        assert take(batch, -10) == (-8_910, False)

    def test_lets_both_exits_of_a_position_be_sent(self):
        batch = Batch(leverage=1.0, room=0.0, held={0: -95.0})

        assert take(batch, 95.0) == (950.0, False)
        assert take(batch, 95.0) == (1_900.0, False)

    def test_lets_a_position_be_closed_when_it_has_grown_beyond_the_limit(self):
        batch = Batch(leverage=1.0, room=-500.0, held={0: -95.0})

        assert take(batch, 10.0).left >= 0
        assert take(batch, -1.0).left < 0

    def test_sees_that_a_sale_closes_what_is_bought_beside_it(self):
        batch = Batch(leverage=1.0, room=1_000.0, held={})

        assert take(batch, 95.0) == (50.0, True)
        assert take(batch, -95.0) == (1_000.0, False)
        assert take(batch, -195.0) == (950.0, True)

    def test_asks_for_both_halves_of_a_reversal(self):
        batch = Batch(leverage=1.0, room=0.0, held={0: 100.0})

        assert take(batch, -200.0) == (0.0, True)

    def test_pays_commission_from_equity(self):
        assert take(Batch(leverage=2.0, room=2_000.0, held={}), 100.0, commission=5.0).left == 990.0

    @given(room=MONEY, orders=st.lists(st.tuples(st.floats(1, 1e4), st.floats(0, 10)), max_size=6))
    def test_without_a_limit_lets_every_sale_bring_cash(self, room, orders):
        batch = Batch(leverage=None, room=room, held={})

        for units, commission in orders:
            left, opens = take(batch, -units, commission=commission)

            room = room - -units * 10.0 - commission
            assert (left, opens) == (room, False)


class TestJudging:
    @pytest.mark.parametrize("order_type", [kind for kind in OrderType if kind not in ("market", "close")])
    def test_leaves_resting_sales_for_when_they_are_reached(self, order_type):
        assert is_judged_when_reached(side="sell", order_type=order_type, has_parent=False)
        assert not is_judged_when_reached(side="buy", order_type=order_type, has_parent=False)

    @pytest.mark.parametrize("side", ["buy", "sell"])
    def test_leaves_the_children_of_a_bracket_for_when_they_are_reached(self, side):
        assert is_judged_when_reached(side=side, order_type=OrderType.STOP, has_parent=True)
