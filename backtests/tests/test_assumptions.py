"""What a report warns of, and what it says it assumed."""

from dataclasses import replace

import pytest

from backtests import assumptions
from backtests.tests.reports import bars, report
from engine.events import LeftOut
from engine.report import facts_of_feed
from engine.spec import Costs, Sizing, Spec

MANY = [(at, at + 5) for at in range(30, 30 + 31 * 15, 15)]


def sources(*feeds):
    return [facts_of_feed(feed) for feed in feeds]


def titles(made, *feeds):
    return [warning.title for warning in assumptions.warnings(made, sources(*feeds))]


def odd(**values):
    return {
        "symbol": "AAPL",
        "kind": "spike",
        "count": 1,
        "first": ["2008-07-01"],
        "text": "1 bar",
        "to_do": "Look.",
    } | values


class TestWarnings:
    def test_say_that_few_trades_prove_little(self):
        assert any("3 trades are a small sample" in title for title in titles(report(), bars()))

    def test_tell_what_of_a_script_was_left_out(self):
        runner = LeftOut(what="the runner (main)", lines=[(40, 72)], why="")

        [note] = [
            one for one in assumptions.warnings(report(left_out=[runner]), sources(bars())) if "script" in one.title
        ]

        assert note.text.startswith("Left out: lines 40-72, the runner (main). Prices, cash")
        assert note.tone == "info"

    def test_tell_which_of_several_classes_ran(self):
        made = report(strategies=["Base", "Scripted"])

        assert "The code has 2 strategy classes: Base, Scripted; Scripted ran." in titles(made, bars())
        assert not any("classes" in title for title in titles(report(strategies=["Scripted"]), bars()))

    def test_count_orders_that_were_not_filled_by_reason(self):
        assert "2 orders were not filled (2 cancelled)." in titles(report([], waiting=[(30, 32), (40, 42)]), bars())
        assert not any("not filled" in title for title in titles(report(), bars()))

    def test_count_orders_that_were_filled_in_parts(self):
        made = report()
        in_parts = replace(made, facts={**made.facts, "orders_filled_in_parts": 1})

        assert "1 order was filled in parts." in titles(in_parts, bars())
        assert not any("in parts" in title for title in titles(made, bars()))

    def test_leave_thirty_trades_alone(self):
        feed = bars(1_500)

        assert not any("small sample" in title for title in titles(report(MANY, feeds=[feed]), feed))

    def test_pass_on_what_is_odd_in_the_prices_by_its_weight(self):
        found = [odd(kind="extreme", severity="note"), odd(kind="spike", severity="warning")]

        noted = assumptions.warnings(report(), sources(bars()), found)

        told = [(one.title, one.tone) for one in noted if one.title.startswith("AAPL: ")]
        assert told == [("AAPL: prices far off for one bar.", "warning"), ("AAPL: extreme moves.", "info")]

    def test_name_simulated_prices(self):
        feed = bars(symbol="SIM-BTC", is_simulated=True)

        assert "SIM-BTC is simulated." in titles(report(feeds=[feed]), feed)

    def test_count_only_trades_that_ended(self):
        made = report([(20, 60), (100, None)])

        assert any("1 trade is a small sample" in title for title in titles(made, bars()))

    def test_name_a_symbol_that_never_traded(self):
        feeds = [bars(), bars(symbol="MSFT", seed=8)]

        assert "MSFT never traded." in titles(report(feeds=feeds), *feeds)
        assert not any("never traded" in title for title in titles(report(), bars()))

    def test_name_a_trade_that_is_still_open(self):
        assert "1 trade is still open at the end." in titles(report([(20, None)]), bars())

    def test_name_little_exposure(self):
        assert any(title.startswith("In the market 0.") for title in titles(report([(20, 22)]), bars()))

    def test_name_a_short_period(self):
        feed = bars(200)

        assert "Less than two years of prices." in titles(report([(20, 60)], feeds=[feed]), feed)

    def test_say_nothing_of_trades_when_there_are_none(self):
        assert not any("sample" in title or "In the market" in title for title in titles(report([]), bars()))


class TestWarmup:
    def test_names_the_first_bar_loaded_and_what_was_needed(self):
        feeds = [replace(bars(), warmup=100), replace(bars(symbol="MSFT", seed=8), warmup=40)]

        assert assumptions.warmup(sources(*feeds), needed=29).startswith("40 to 100 warm-up bars from ")
        assert assumptions.warmup(sources(*feeds), needed=29).endswith("; indicators needed 29")

    def test_says_when_the_period_had_to_help(self):
        feed = replace(bars(), warmup=40)

        assert assumptions.warmup(sources(feed), needed=60).endswith("needed 60, so 20 of the period's own")


class TestFacts:
    def test_state_costs_sizing_source_and_what_is_not_modelled(self):
        spec = Spec(
            source="",
            symbols=("AAPL",),
            costs=Costs(commission_rate=0.002, slippage_rate=0.0),
            sizing=Sizing(kind="fixed", amount=5),
        )

        groups = assumptions.fact_groups(report(spec=spec), spec, sources(bars()), [])
        facts = {fact.label: fact.text for group in groups for fact in group.facts}

        assert facts["Data"] == "Made up for a test"
        assert facts["Price check"].startswith("No wrong, stale or missing bars")
        assert facts["Orders fill at"] == "Next bar open"
        assert facts["Commission"] == "0.20% per side"
        assert facts["Slippage"].startswith("0.00% per side")
        assert facts["Sizing"] == "5 units per order; 6 orders sized by the strategy"
        assert (
            facts["Leverage"]
            == "Long and short positions together up to equity when opened; closing is always allowed"
        )
        assert facts["Cash reserve"] == "5% of the account's value"
        assert facts["Warm-up"] == "No bars before the period; indicators needed 20 of its own"
        assert facts["Market impact"] == facts["Borrowing costs"] == "Not modelled"
        assert "taxes" in facts["Not modelled"]

    @pytest.mark.parametrize(
        ("adjustment", "said"),
        [
            ("Adjusted for splits and dividends.", "In adjusted prices"),
            (
                "None here: prices as they stand in the file.",
                "Only where the prices themselves hold them; none are paid",
            ),
        ],
    )
    def test_tell_whether_dividends_are_counted(self, adjustment, said):
        feed = replace(bars(), adjustment=adjustment)

        groups = assumptions.fact_groups(report(), Spec(source="", symbols=("AAPL",)), sources(feed), [])

        assert ("Dividends", said) in [(fact.label, fact.text) for group in groups for fact in group.facts]
