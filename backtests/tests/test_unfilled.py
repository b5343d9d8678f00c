"""Orders that were not filled, and why."""

from typing import get_args

from backtests import unfilled
from backtests.tests.reports import report
from engine.ledger.account import EndedBy


class TestUnfilledList:
    def test_is_nothing_where_every_order_was_filled(self):
        assert unfilled.unfilled_list(report()) is None

    def test_says_why_order_by_order_the_one_that_ended_first_above(self):
        listed = unfilled.unfilled_list(report([], waiting=[(30, 452), (40, 42)]))

        assert (listed.total, listed.summary, listed.left_over) == ("2", "2 cancelled", "")
        assert [row.at.isoformat() for row in listed.rows] == ["2008-02-13", "2009-03-29"]
        first = listed.rows[0]
        assert (first.symbol, first.order, first.units, first.reason) == ("AAPL", "Buy, limit", "100", "cancelled")
        assert first.text == "It was cancelled by the strategy."

    def test_is_cut_off_and_says_so(self):
        listed = unfilled.unfilled_list(
            report([], waiting=[(at, at + 1) for at in range(30, 30 + unfilled.MOST_ROWS + 5)])
        )

        assert len(listed.rows) == unfilled.MOST_ROWS
        assert listed.left_over == "The first 100 of 105."


class TestReasons:
    def test_have_words_for_every_way_an_order_can_end(self):
        assert set(unfilled.REASONS) == set(get_args(EndedBy))
