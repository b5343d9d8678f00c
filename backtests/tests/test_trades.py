"""Trades as a table and as files."""

import csv

import pytest

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

        assert row.exit_at is None
        assert row.exit_price == "–"


class TestTradesCsv:
    def test_keeps_full_precision_and_plain_minus_signs(self):
        made = report()

        lines = read(trades.trades_csv(made))

        assert [float(line["pnl_net"]) for line in lines] == [trade.pnl_net for trade in made.account.trades]
        assert lines[0]["entry_at"] == "2008-01-23"

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠"])
    @pytest.mark.parametrize("before", ["", " ", "  ", "\t", "\r", "\n", '"', "'", "\u200b", "\xa0", ' " ', "\x00"])
    def test_disarms_text_a_spreadsheet_would_run(self, start, before):
        lines = trades.csv_lines(["name"], [[f"{before}{start}HYPERLINK(1)"]])

        _, (cell,) = csv.reader("".join(lines).splitlines())

        assert cell.startswith("'")

    @pytest.mark.parametrize("text", ["\tx", "\rx", "\nx"])
    def test_disarms_text_that_begins_a_line_or_a_column(self, text):
        assert list(trades.csv_lines(["name"], [[text]]))[1].startswith("'")

    def test_keeps_a_row_one_line_whatever_a_cell_holds(self):
        lines = "".join(trades.csv_lines(["a", "b"], [["x\r\n=1+1\n\u2028\x85,2", "\x1b[2J"]]))

        assert lines.count("\n") == 2
        assert "\x1b" not in lines

    @pytest.mark.parametrize("number", [-1.5, -1, -0.0, 1e-300, -1e300, 0])
    def test_leaves_numbers_numbers(self, number):
        _, (cell,) = csv.reader("".join(trades.csv_lines(["n"], [[number]])).splitlines())

        assert float(cell) == number

    def test_leaves_harmless_text_as_it_is(self):
        _, cells = csv.reader("".join(trades.csv_lines(["n"], [["^GSPC", "a-b", "x=1", "BRK-B"]])).splitlines())

        assert cells == ["^GSPC", "a-b", "x=1", "BRK-B"]


class TestEquityCsv:
    def test_has_a_line_a_bar_beside_the_benchmark(self):
        made = report()

        lines = read(trades.equity_csv(made))

        assert len(lines) == len(made.account.times)
        assert float(lines[-1]["equity"]) == made.account.equity[-1]
        assert float(lines[-1]["benchmark_equity"]) == made.benchmark.equity[-1]
