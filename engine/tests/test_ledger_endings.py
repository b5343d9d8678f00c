"""Why an order ended is asked of our own bars, too: a child may not give the reason it likes."""

from datetime import UTC, datetime

import pytest

from engine.events import EndReason, OrderEnded, OrderType
from engine.ledger.audit import BadResult, audit
from engine.tests.ledger_cases import make_bars, make_log, make_spec, order

# No order here is ever reached by a price.
FLAT = make_bars([(100, 101, 99, 100)] * 6)


def waiting(number=1, bar=0, *, side="buy", size=1.0, **rest):
    """Return an order at a price that never comes."""
    return order(number, bar, side, size, **{"type": OrderType.LIMIT, "price": 50.0, **rest})


def until(day):
    return datetime(2024, 1, day, tzinfo=UTC).timestamp()


def audited(placed, *ended):
    return audit(make_spec(), [FLAT], make_log(6, placed, (), ended))


def end(bar, reason, number=1):
    return OrderEnded(bar=bar, order=number, reason=reason)


class TestCancelled:
    def test_is_the_strategys_word_from_the_bar_after_on(self):
        account = audited([waiting()], end(1, EndReason.CANCELLED))

        assert [one.reason for one in account.unfilled] == ["cancelled"]

    def test_cannot_be_before_the_market_had_the_order(self):
        # The lie: a market order that will lose was called off at once, which no broker does.
        market = order(1, 0, "buy", 1.0)

        with pytest.raises(BadResult, match="cancelled on the bar it was sent on"):
            audited([market], end(0, EndReason.CANCELLED))

    def test_cannot_hide_that_the_time_was_over(self):
        with pytest.raises(BadResult, match="on which its time was over before"):
            audited([waiting(expires_at=until(2))], end(2, EndReason.CANCELLED))


class TestExpired:
    def test_is_on_the_first_bar_after_the_time(self):
        account = audited([waiting(expires_at=until(2))], end(2, EndReason.EXPIRED))

        assert [(one.reason, one.bar) for one in account.unfilled] == [("expired", 2)]

    def test_is_on_the_next_bar_where_the_time_was_over_before(self):
        account = audited([waiting(bar=2, expires_at=until(1))], end(3, EndReason.EXPIRED))

        assert [one.bar for one in account.unfilled] == [3]

    @pytest.mark.parametrize("late", [end(4, EndReason.EXPIRED), end(4, EndReason.CANCELLED), None])
    def test_is_not_later(self, late):
        with pytest.raises(BadResult, match="its time was over on bar 2"):
            audited([waiting(expires_at=until(2))], *filter(None, [late]))

    def test_may_wait_for_the_rest_of_a_bracket(self):
        # An order kept back (transmit=False) is first looked at when the last of its bracket is sent.
        parent, child = waiting(expires_at=until(2)), waiting(2, bar=3, side="sell", price=200.0, parent=1)
        ends = end(4, EndReason.EXPIRED), end(4, EndReason.CANCELLED, 2)

        account = audited([parent, child], *ends)

        assert [one.reason for one in account.unfilled] == ["expired", "cancelled"]

    def test_never_comes_without_a_time_limit(self):
        assert [one.reason for one in audited([waiting()]).unfilled] == ["end_of_data"]


class TestRejected:
    def test_is_what_was_kept_back(self):
        account = audited([waiting()], end(0, EndReason.REJECTED))

        assert "kept back" in account.unfilled[0].text

    def test_needs_a_refused_relative(self):
        with pytest.raises(BadResult, match="none it depends on was refused"):
            audited([waiting()], end(1, EndReason.REJECTED))

    def test_goes_with_a_refused_parent(self):
        parent, child = waiting(size=1e6), waiting(2, side="sell", price=200.0, parent=1)

        account = audited([parent, child], end(1, EndReason.MARGIN), end(1, EndReason.REJECTED, 2))

        assert [one.reason for one in account.unfilled] == ["margin", "rejected"]


class TestMargin:
    def test_is_told_where_cash_is_missing(self):
        # The lie: an order nobody could pay for waits on, and keeps the others of its group from being called off.
        with pytest.raises(BadResult, match="is not refused on bar 1, though cash was missing"):
            audited([waiting(size=1e6)])

    def test_is_not_told_where_nobody_asked(self):
        account = audited([waiting(bar=5, size=1e6)])

        assert [one.reason for one in account.unfilled] == ["end_of_data"]


class TestForm:
    @pytest.mark.parametrize("stray", [{"limit_price": 40.0}, {"trail_amount": 1.0}, {"trail_percent": 0.1}])
    def test_holds_nothing_the_type_does_not_have(self, stray):
        with pytest.raises(BadResult, match="Order 1 is a limit order"):
            audited([waiting(**stray)])
