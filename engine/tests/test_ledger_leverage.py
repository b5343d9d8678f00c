"""The leverage limit in the audit: what it lets through, what it refuses, and how it says so."""

import pytest

from engine.events import EndReason, Fill, OrderEnded, OrderType
from engine.ledger.audit import BadResult, audit
from engine.tests.ledger_cases import make_bars, make_log, make_spec, order

# open, high, low, close: 100 at every open, and a fall in the end.
FLAT = make_bars([(100, 102, 98, 100)] * 5 + [(100, 100, 50, 50)])
MARGIN = EndReason.MARGIN


def filled(*orders, at=100.0):
    return [Fill(bar=one.bar + 1, order=one.order, size=one.size, price=at) for one in orders]


def audited(placed, fills=(), ended=(), *, bars=FLAT, leverage: float | None = 1.0, **settings):
    spec = make_spec(leverage=leverage, symbols=bars.symbol, **settings)
    return audit(spec, [bars], make_log(len(bars), placed, fills, ended))


class TestShortSale:
    def test_of_more_than_the_equity_cannot_be_filled(self):
        sale = order(1, 0, "sell", 101)

        with pytest.raises(BadResult, match=r"needs equity of 10,100\.00 .* had 10,000\.00"):
            audited([sale], filled(sale))

    def test_of_all_the_equity_can(self):
        sale = order(1, 0, "sell", 100)

        account = audited([sale], filled(sale))

        assert account.gross_value[1] == account.equity[1] == 10_000

    def test_is_explained_in_figures_when_it_is_refused(self):
        account = audited([order(1, 0, "sell", 1_000)], [], [OrderEnded(bar=1, order=1, reason=MARGIN)])

        assert [one.text for one in account.unfilled] == [
            "To sell short 1,000 AAA at $100.00 at leverage 1 needed equity of $100,000.00, "
            "with commission and all that is held; had $10,000.00."
        ]

    def test_that_the_account_can_hold_cannot_be_said_to_be_refused(self):
        with pytest.raises(BadResult, match="though cash was there"):
            audited([order(1, 0, "sell", 90)], [], [OrderEnded(bar=1, order=1, reason=MARGIN)])

    def test_at_a_limit_is_judged_when_the_limit_is_reached(self):
        sale = order(1, 0, "sell", 101, type=OrderType.LIMIT, price=102.0)

        account = audited([sale], [], [OrderEnded(bar=1, order=1, reason=MARGIN)])

        assert "needed equity of $10,302.00" in account.unfilled[0].text
        with pytest.raises(BadResult, match="leverage limit"):
            audited([sale], filled(sale, at=102.0))

    def test_counts_what_is_short_already_at_the_last_close(self):
        first, second = order(1, 0, "sell", 60), order(2, 1, "sell", 41)

        with pytest.raises(BadResult, match="needs equity of 10,100"):
            audited([first, second], filled(first, second))

    def test_beside_a_long_position_of_another_symbol_counts_both(self):
        other = make_bars([(50, 51, 49, 50)] * 6, symbol="BBB")
        bought, sale = order(1, 0, "buy", 120, feed=1), order(2, 1, "sell", 41)
        fills = [Fill(bar=1, order=1, size=120, price=50), Fill(bar=2, order=2, size=41, price=100)]
        spec = make_spec(leverage=1.0, symbols="AAA BBB")

        with pytest.raises(BadResult, match="needs equity of 10,100"):
            audit(spec, [FLAT, other], make_log(6, [bought, sale], fills))

    def test_may_be_closed_in_parts_when_it_has_grown_beyond_the_limit(self):
        rising = make_bars([(100, 102, 98, 100)] * 2 + [(130, 131, 129, 130)] * 4)
        sale, part = order(1, 0, "sell", 100), order(2, 2, "buy", 10)

        account = audited(
            [sale, part], [*filled(sale), Fill(bar=3, order=2, size=10, price=130)], bars=rising, leverage=1.0
        )

        assert account.gross_value[3] == 90 * 130 > account.equity[3]


class TestBorrowedCash:
    def test_pays_for_a_long_position_within_the_limit(self):
        bought = order(1, 0, "buy", 200)

        account = audited([bought], filled(bought), leverage=2.0)

        assert account.cash[1] == -10_000

    def test_does_not_pay_for_one_beyond_it(self):
        bought = order(1, 0, "buy", 201)

        with pytest.raises(BadResult, match=r"needs equity of 10,050\.00"):
            audited([bought], filled(bought), leverage=2.0)

    def test_is_not_there_at_leverage_one(self):
        bought = order(1, 0, "buy", 101)

        with pytest.raises(BadResult, match=r"filled for 10,100\.00 .* had 10,000\.00"):
            audited([bought], filled(bought))

    def test_leaves_a_debt_when_prices_fall(self):
        bought = order(1, 0, "buy", 200)

        account = audited([bought], filled(bought), leverage=2.0)

        assert account.equity.tolist() == [10_000] * 5 + [0]
        assert account.ruined_bar == 5


class TestReversal:
    BOUGHT, REVERSED = order(1, 0, "buy", 50), order(2, 1, "sell", 180)

    def test_closes_and_refuses_the_rest_when_equity_lacks_for_it(self):
        # It passes when it is sent, at 60, and finds itself at 100.
        bars = make_bars([(100, 102, 98, 100), (100, 102, 60, 60), *[(100, 102, 98, 100)] * 2])
        fills = [*filled(self.BOUGHT), Fill(bar=2, order=2, size=50, price=100)]

        account = audited([self.BOUGHT, self.REVERSED], fills, [OrderEnded(bar=2, order=2, reason=MARGIN)], bars=bars)

        assert [(one.size, one.reason) for one in account.unfilled] == [(130, "margin")]
        assert "To sell short 130 AAA" in account.unfilled[0].text

    def test_cannot_be_cut_short_when_equity_is_there(self):
        sale = order(2, 1, "sell", 149)
        fills = [*filled(self.BOUGHT), Fill(bar=2, order=2, size=50, price=100)]

        with pytest.raises(BadResult, match="cut short"):
            audited([self.BOUGHT, sale], fills, [OrderEnded(bar=2, order=2, reason=MARGIN)])

    def test_within_the_limit_goes_through(self):
        sale = order(2, 1, "sell", 150)

        account = audited([self.BOUGHT, sale], filled(self.BOUGHT, sale))

        assert [trade.side for trade in account.trades] == ["long", "short"]


class TestQueue:
    def test_refuses_a_sale_behind_an_order_that_could_not_be_paid_and_says_why(self):
        bought, dear, sale = order(1, 0, "buy", 50), order(2, 1, "buy", 1_000), order(3, 1, "sell", 50)
        ended = [OrderEnded(bar=2, order=number, reason=MARGIN) for number in (2, 3)]

        account = audited([bought, dear, sale], filled(bought), ended)

        assert account.unfilled[1].text == (
            "An order sent before it on the same bar was refused, and Backtrader counts what that would have cost."
        )
        with pytest.raises(BadResult, match="behind one that could not be paid"):
            audited([bought, dear, sale], filled(bought, sale), ended[:1])
