"""Tables of a report as lines for a terminal."""

from dataclasses import replace

from backtests import terminal_tables
from backtests.tests.reports import bars, report


class TestSymbolLines:
    def test_name_what_cash_earned(self):
        symbols = report(feeds=[bars(), bars(symbol="MSFT", seed=8)]).symbols

        with_interest, without = (
            list(terminal_tables.symbol_lines(symbols, interest=interest, currency="USD")) for interest in (12.0, 0.0)
        )

        assert with_interest[-1].split() == ["Interest", "+$12"]
        # Under the profits.
        assert len(with_interest[-1]) == with_interest[2].index("Profit") + len("Profit")
        assert with_interest[:-1] == without

    def test_are_none_for_a_single_symbol(self):
        assert list(terminal_tables.symbol_lines(report().symbols, interest=0.0, currency="USD")) == []


class TestFallLines:
    def test_are_none_without_a_fall(self):
        assert list(terminal_tables.fall_lines([])) == []

    def test_say_that_a_fall_lasts(self):
        lines = list(terminal_tables.fall_lines(report().tables.drawdowns))

        assert any("not yet" in line for line in lines)

    def test_keep_their_columns_where_dates_have_times(self):
        falls = report().tables.drawdowns
        timed = [replace(fall, start_date=f"{fall.start_date}T09:35:00") for fall in falls]

        lines = list(terminal_tables.fall_lines(timed))[2:]

        assert len({len(line) for line in lines}) == 1
        assert "09:35  " in lines[1]


class TestMetricLines:
    def test_keep_their_columns_where_dates_have_times(self):
        own = {"max_drawdown_start_date": "2024-03-22T15:55:00"}
        timed = replace(report(), metrics=own, benchmark_metrics=own)

        [line] = terminal_tables.metric_lines(list(own), timed, currency="USD")

        assert line.endswith("  22 Mar 2024, 15:55  22 Mar 2024, 15:55")
