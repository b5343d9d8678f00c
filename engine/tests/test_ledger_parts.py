"""Orders that share the volume of a bar, worked out by hand."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from engine.events import EndReason, Fill, OrderEnded, OrderType
from engine.ledger.audit import BadResult, audit
from engine.spec import Costs, Spec
from engine.tests.ledger_cases import make_bars, make_log, order

# open, high, low, close; a tenth of the volume is 10, 20, 10, 0, 10, 30 units.
ROWS = [
    (100, 102, 99, 101),
    (102, 104, 101, 103),
    (104, 106, 103, 105),
    (106, 108, 105, 107),
    (108, 110, 98, 109),
    (110, 112, 109, 111),
]
BARS = replace(make_bars(ROWS), volume=np.array([100.0, 209.0, 100.0, 0.0, 100.0, 300.0]))


def audited(placed, fills=(), ended=(), *, bars=BARS, cash=100_000.0, leverage=1.0, **costs):
    terms = Costs(**{"commission_rate": 0.0, "slippage_rate": 0.0, "volume_cap": 0.1} | costs)
    spec = Spec(source="", symbols=("AAA",), cash=cash, costs=terms, leverage=leverage)
    return audit(spec, [bars], make_log(6, placed, fills, ended))


def filled(number, *parts):
    """Return the fills of an order, each (bar, size, price)."""
    return [Fill(order=number, bar=bar, size=size, price=price) for bar, size, price in parts]


class TestParts:
    def test_fill_a_market_order_at_one_open_after_the_other(self):
        account = audited([order(1, 0, "buy", 35)], filled(1, (1, 20, 102), (2, 10, 104), (4, 5, 108)))

        assert [(fill.size, fill.price) for fill in account.fills] == [(20, 102), (10, 104), (5, 108)]
        assert account.trades[0].size == 35
        assert not account.unfilled

    def test_go_to_the_order_that_was_sent_first(self):
        placed = [order(1, 0, "buy", 15), order(2, 0, "buy", 15)]
        fills = [*filled(1, (1, 15, 102)), *filled(2, (1, 5, 102), (2, 10, 104))]

        assert len(audited(placed, fills).fills) == 3

        with pytest.raises(BadResult, match="bar 1 fills 15"):
            audited(placed, [*filled(1, (1, 20, 102)), *filled(2, (2, 10, 104))])

    def test_of_a_stop_are_at_the_market_once_it_was_reached(self):
        placed = [order(1, 0, "buy", 30, type=OrderType.STOP, price=103.0)]

        account = audited(placed, filled(1, (1, 20, 103), (2, 10, 104)))

        assert account.fills[1].price == 104

    def test_are_the_whole_order_where_no_volume_is_known(self):
        bars = replace(BARS, volume=np.zeros(6))

        assert audited([order(1, 0, "buy", 35)], filled(1, (1, 35, 102)), bars=bars).fills[0].size == 35

    def test_are_whole_lots(self):
        bars = replace(BARS, volume=np.full(6, 2.59), lot_size=0.1)

        account = audited([order(1, 0, "buy", 0.3)], filled(1, (1, 0.2, 102), (2, 0.3 - 0.2, 104)), bars=bars)

        assert len(account.fills) == 2

    def test_of_an_order_pay_its_minimum_once(self):
        fills = filled(1, (1, 20, 102), (2, 10, 104), (4, 5, 108))

        account = audited([order(1, 0, "buy", 35)], fills, commission_minimum=5.0)

        assert [fill.commission for fill in account.fills] == [5.0, 0.0, 0.0]

    def test_tell_their_share_of_the_volume(self):
        account = audited([order(1, 0, "buy", 25)], filled(1, (1, 20, 102), (2, 5, 104)))

        assert [fill.volume_share for fill in account.fills] == [pytest.approx(20 / 209), pytest.approx(0.05)]


class TestEnds:
    def test_after_a_part_leave_the_rest_unfilled(self):
        ended = [OrderEnded(order=1, bar=2, reason=EndReason.CANCELLED)]

        account = audited([order(1, 0, "buy", 35)], filled(1, (1, 20, 102), (2, 10, 104)), ended)

        (rest,) = account.unfilled
        assert (rest.size, rest.reason) == (5, "cancelled")
        assert rest.text.startswith("30 of 35 were filled before.")

    def test_do_not_hide_a_part_that_was_due_before(self):
        ended = [OrderEnded(order=1, bar=4, reason=EndReason.CANCELLED)]

        with pytest.raises(BadResult, match="though bar 2 fills it first"):
            audited([order(1, 0, "buy", 35)], filled(1, (1, 20, 102)), ended)

    def test_by_time_come_before_the_next_part(self):
        until = datetime(2024, 1, 2, tzinfo=UTC).timestamp()
        placed = [order(1, 0, "buy", 35, type=OrderType.LIMIT, price=104.0, expires_at=until)]
        ended = [OrderEnded(order=1, bar=2, reason=EndReason.EXPIRED)]

        account = audited(placed, filled(1, (1, 20, 102)), ended)

        assert [(one.size, one.reason) for one in account.unfilled] == [(15, "expired")]

    def test_for_want_of_cash_need_the_cash_to_be_missing(self):
        ended = [OrderEnded(order=1, bar=2, reason=EndReason.MARGIN)]
        placed, fills = [order(1, 0, "buy", 30)], filled(1, (1, 20, 102))

        account = audited(placed, fills, ended, cash=3_050.0)

        assert account.unfilled[0].text.endswith(
            "Needed $1,040.00 for 10 AAA at $104.00 with commission, had $1,010.00."
        )
        with pytest.raises(BadResult, match="though cash was there"):
            audited(placed, fills, ended)

    def test_of_a_reversal_close_what_there_is(self):
        # Backtrader tries an order with a price of its own against the cash by that price.
        placed = [order(1, 0, "sell", 5), order(2, 1, "buy", 30, price=10.0)]
        fills = [*filled(1, (1, 5, 102)), *filled(2, (2, 5, 104))]
        ended = [OrderEnded(order=2, bar=2, reason=EndReason.MARGIN)]

        account = audited(placed, fills, ended, cash=520.0, leverage=None)

        assert [trade.is_open for trade in account.trades] == [False]
        assert [(one.order, one.size) for one in account.unfilled] == [(2, 25)]
        with pytest.raises(BadResult, match="cut short for want of cash that was there"):
            audited(placed, fills, ended, cash=600.0, leverage=None)


class TestBrackets:
    LIMIT = order(2, 0, "sell", 20, type=OrderType.LIMIT, price=104.0, parent=1)
    STOP = order(3, 0, "sell", 20, type=OrderType.STOP, price=99.0, parent=1)
    ENTRY = order(1, 0, "buy", 20)

    def test_wait_for_the_whole_of_their_parent(self):
        placed = [replace(self.ENTRY, size=25.0), self.LIMIT]
        parent = filled(1, (1, 20, 102), (2, 5, 104))

        account = audited(placed, [*parent, *filled(2, (4, 10, 108), (5, 10, 110))])

        assert account.trades[0].size == 25
        with pytest.raises(BadResult, match="on bar 2, the prices fill it on bar 4"):
            audited(placed, [parent[0], *filled(2, (2, 10, 104)), parent[1]])

    def test_spare_one_exit_what_the_other_took(self):
        # Bar 4 reaches both exits; the limit was sent first, and takes all that the stop was left with.
        exits = [*filled(2, (2, 10, 104)), *filled(2, (4, 10, 108))]
        ended = [OrderEnded(order=3, bar=4, reason=EndReason.CANCELLED)]

        account = audited([self.ENTRY, self.LIMIT, self.STOP], [*filled(1, (1, 20, 102)), *exits], ended)

        assert [trade.is_open for trade in account.trades] == [False]

    def test_never_sell_more_than_was_bought(self):
        bars = replace(BARS, high=BARS.high.copy(), open=BARS.open.copy(), close=BARS.close.copy())
        bars.open[4], bars.high[4], bars.close[4] = 99.5, 100.0, 99.0
        honest = [*filled(1, (1, 20, 102)), *filled(2, (2, 10, 104)), *filled(3, (4, 10, 99))]
        ended = [OrderEnded(order=2, bar=4, reason=EndReason.CANCELLED)]

        account = audited([self.ENTRY, self.LIMIT, self.STOP], honest, ended, bars=bars)

        assert [trade.is_open for trade in account.trades] == [False]
        assert [(one.order, one.reason) for one in account.unfilled] == [(2, "cancelled")]
        with pytest.raises(BadResult):
            audited([self.ENTRY, self.LIMIT, self.STOP], [*honest, *filled(3, (5, 10, 110))], ended, bars=bars)

    def test_one_cancels_other_with_its_first_part(self):
        placed = [
            order(1, 0, "buy", 30, type=OrderType.LIMIT, price=103.0),
            order(2, 0, "buy", 30, type=OrderType.STOP, price=105.0, oco=1),
        ]
        ended = [OrderEnded(order=2, bar=1, reason=EndReason.CANCELLED)]

        account = audited(placed, filled(1, (1, 20, 102), (2, 10, 103)), ended)

        assert [one.order for one in account.unfilled] == [2]
