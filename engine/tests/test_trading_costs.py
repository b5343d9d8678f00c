"""What trading costs: each component by hand, and all of them together on one order."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bars import Bars
from engine.cost_terms import commission_terms, slippage_terms
from engine.spec import COST_RANGES, Costs, Spec, SpecError
from engine.tests.ledger_cases import random_bars
from engine.trading.charging import Charge, Charger
from engine.trading.fees import ACTIVITY_RATES, FIRST_DAY, LAST_DAY, SEC_RATES, sec_fee, trading_activity_fee
from engine.trading.impact import Past, moved_price, square_root_impact
from engine.trading.matching import Quote
from engine.trading.slippage import Slippage, volume_slippage
from engine.trading.terms import Terms

PER_SHARE = Costs(
    commission_rate=0.0, commission_per_share=0.005, commission_minimum=1.0, commission_maximum_rate=0.01
)
DAY = date(2024, 6, 3)


def with_volume(bars: Bars, volume: float) -> Bars:
    return replace(bars, volume=np.full(len(bars), volume))


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


class TestVolumeSlippage:
    def test_grows_with_the_square_of_the_share(self):
        shares = [volume_slippage(coefficient=0.1, size=size, volume=1_000.0) for size in (100, 200, 1_000, 5_000)]

        assert shares == pytest.approx([0.001, 0.004, 0.1, 0.1])

    def test_is_clipped_to_the_bar_like_any_other(self):
        bars = with_volume(random_bars(1), 100.0)
        terms = Terms.of(Costs(slippage_volume=10.0), bars)

        assert terms.slipped(side="buy", quote=Quote(price=100.0, worst=101.0), size=100.0, row=5) == 101.0

    def test_is_none_where_no_volume_is_known(self):
        terms = Terms.of(Costs(slippage_rate=0.0, slippage_volume=10.0), with_volume(random_bars(1), 0.0))

        assert terms.slipped(side="buy", quote=Quote(price=100.0, worst=200.0), size=5.0, row=5) == 100.0


class TestImpact:
    def test_grows_with_the_square_root_of_the_share(self):
        bars = with_volume(random_bars(1, 60), 10_000.0)
        terms = Terms.of(Costs(impact=1.0), bars)
        volatility = float(np.diff(np.log(bars.close[29:50])).std(ddof=1))

        paid = [terms.moved(side="buy", price=100.0, size=size, row=50, limit=None) for size in (100.0, 400.0)]

        assert paid == pytest.approx([100 * (1 + volatility * 0.1), 100 * (1 + volatility * 0.2)])

    @pytest.mark.parametrize("row", [25, 40, 59])
    def test_uses_nothing_of_the_bar_itself_or_later(self, row):
        bars = with_volume(random_bars(1, 60), 10_000.0)
        other = with_volume(random_bars(2, 60), 777.0)
        columns = ("open", "high", "low", "close", "volume")
        mixed = {name: np.concatenate([getattr(bars, name)[:row], getattr(other, name)[row:]]) for name in columns}

        past, same_past = Past.of(bars), Past.of(replace(bars, **mixed))

        assert past.volatility[: row + 1] == same_past.volatility[: row + 1]
        assert past.volume[: row + 1] == same_past.volume[: row + 1]

    def test_is_the_same_for_a_few_bars_and_for_many(self):
        long = with_volume(random_bars(3, 20_050), 5_000.0)
        part = {
            name: getattr(long, name)[9_900:10_100] for name in ("times", "open", "high", "low", "close", "volume")
        }

        assert Past.of(long).volatility[9_950:10_100] == pytest.approx(Past.of(replace(long, **part)).volatility[50:])

    def test_is_none_before_two_returns_are_known(self):
        past = Past.of(with_volume(random_bars(1), 100.0))

        assert past.volatility[:3] == [0.0, 0.0, 0.0]
        assert past.volatility[3] > 0

    @pytest.mark.parametrize(
        ("side", "limit", "paid"), [("buy", 101.0, 101.0), ("sell", 99.5, 99.5), ("sell", 90.0, 98.0)]
    )
    def test_stops_at_the_limit_of_the_order(self, side, limit, paid):
        assert moved_price(side=side, price=100.0, share=0.02, limit=limit) == pytest.approx(paid)

    def test_leaves_something_of_every_price(self):
        share = square_root_impact(coefficient=10.0, volatility=1.0, size=1e12, volume=1.0)

        assert moved_price(side="sell", price=100.0, share=share, limit=None) == pytest.approx(1.0)
