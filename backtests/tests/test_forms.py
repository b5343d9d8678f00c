"""What people type to start a backtest."""

from datetime import date

import pytest

from backtests import amounts, forms, periods
from backtests.models import BacktestRun
from engine.spec import Costs, Sizing
from strategies.generation.catalogue import TEMPLATES
from strategies.services import create_strategy

SOURCE = """\
import backtrader as bt


class Two(bt.Strategy):
    params = dict(fast=10, slow=30, loud=False)

    def next(self):
        pass
"""


FURTHER = {
    "per_share": "0.005",
    "per_order": "4.95",
    "least": "1",
    "most": "1",
    "us_fees": "on",
    "slippage_ticks": "1",
    "slippage_volume": "0.1",
    "impact": "1",
    "volume_cap": "2.5",
    "borrow_rate": "3",
    "cash_rate": "1.5",
    "leverage": "2",
    "warmup": "50",
    "benchmark": "MSFT",
}


@pytest.fixture
def strategy(alice, version_of):
    return version_of(alice, SOURCE).strategy


@pytest.fixture
def typed(strategy, sample_data):
    def make(**changes):
        values = {
            "strategy": str(strategy.pk),
            "symbols": "AAPL",
            "start_date": "2001-01-02",
            "end_date": "2003-01-02",
            "cash": "100,000",
            "sizing": "percent",
            "share": "95",
            "units": "",
            "commission": "0.1",
            "slippage": "0.05",
        }
        return values | changes

    return make


@pytest.fixture
def form(alice, typed):
    def make(**changes):
        from django.http import QueryDict

        data = QueryDict(mutable=True)
        data.update(typed(**changes))
        return forms.BacktestForm(data, owner=alice)

    return make


class TestBacktestForm:
    def test_becomes_a_spec(self, form, strategy):
        filled = form(symbols="aapl, msft", cash="50k", param_fast="5")

        assert filled.is_valid(), filled.errors
        assert filled.spec.symbols == ("AAPL", "MSFT")
        assert filled.spec.cash == 50_000
        assert filled.spec.costs == Costs(commission_rate=0.001, slippage_rate=0.0005)
        assert filled.spec.sizing == Sizing(kind="percent", amount=0.95)
        assert dict(filled.spec.params) == {"fast": 5}
        assert filled.version() == strategy.latest_version

    def test_refuses_a_symbol_without_prices_and_names_those_there_are(self, form):
        filled = form(symbols="AAPL, ZZZZ")

        assert not filled.is_valid()
        assert "ZZZZ" in str(filled.errors["symbols"])
        assert "MSFT" in str(filled.errors["symbols"])

    def test_refuses_dates_without_prices_and_tells_the_range(self, form):
        filled = form(start_date="2019-01-01", end_date="2019-06-01")

        assert not filled.is_valid()
        assert "1 Mar 2013" in str(filled.errors["start_date"])

    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            ({"sizing": "cash", "order_cash": "10,000"}, "cash:10000"),
            ({"sizing": "equity", "equity_share": "50"}, "equity:50"),
            ({"sizing": "all_in"}, "all-in"),
            ({"sizing": "kelly", "kelly_share": "25"}, "kelly:25"),
            ({"sizing": "volatility", "volatility": "15", "sizing_details": "bars:60"}, "volatility:15,bars:60"),
            (
                {"sizing": "risk", "risk_share": "1", "sizing_details": "atr: 20, multiple: 3"},
                "risk:1,atr:20,multiple:3",
            ),
            ({"sizing": "percent", "share": "95", "sizing_details": "atr:20"}, "percent:95"),
        ],
    )
    def test_takes_every_method_of_sizing(self, form, changes, text):
        filled = form(**{"share": ""} | changes)

        assert filled.is_valid(), filled.errors
        assert filled.spec.sizing == Sizing.parse(text)

    def test_keeps_the_usual_reserve_unless_another_is_typed(self, form):
        reserves = []
        for typed in ("", "0", "12.5"):
            filled = form(cash_reserve=typed)
            assert filled.is_valid(), filled.errors
            reserves.append(filled.spec.cash_reserve)

        assert reserves == [0.05, 0.0, 0.125]

    def test_minds_only_the_amount_of_the_chosen_method(self, form):
        assert form(kelly_share="-5", order_cash="lots").is_valid()

    def test_takes_every_cost_and_limit(self, form):
        filled = form(**FURTHER)

        assert filled.is_valid(), filled.errors
        assert filled.spec.costs == Costs(
            commission_rate=0.001,
            commission_per_share=0.005,
            commission_per_trade=4.95,
            commission_minimum=1.0,
            commission_maximum_rate=0.01,
            us_fees=True,
            slippage_rate=0.0005,
            slippage_ticks=1.0,
            slippage_volume=0.1,
            impact=1.0,
            volume_cap=0.025,
            borrow_rate=0.03,
            cash_rate=0.015,
        )
        assert (filled.spec.leverage, filled.spec.warmup, filled.spec.benchmark) == (2.0, 50, "MSFT")

    @pytest.mark.parametrize(("typed_in", "limit"), [("", 1.0), ("off", None), ("1.5x", 1.5), ("2", 2.0)])
    def test_takes_leverage_as_people_write_it(self, form, typed_in, limit):
        filled = form(leverage=typed_in)

        assert filled.is_valid(), filled.errors
        assert filled.spec.leverage == limit

    @pytest.mark.parametrize("changes", [{}, {"leverage": "off", "benchmark": "cash"}, {"warmup": "0"}])
    def test_repeats_a_run_with_all_it_was_asked_for(self, form, alice, strategy, changes):
        filled = form(**FURTHER | changes)
        assert filled.is_valid(), filled.errors
        run = BacktestRun(version=strategy.latest_version, spec=filled.spec.to_dict())

        values = {name: value for name, value in forms.values_of_run(run).items() if value != ""}
        again = form(**values)

        assert again.is_valid(), again.errors
        assert again.spec == filled.spec

    def test_takes_fixed_units(self, form):
        filled = form(sizing="fixed", units="25", share="")

        assert filled.is_valid(), filled.errors
        assert filled.spec.sizing == Sizing(kind="fixed", amount=25)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"cash": "lots"}, "cash"),
            ({"cash": "0"}, "cash"),
            ({"symbols": ""}, "symbols"),
            ({"symbols": "A!PL"}, "symbols"),
            ({"start_date": "2004-01-01"}, "start_date"),
            ({"end_date": "soon"}, "end_date"),
            ({"share": ""}, "share"),
            ({"share": "140"}, "share"),
            ({"sizing": "fixed", "units": ""}, "units"),
            ({"sizing": "fixed", "units": "0"}, "units"),
            ({"sizing": "cash", "order_cash": "lots"}, "order_cash"),
            ({"sizing": "kelly", "kelly_share": ""}, "kelly_share"),
            ({"sizing": "risk", "risk_share": "1", "sizing_details": "bars:5"}, "sizing_details"),
            ({"sizing": "martingale"}, "sizing"),
            ({"cash_reserve": "95"}, "cash_reserve"),
            ({"commission": "-1"}, "commission"),
            ({"slippage": "50"}, "slippage"),
            ({"impact": "11"}, "impact"),
            ({"per_share": "-1"}, "per_share"),
            ({"per_order": "a lot"}, "per_order"),
            ({"least": "-1"}, "least"),
            ({"most": "101"}, "most"),
            ({"slippage_ticks": "1001"}, "slippage_ticks"),
            ({"slippage_volume": "11"}, "slippage_volume"),
            ({"borrow_rate": "101"}, "borrow_rate"),
            ({"cash_rate": "-1"}, "cash_rate"),
            ({"volume_cap": "0"}, "volume_cap"),
            ({"volume_cap": "101"}, "volume_cap"),
            ({"leverage": "two"}, "leverage"),
            ({"leverage": "0"}, "leverage"),
            ({"leverage": "nan"}, "leverage"),
            ({"warmup": "-1"}, "warmup"),
            ({"warmup": "1.5"}, "warmup"),
            ({"benchmark": "ZZZZ"}, "benchmark"),
            ({"benchmark": "FB"}, "benchmark"),
            ({"param_fast": "quick"}, "param_fast"),
            ({"strategy": "999999"}, "strategy"),
            ({"strategy": "template:no_such"}, "strategy"),
        ],
    )
    def test_says_which_field_is_wrong(self, form, changes, field):
        assert list(form(**changes).errors) == [field]

    def test_does_not_offer_what_belongs_to_another(self, bob, strategy, typed):
        filled = forms.BacktestForm(typed(), owner=bob)

        assert "strategy" in filled.errors
        assert filled.source_shown() == ""

    def test_forgets_parameters_typed_for_another_strategy(self, form, strategy):
        filled = form(params_of="template:macd", param_fast="5")

        assert filled.is_other_strategy
        assert filled.is_valid(), filled.errors
        assert dict(filled.spec.params) == {}

    def test_makes_a_strategy_of_a_template_once(self, form, alice):
        first, second = (form(strategy="template:macd") for _ in range(2))

        assert first.is_valid(), first.errors
        assert second.is_valid()

        assert first.version() == second.version()
        assert alice.strategies.filter(template="macd").count() == 1

    def test_begins_with_values_that_can_be_run_as_they_are(self, alice, sample_data):
        values = {name: value for name, value in forms.first_values(alice).items() if value is not None}

        filled = forms.BacktestForm(values, owner=alice)

        assert filled.is_valid(), filled.errors
        assert filled.spec.symbols == ("AAPL",)
        assert filled.preset() == "5Y"

    def test_begins_with_the_strategy_edited_last_but_never_with_the_benchmark(self, alice, bob, strategy):
        benchmark = TEMPLATES["buy_and_hold"]
        create_strategy(owner=alice, name="Held", source=benchmark.source, template=benchmark.slug)

        assert forms.first_values(alice)["strategy"] == str(strategy.pk)
        assert forms.first_values(bob)["strategy"] == "template:sma_crossover"

    def test_says_how_much_may_be_written(self, form, sample_data):
        assert form(commission="50").errors["commission"] == ["Write 10 or less."]
        assert form(share="0").errors["share"] == ["Write 0.01 or more."]

    def test_knows_dates_of_no_preset(self, form, sample_data):
        assert form(start_date="2004-02-03").preset() == ""


class TestPresetDates:
    def test_never_begin_before_the_first_bar(self):
        assert periods.preset_dates("5Y", first=date(2012, 5, 18), last=date(2013, 3, 1))[0] == date(2012, 5, 18)

    def test_of_max_are_all_there_is(self):
        span = date(2000, 3, 1), date(2013, 3, 1)

        assert periods.preset_dates("Max", first=span[0], last=span[1]) == span


class TestPeriodOf:
    def test_is_what_all_symbols_have(self, sample_data):
        period = periods.period_of(("AAPL", "FB"), "Max")

        assert period == (date(2012, 5, 18), date(2013, 3, 1))

    def test_is_nothing_for_unknown_symbols(self, db):
        assert periods.period_of(("NOPE",), "Max") is None


class TestParseMoney:
    @pytest.mark.parametrize("text", ["", "k", "1.2.3", "-5", "1e9", "ten"])
    def test_refuses_what_is_no_amount(self, text):
        with pytest.raises(ValueError):
            amounts.parse_money(text)


class TestClasses:
    BOTH = SOURCE + "\n\nclass Three(bt.Strategy):\n    params = dict(window=20)\n"

    @pytest.fixture
    def strategy(self, alice, version_of):
        return version_of(alice, self.BOTH).strategy

    def test_are_offered_where_there_are_several_the_last_one_first_chosen(self, form):
        filled = form()

        assert [name for name, _ in filled.class_field.field.choices] == ["Two", "Three"]
        assert filled.is_valid(), filled.errors
        assert filled.spec.strategy_class == "Three"
        assert filled.defaults == {"window": 20}
        assert filled.plan().strategy.endswith(", Three")

    def test_bring_their_own_parameters(self, form, strategy):
        filled = form(strategy_class="Two", params_of=f"{strategy.pk}#Three", param_window="9")

        assert filled.is_other_strategy
        assert filled.is_valid(), filled.errors
        assert filled.spec.strategy_class == "Two"
        assert filled.defaults == {"fast": 10, "slow": 30, "loud": False}
        assert dict(filled.spec.params) == {}

    def test_keep_parameters_typed_for_the_class_that_is_chosen(self, form, strategy):
        filled = form(strategy_class="Two", params_of=f"{strategy.pk}#Two", param_fast="9")

        assert filled.is_valid(), filled.errors
        assert dict(filled.spec.params) == {"fast": 9}

    def test_that_are_not_there_are_refused(self, form):
        assert list(form(strategy_class="Four").errors) == ["strategy_class"]

    def test_of_another_strategy_are_forgotten(self, form):
        filled = form(strategy_class="Four", params_of="template:macd")

        assert filled.is_valid(), filled.errors
        assert filled.spec.strategy_class == "Three"

    def test_are_no_question_where_there_is_one(self, form):
        filled = form(strategy="template:macd")

        assert filled.class_field is None
        assert filled.is_valid(), filled.errors
        assert filled.spec.strategy_class is None

    def test_stay_as_they_were_when_a_run_is_repeated(self, alice, strategy, form):
        filled = form(strategy_class="Two")
        assert filled.is_valid(), filled.errors
        run = BacktestRun(version=strategy.latest_version, spec=filled.spec.to_dict())

        again = forms.BacktestForm(initial=forms.values_of_run(run), owner=alice)

        assert again.class_field.value() == "Two"
        assert again.params_of == f"{strategy.pk}#Two"
