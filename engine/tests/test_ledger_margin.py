"""Around the edge of what an account can pay for: brackets refused whole, and the last cent."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.events import EndReason, Fill, OrderEnded, OrderType
from engine.ledger.audit import BadResult, audit
from engine.tests.ledger_cases import make_bars, make_log, make_spec, order

FLAT = make_bars([(100, 111, 89, 100)] * 5)
MARGIN, REJECTED, CANCELLED = EndReason.MARGIN, EndReason.REJECTED, EndReason.CANCELLED


def audited(placed, fills=(), ended=(), *, bars=FLAT, **settings):
    return audit(make_spec(**settings), [bars], make_log(len(bars), placed, fills, ended))


@pytest.mark.parametrize("leverage", [None, 1.0])
class TestBracketThatCannotBePaid:
    """A parent for 100,000 with 10,000 in cash, its children, and an order for 5,000 sent behind them."""

    PLACED = (
        order(1, 0, "buy", 1_000),
        order(2, 0, "sell", 1_000, type=OrderType.LIMIT, price=120.0, parent=1),
        order(3, 0, "sell", 1_000, type=OrderType.STOP, price=95.0, parent=1),
        order(4, 0, "buy", 50),
    )
    ENDED = tuple(OrderEnded(bar=1, order=at, reason=MARGIN if at == 1 else REJECTED) for at in (1, 2, 3))

    def test_takes_its_children_along_untried(self, leverage):
        # Were they tried, what they would bring in would pay for the order behind them.
        ended = [*self.ENDED, OrderEnded(bar=1, order=4, reason=MARGIN)]

        account = audited(self.PLACED, [], ended, leverage=leverage)

        assert [one.reason for one in account.unfilled] == ["margin", "rejected", "rejected", "margin"]
        assert "depends on was refused" in account.unfilled[1].text

    def test_leaves_nothing_to_the_orders_behind_it(self, leverage):
        with pytest.raises(BadResult, match=r"Order 4 is filled for 5,000\.00"):
            audited(self.PLACED, [Fill(bar=1, order=4, size=50, price=100)], self.ENDED, leverage=leverage)

    def test_cannot_have_its_children_filled(self, leverage):
        fill = Fill(bar=2, order=3, size=1_000, price=95)

        with pytest.raises(BadResult, match="no bar reaches its price"):
            audited(self.PLACED, [fill], self.ENDED[:2], leverage=leverage)

    def test_of_another_parent_is_tried(self, leverage):
        second = (order(5, 0, "sell", 500, parent=4, type=OrderType.LIMIT, price=120.0),)
        ended = [*self.ENDED, *(OrderEnded(bar=1, order=at, reason=why) for at, why in ((4, MARGIN), (5, REJECTED)))]

        account = audited((*self.PLACED, *second), [], ended, leverage=leverage)

        assert [one.reason for one in account.unfilled][-2:] == ["margin", "rejected"]


class TestBracketWithAChildThatCannotBePaid:
    """Backtrader asks for cash to buy back what is sold short: 20,000 with 15,000 there."""

    def test_falls_as_a_whole(self):
        placed = [
            order(1, 0, "sell", 50),
            order(2, 0, "buy", 50, type=OrderType.STOP, price=400.0, parent=1),
            order(3, 0, "sell", 300, type=OrderType.LIMIT, price=120.0, parent=1),
            order(4, 0, "buy", 50),
        ]
        reasons = (MARGIN, CANCELLED, REJECTED, MARGIN)
        ended = [OrderEnded(bar=1, order=at, reason=why) for at, why in zip((2, 1, 3, 4), reasons, strict=True)]

        account = audited(placed, [], ended)

        assert [one.reason for one in account.unfilled] == ["cancelled", "margin", "rejected", "margin"]
        # What the third order would bring in does not pay for the fourth.
        with pytest.raises(BadResult, match="Order 4 is filled for"):
            audited(placed, [Fill(bar=1, order=4, size=50, price=100)], ended[:3])


class TestReasons:
    LIMIT = order(1, 0, "buy", 10, type=OrderType.LIMIT, price=50.0)

    def test_tell_an_order_kept_back_from_one_whose_parent_was_refused(self):
        account = audited([self.LIMIT], [], [OrderEnded(bar=0, order=1, reason=REJECTED)])

        assert account.unfilled[0].text == "It was kept back (transmit=False) and never sent."

    def test_tell_the_strategys_own_cancelling_from_that_of_a_tied_order(self):
        tied = order(2, 0, "buy", 10, oco=1)
        ended = [OrderEnded(bar=1, order=1, reason=CANCELLED)]

        alone = audited([self.LIMIT], [], ended)
        called_off = audited([self.LIMIT, tied], [Fill(bar=1, order=2, size=10, price=100)], ended)

        assert alone.unfilled[0].text == "It was cancelled by the strategy."
        assert "an order tied to it was filled" in called_off.unfilled[0].text

    def test_name_the_moment_an_order_was_good_until(self):
        day = replace(self.LIMIT, expires_at=datetime(2024, 1, 2, tzinfo=UTC).timestamp())

        account = audited([day], [], [OrderEnded(bar=2, order=1, reason=EndReason.EXPIRED)])

        assert account.unfilled[0].text == "It was good until 2024-01-02, and its price was not reached."

    def test_tell_the_last_bar_from_a_price_never_reached(self):
        account = audited([self.LIMIT, order(2, 4, "buy", 1)])

        assert [one.text.split(":")[0] for one in account.unfilled] == [
            "The data ended before it could be filled.",
            "It was sent on the last bar",
        ]


class TestLastCent:
    """Ten units at 100: what is left over says whether a refusal can be believed."""

    BOUGHT = order(1, 0, "buy", 10)
    FILL = Fill(bar=1, order=1, size=10, price=100)
    REFUSED = OrderEnded(bar=1, order=1, reason=MARGIN)

    @pytest.mark.parametrize("cash", [1_000.0, 1_000.005, 999.995])
    def test_may_go_either_way(self, cash):
        assert audited([self.BOUGHT], [self.FILL], cash=cash).unfilled == ()
        assert audited([self.BOUGHT], [], [self.REFUSED], cash=cash).unfilled[0].reason == "margin"

    def test_counts_at_the_price_the_order_was_sent_at(self):
        falling = make_bars([(100, 111, 89, 100), *[(50, 55, 45, 50)] * 3])

        account = audited([self.BOUGHT], [], [self.REFUSED], bars=falling, cash=1_000.005)

        assert account.unfilled[0].text == "Needed $1,000.00 for 10 AAA at $100.00 with commission, had $1,000.00."

    def test_is_all_that_may(self):
        with pytest.raises(BadResult, match="though cash was there"):
            audited([self.BOUGHT], [], [self.REFUSED], cash=1_000.02)
        with pytest.raises(BadResult, match="had 999"):
            audited([self.BOUGHT], [self.FILL], cash=999.98)

    def test_says_nothing_against_an_order_called_off(self):
        limit = order(1, 0, "buy", 10, type=OrderType.LIMIT, price=88.0)
        ended = [OrderEnded(bar=1, order=1, reason=CANCELLED)]

        assert audited([limit], [], ended, cash=880.005).unfilled[0].reason == "cancelled"

    def test_cannot_refuse_an_order_later_on_a_bar_that_does_not_fill_it(self):
        limit = order(1, 0, "buy", 10, type=OrderType.LIMIT, price=88.0)

        with pytest.raises(BadResult, match="though cash was there"):
            audited([limit], [], [OrderEnded(bar=2, order=1, reason=MARGIN)], cash=880.005)

    def test_does_not_stop_a_reversal_from_closing_what_it_closes(self):
        # 15,100 in cash, and 500 units for half a cent less; by the next open they cost three times that.
        bars = make_bars([(100, 102, 99, 101), (102, 104, 30, 30.19999), *[(104, 106, 103, 105)] * 2])
        placed = [order(1, 0, "sell", 50), order(2, 1, "buy", 500)]
        fills = [Fill(bar=1, order=1, size=50, price=102), Fill(bar=2, order=2, size=50, price=104)]

        account = audited(placed, fills, [OrderEnded(bar=2, order=2, reason=MARGIN)], bars=bars)

        assert [(one.size, one.reason) for one in account.unfilled] == [(450, "margin")]
