"""Trades as a table and as files."""

import csv

from backtests import trades
from backtests.tests.reports import report


def read(lines):
    return list(csv.DictReader(lines))


class TestRows:
    def test_come_newest_first(self):
        assert [row.number for row in trades.rows(report())] == [3, 2, 1]

    def test_can_be_only_those_won_or_lost(self):
        made = report()

        won, lost = trades.rows(made, outcome="won"), trades.rows(made, outcome="lost")

        assert {row.tone for row in won} <= {"gain"}
        assert {row.tone for row in lost} <= {"loss"}
        assert len(won) + len(lost) == 3

    def test_count_an_open_trade_as_neither_won_nor_lost(self):
        made = report([(20, 60), (100, None)])

        assert [row.number for row in trades.rows(made, outcome="open")] == [2]
        assert [row.number for one in ("won", "lost") for row in trades.rows(made, outcome=one)] == [1]
        assert trades.outcome_links(made, "all")[-1].label == "Open 1"

    def test_leave_the_exit_of_an_open_trade_empty(self):
        row = trades.rows(report([(20, None)]))[0]

        assert row.exit_date is None
        assert row.exit_price == "–"


class TestTradesCsv:
    def test_keeps_full_precision_and_plain_minus_signs(self):
        made = report()

        lines = read(trades.trades_csv(made))

        assert [float(line["pnl_net"]) for line in lines] == [trade.pnl_net for trade in made.account.trades]
        assert lines[0]["entry_at"].startswith("2008-")

    def test_disarms_text_a_spreadsheet_would_run(self):
        lines = list(trades.csv_lines(["name"], [["=HYPERLINK(1)"], ["@x"], ["+1"], ["-cmd"], [-1.5]]))

        assert [line.strip() for line in lines] == ["name", "'=HYPERLINK(1)", "'@x", "'+1", "'-cmd", "-1.5"]


class TestEquityCsv:
    def test_has_a_line_a_bar_beside_the_benchmark(self):
        made = report()

        lines = read(trades.equity_csv(made))

        assert len(lines) == len(made.account.times)
        assert float(lines[-1]["equity"]) == made.account.equity[-1]
        assert float(lines[-1]["benchmark_equity"]) == made.benchmark.equity[-1]
