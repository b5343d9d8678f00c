"""Sizes near the end of what a number can be."""

import pytest

from engine.events import Fill
from engine.ledger.audit import BadResult, audit
from engine.tests.ledger_cases import make_bars, make_log, make_spec, order
from engine.trading.units import closing_units

RISING = make_bars([(100, 102, 99, 101), (102, 104, 101, 103), (104, 106, 103, 105)])


def back_and_forth(size):
    placed = [order(1, 0, "buy", size), order(2, 1, "sell", size)]
    fills = [Fill(bar=1, order=1, size=size, price=102.0), Fill(bar=2, order=2, size=size, price=104.0)]
    return audit(make_spec(), [RISING], make_log(3, placed, fills))


class TestTinySizes:
    @pytest.mark.parametrize("size", [1e-8, 5e-18])
    def test_that_rounding_leaves_are_booked(self, size):
        assert [trade.is_open for trade in back_and_forth(size).trades] == [False]

    @pytest.mark.parametrize("size", [1e-300, 5e-324])
    def test_that_no_money_can_express_are_refused(self, size):
        with pytest.raises(BadResult, match="not a positive number"):
            back_and_forth(size)

    def test_close_what_is_as_tiny(self):
        assert closing_units(position=1e-200, units=-1e-200) == -1e-200
