"""A run's page: tiles, groups, log, progress."""

from dataclasses import replace

import pytest

from backtests import breakdown, presenting, prices, printing
from backtests.models import BacktestRun
from backtests.tests.reports import bars, facts, line, report
from engine.metrics.catalogue import METRICS
from engine.report import Report
from engine.spec import Limits, Spec
from strategies.models import StrategyVersion

# What results had before the catalogue grew.
BEFORE = set(printing.ROWS) | {
    "max_drawdown_start_date", "max_drawdown_valley_date", "max_drawdown_recovery_date", "average_win",
    "average_loss", "best_trade", "worst_trade", "commission_paid", "slippage_paid", "initial_value",
}  # fmt: skip


def sheet(made=None, **script):
    made = made or report(**script)
    run = BacktestRun(spec=Spec(source="", symbols=("AAPL",)).to_dict(), facts=facts([bars()]))
    return presenting.tear_sheet(run=run, report=made)


class TestTearSheet:
    def test_shows_six_tiles_beside_the_benchmark(self):
        tiles = sheet().tiles

        assert [tile.key for tile in tiles] == list(presenting.TILES)
        assert all(tile.help and tile.value and tile.versus for tile in tiles)

    def test_counts_closed_trades_and_those_won(self):
        made = report()

        tile = sheet(made).tiles[-1]

        won = sum(trade.pnl_net > 0 for trade in made.account.trades)
        assert (tile.versus_label, tile.versus) == ("3 trades,", f"{won} won")

    def test_tells_closed_trades_from_open_ones(self):
        row = next(row for group in sheet().groups for row in group.rows if row.key == "total_trades")

        assert (row.value, row.benchmark) == ("3", "1 open")
        assert breakdown.trade_count(report([(20, 60), (100, None)]).account.trades) == "1 and 1 open"
        assert breakdown.trade_count(()) == "0"

    def test_of_the_basic_profile_shows_the_essentials(self):
        made = report(spec=Spec(source="", symbols=("AAPL",), profile="basic"))

        shown = {row.key for group in sheet(made).groups for row in group.rows}

        assert shown == {key for key, metric in METRICS.items() if metric.profile == "basic"}

    @pytest.mark.parametrize(("benchmark", "name"), [("hold", "Buy and hold"), ("cash", "Cash")])
    def test_names_what_it_is_compared_with(self, benchmark, name):
        shown = sheet(report(spec=Spec(source="", symbols=("AAPL",), benchmark=benchmark)))

        assert (shown.benchmark, shown.tiles[0].versus_label, shown.equity.legend[1].name) == (name, name, name)

    def test_shows_every_metric_of_the_catalogue_once(self):
        shown = [row.key for group in sheet().groups for row in group.rows]

        assert sorted(shown) == sorted(METRICS)

    def test_shows_a_drawdown_as_a_fall_and_the_worst_point_of_the_chart_equal_to_it(self):
        made = report()

        shown = sheet(made)

        assert shown.tiles[3].value.startswith("−")
        worst = min(shown.drawdown.data["s"][0]["v"])
        assert worst == pytest.approx(-made.metrics["max_drawdown"], abs=1e-5)

    def test_says_what_is_undefined_instead_of_zero(self):
        rows = {row.key: row for group in sheet(report([])).groups for row in group.rows}

        assert rows["win_rate"].value == "n/a"
        assert "Strategy, n/a: " in rows["win_rate"].help
        assert "n/a" not in rows["total_return"].help

    def test_groups_them_so_that_three_columns_come_out_even(self):
        groups = {group.name: len(group.rows) for group in sheet().groups}

        columns = (
            ("Return", "Trades"),
            ("Risk", "Drawdown"),
            ("Periods", "Against the benchmark", "Costs and exposure"),
        )
        assert list(groups) == [name for column in columns for name in column]
        heights = [sum(groups[name] for name in column) for column in columns]
        assert max(heights) - min(heights) <= 9

    def test_does_not_compare_buy_and_hold_with_itself(self):
        rows = {row.key: row for group in sheet().groups for row in group.rows}

        assert rows["beta"].benchmark == "–"
        assert rows["beta"].value not in ("n/a", "–")
        assert rows["volatility"].benchmark != "–"
        assert "Buy and hold, n/a" not in rows["beta"].help

    def test_shows_a_dash_for_metrics_a_stored_result_is_without(self):
        made = report()
        old = replace(
            made,
            **{
                name: {key: value for key, value in getattr(made, name).items() if key in BEFORE}
                for name in ("metrics", "benchmark_metrics")
            },
        )

        rows = {row.key: row for group in sheet(old).groups for row in group.rows}

        assert sorted(rows) == sorted(METRICS)
        for key, row in rows.items():
            assert ((row.value, row.benchmark) == ("–", "–")) == (key not in BEFORE)
            assert ("Run it again" in row.help) == (key not in BEFORE)

    def test_lays_out_months_and_falls_as_the_report_has_them(self):
        made = report()
        shown = sheet(made)

        assert [row.year for row in shown.months] == [row.year for row in made.tables.years]
        assert all(len(row.months) == 12 for row in shown.months)
        assert shown.falls[0].depth == f"−{made.metrics['max_drawdown'] * 100:.1f}%"
        assert [fall.start_date for fall in shown.falls] == [fall.start_date for fall in made.tables.drawdowns]

    def test_lists_symbols_only_where_there_are_several(self):
        feeds = [bars(), bars(symbol="MSFT", seed=8)]

        assert sheet().symbols == ()
        assert [(row.symbol, row.trades) for row in sheet(report(feeds=feeds)).symbols] == [
            ("AAPL", "3"),
            ("MSFT", "0"),
        ]

    def test_tells_what_cash_earned_besides_the_symbols(self):
        made = report(feeds=[bars(), bars(symbol="MSFT", seed=8)])
        account = made.account
        earning = replace(made, account=replace(account, equity=account.equity + 12.0))

        assert (sheet(made).interest, sheet(earning).interest) == ("", "+$12")

    def test_of_the_basic_profile_or_of_before_has_no_tables(self):
        basic = report(spec=Spec(source="", symbols=("AAPL",), profile="basic"))
        values = report().to_dict()
        del values["tables"], values["symbols"]

        for made in (basic, Report.from_dict(values)):
            shown = sheet(made)
            assert (shown.months, shown.falls, shown.symbols) == ((), (), ())

    def test_dates_the_log_by_bar(self):
        shown = sheet(log=["hello"])

        assert [(row.at, row.text) for row in shown.log] == [("2008-01-05", "hello")]
        assert shown.log_summary == "1 line"


class TestTitle:
    @pytest.mark.parametrize(
        ("symbols", "expected"),
        [
            (("AAPL",), "AAPL, daily, all prices"),
            (("AAPL", "MSFT"), "AAPL and MSFT, daily, all prices"),
            (("A", "B", "C", "D"), "A, B and 2 more, daily, all prices"),
        ],
    )
    def test_names_what_was_tested(self, symbols, expected):
        assert presenting.title(Spec(source="", symbols=symbols)) == expected


class TestProgressView:
    def test_waits_while_queued(self):
        view = presenting.progress_view(BacktestRun())

        assert view.percent is None
        assert {step.state for step in view.steps} == {"todo"}

    def test_prefers_newer_news_to_the_row(self):
        run = BacktestRun(progress={"phase": "data", "fraction": 0.0})
        news = {"phase": "simulate", "fraction": 0.5, "bar": 500, "bars": 1000, "fills": 3, "elapsed_seconds": 2.0}

        view = presenting.progress_view(run, news)

        assert view.percent == 50
        assert [step.state for step in view.steps] == ["done", "done", "active", "todo", "todo"]
        assert view.steps[2].note == "Bar 500 of 1,000"
        assert view.figures == "250 bars/s · 2.0 s elapsed · 3 fills so far · about 2 s left"

    def test_has_the_look_ahead_check_as_a_part_of_the_report(self):
        news = {"phase": "look-ahead", "fraction": 0.85, "bar": 9, "bars": 10, "fills": 1, "elapsed_seconds": 1.0}

        view = presenting.progress_view(BacktestRun(), news)

        assert [step.state for step in view.steps] == ["done", "done", "done", "done", "active"]
        assert view.steps[4].note == "Look-ahead check"

    def test_speaks_of_quarters_only(self):
        views = [
            presenting.progress_view(BacktestRun(), {"phase": "simulate", "fraction": part}) for part in (0.26, 0.49)
        ]

        assert {view.status for view in views} == {"Simulate, 25 percent."}


class TestPriceChart:
    def test_marks_every_entry_and_exit(self):
        made = report([(20, 60), (100, None)])

        chart = prices.price_chart(bars=bars(), report=made, position=0)

        assert [mark["kind"] for mark in chart.data["markers"]] == ["entry", "exit", "entry"]
        assert "2 entries and 1 exit." in chart.label

    def test_draws_overlays_on_the_price_and_lines_of_one_indicator_in_one_pane(self):
        names = [("SMA 20", True), ("MACD 12 26 9 macd", False), ("MACD 12 26 9 signal", False), ("RSI 14", False)]
        series = [line(name, 600, overlay=overlay) for name, overlay in names]

        chart = prices.price_chart(bars=bars(), report=report(series=series), position=0)

        assert [(one["name"], one["pane"]) for one in chart.data["lines"]] == [
            ("SMA 20", 0),
            ("MACD 12 26 9 macd", 2),
            ("MACD 12 26 9 signal", 2),
            ("RSI 14", 3),
        ]

    def test_draws_a_channel_over_the_price_when_it_lies_there(self):
        inside, outside = line("Highest 55", 600, overlay=False), line("Lowest 20", 600, overlay=False)
        inside.values[20:] = [100.0] * 580

        chart = prices.price_chart(bars=bars(), report=report(series=[inside, outside]), position=0)

        assert [(one["name"], one["pane"]) for one in chart.data["lines"]] == [("Highest 55", 0), ("Lowest 20", 2)]

    def test_has_one_candle_a_bar(self):
        chart = prices.price_chart(bars=bars(), report=report(), position=0)

        assert len(chart.data["bars"]) == 600
        assert len(chart.data["bars"][0]) == 5


class TestRunFacts:
    def test_name_the_limits_the_run_ran_under(self):
        spec = Spec(source="", symbols=("AAPL",), limits=Limits(wall_seconds=7, memory_bytes=64 << 20))
        run = BacktestRun(spec=spec.to_dict(), version=StrategyVersion(source=""))

        told = {fact.label: fact.text for fact in presenting.run_facts(run)}

        assert told["Limits"].startswith("7 s, of the processor 60 s, 64 MB memory")
