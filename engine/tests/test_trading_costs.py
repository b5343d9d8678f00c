"""What trading costs: each component by hand, and all of them together on one order."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cost_terms import commission_terms, slippage_terms
from engine.spec import COST_RANGES, Costs, Spec, SpecError
from engine.trading.charging import Charge, Charger
from engine.trading.fees import ACTIVITY_RATES, FIRST_DAY, LAST_DAY, SEC_RATES, sec_fee, trading_activity_fee
from engine.trading.slippage import Slippage

PER_SHARE = Costs(
    commission_rate=0.0, commission_per_share=0.005, commission_minimum=1.0, commission_maximum_rate=0.01
)
DAY = date(2024, 6, 3)


def charges(costs: Costs, *fills: tuple[float, float], day: date = DAY) -> list[Charge]:
    """Return what the parts of one order, (units, price) each, are charged."""
    charger = Charger(costs)
    return [charger.charge(1, units=units, price=price, day=day) for units, price in fills]


class TestCosts:
    @pytest.mark.parametrize("name", COST_RANGES)
    @pytest.mark.parametrize("value", [-0.001, float("nan"), float("inf"), 1e9, "much"])
    def test_name_the_value_out_of_range(self, name, value):
        with pytest.raises(SpecError) as refusal:
            Costs(**{name: value})

        assert refusal.value.field == name

    def test_of_runs_stored_before_a_component_existed_are_read(self):
        stored = Spec(source="", symbols=("AAPL",)).to_dict()
        stored["costs"] = {"commission_rate": 0.002, "slippage_rate": 0.0}

        assert Spec.from_dict(stored).costs == Costs(commission_rate=0.002, slippage_rate=0.0)


class TestCharger:
    def test_charges_a_share_of_the_value_on_either_side(self):
        assert charges(Costs(), (10, 50.0), (-10, 50.0)) == [Charge(0.5), Charge(0.5)]

    def test_pays_the_minimum_once_an_order(self):
        parts = charges(PER_SHARE, (100, 50.0), (100, 50.0), (100, 50.0))

        assert [part.commission for part in parts] == [1.0, 0.0, 0.5]

    def test_never_charges_more_than_the_share_of_the_value(self):
        parts = charges(PER_SHARE, (10, 0.1), (1_000, 0.1))

        assert parts[0].commission == pytest.approx(0.01)
        assert sum(part.commission for part in parts) == pytest.approx(0.01 * 101.0)

    def test_pays_the_fixed_amount_once_an_order(self):
        assert [
            part.commission
            for part in charges(Costs(commission_rate=0.0, commission_per_trade=5.0), (1, 1.0), (1, 1.0))
        ] == [5.0, 0.0]

    def test_keeps_the_orders_apart(self):
        charger = Charger(Costs(commission_rate=0.0, commission_per_trade=5.0))

        paid = [charger.charge(order, units=1, price=1.0, day=None).commission for order in (1, 2, 1)]

        assert paid == [5.0, 5.0, 0.0]

    def test_tells_a_cost_without_charging_it(self):
        charger = Charger(PER_SHARE)

        told = [charger.cost(1, units=100, price=50.0, day=None) for _ in range(2)]

        assert told == [Charge(1.0), Charge(1.0)]

    def test_takes_fees_from_sales_only(self):
        costs = Costs(commission_rate=0.0, us_fees=True)

        bought, sold = charges(costs, (100, 50.0))[0], charges(costs, (-100, 50.0))[0]

        assert bought == Charge(0.0, 0.0)
        assert sold == Charge(0.0, pytest.approx(5_000 * 27.8 / 1e6 + 100 * 0.000166))

    @given(
        rates=st.tuples(st.floats(0, 0.01), st.floats(0, 0.1), st.floats(0, 10), st.floats(0, 10)),
        most=st.none() | st.floats(0, 0.1),
        parts=st.lists(st.tuples(st.floats(1, 1_000), st.floats(0.5, 500)), min_size=1, max_size=6),
    )
    def test_charges_parts_what_it_charges_the_whole(self, rates, most, parts):
        names = ("commission_rate", "commission_per_share", "commission_per_trade", "commission_minimum")
        costs = Costs(**dict(zip(names, rates, strict=True)), commission_maximum_rate=most, us_fees=True)
        units = sum(size for size, _ in parts)
        value = sum(size * price for size, price in parts)

        by_parts = charges(costs, *((-size, price) for size, price in parts))
        (whole,) = charges(costs, (-units, value / units))

        assert sum(part.commission for part in by_parts) == pytest.approx(whole.commission)
        assert sum(part.fees for part in by_parts) == pytest.approx(whole.fees)
        assert all(part.commission >= 0 and part.fees >= 0 for part in by_parts)


class TestFees:
    def test_are_those_of_the_day(self):
        assert sec_fee(value=1e6, day=date(2026, 4, 3)) == 0.0
        assert sec_fee(value=1e6, day=date(2026, 4, 4)) == pytest.approx(20.6)
        assert trading_activity_fee(units=1_000, charged=0.0, day=date(2011, 6, 30)) == pytest.approx(0.075)
        assert trading_activity_fee(units=1_000, charged=0.0, day=date(2011, 7, 1)) == pytest.approx(0.09)

    def test_outside_the_tables_are_the_nearest_known(self):
        assert sec_fee(value=1e6, day=date(1990, 1, 2)) == sec_fee(value=1e6, day=date(2002, 1, 2))
        assert trading_activity_fee(units=100, charged=0.0, day=date(1990, 1, 2)) == pytest.approx(0.0075)
        assert sec_fee(value=1e6, day=date(2090, 1, 2)) == pytest.approx(20.6)

    def test_of_an_order_stop_at_the_most_of_a_trade(self):
        first = trading_activity_fee(units=40_000, charged=0.0, day=DAY)
        second = trading_activity_fee(units=40_000, charged=first, day=DAY)

        assert (first, first + second) == (pytest.approx(6.64), pytest.approx(8.30))
        assert trading_activity_fee(units=1, charged=9.0, day=DAY) == 0.0

    @pytest.mark.parametrize("table", [SEC_RATES, ACTIVITY_RATES])
    def test_rise_in_date(self, table):
        assert all(earlier < later for (earlier, _), (later, _) in pairwise(table))
        assert table[0][0] <= FIRST_DAY < LAST_DAY


class TestSlippage:
    def test_counts_ticks_in_the_smallest_step_of_a_price(self):
        costs = Costs(slippage_rate=0.0, slippage_ticks=2.0)

        assert Slippage.of(costs, price_decimals=4).amount == pytest.approx(0.0002)


class TestCommissionTerms:
    @pytest.mark.parametrize(
        ("text", "costs"),
        [
            ("0", Costs(commission_rate=0.0)),
            ("0.002", Costs(commission_rate=0.002)),
            ("per-share:0.005,min:1,max:0.01", PER_SHARE),
            ("fixed:1", Costs(commission_rate=0.0, commission_per_trade=1.0)),
            (" 0.001 , Fixed:2 ", Costs(commission_rate=0.001, commission_per_trade=2.0)),
        ],
    )
    def test_stand_for_fields_of_the_costs(self, text, costs):
        assert Costs(**commission_terms(text)) == costs

    @pytest.mark.parametrize(
        "text", ["", "lots", "per-share", "per-share:", ":1", "0.001,0.002", "tax:1", "min:1,min:2", "fixed:1;2"]
    )
    def test_that_make_no_sense_are_answered_with_an_example(self, text):
        with pytest.raises(SpecError, match=r"per-share:0\.005,min:1,max:0\.01"):
            commission_terms(text)

    @pytest.mark.parametrize("text", ["2", "-0.1", "nan", "max:2", "fixed:-1"])
    def test_out_of_range_say_the_range(self, text):
        with pytest.raises(SpecError, match="between"):
            commission_terms(text)


class TestSlippageTerms:
    def test_stand_for_fields_of_the_costs(self):
        assert Costs(**slippage_terms("0.0001,ticks:2")) == Costs(slippage_rate=0.0001, slippage_ticks=2.0)

    def test_that_make_no_sense_are_answered_with_an_example(self):
        with pytest.raises(SpecError, match="ticks:1"):
            slippage_terms("pips:1")
