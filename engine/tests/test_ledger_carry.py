"""Borrow cost and interest: the ledger's own sums, and what happens to a log that would do without them."""

from dataclasses import replace

import numpy as np
import pytest

from engine.events import EndReason, Fill, OrderEnded
from engine.ledger.audit import BadResult, audit
from engine.spec import Costs
from engine.tests.ledger_cases import make_bars, make_log, make_spec, order

# Friday, then Monday to Thursday; every price is 100.
WEEK = np.array(["2024-01-05", "2024-01-08", "2024-01-09", "2024-01-10", "2024-01-11"], dtype="datetime64[us]")
BARS = replace(make_bars([(100, 101, 99, 100)] * 5), times=WEEK)


def audited(*legs, bars=BARS, cash=10_000.0, leverage=None, ended=(), **rates):
    placed = [order(number, bar, side, size) for number, (bar, side, size) in enumerate(legs, start=1)]
    over = {end.order for end in ended}
    fills = [
        Fill(bar=one.bar + 1, order=one.order, size=one.size, price=float(bars.open[one.bar + 1]))
        for one in placed
        if one.order not in over
    ]
    costs = Costs(commission_rate=0.0, slippage_rate=0.0, **rates)
    spec = replace(make_spec(cash=cash, leverage=leverage), costs=costs)
    return audit(spec, [bars], make_log(len(bars), placed, fills, ended))


class TestInterest:
    def test_is_paid_by_calendar_days_on_what_was_there(self):
        account = audited(cash_rate=0.0365)

        one_day = 1.0001
        expected = np.array([1, 1.0003, 1.0003 * one_day, 1.0003 * one_day**2, 1.0003 * one_day**3]) * 10_000
        assert account.cash == pytest.approx(expected)
        assert account.interest == pytest.approx(account.equity[-1] - 10_000)

    def test_is_owed_on_borrowed_cash(self):
        account = audited((0, "buy", 200), leverage=2.0, borrow_rate=0.365, cash_rate=0.0)

        assert account.cash.tolist() == pytest.approx([10_000, -10_000, -10_010, -10_020.01, -10_030.03001])
        assert (account.interest, account.borrow_cost) == (0, pytest.approx(30.03001))


class TestBorrowCost:
    def test_is_paid_on_the_price_of_the_sale_while_it_is_short(self):
        account = audited((0, "sell", 10), (2, "buy", 10), borrow_rate=0.365)

        # Sold on Monday and bought back on Wednesday: two days.
        assert account.borrow_cost == pytest.approx(2.0)
        assert account.cash.tolist() == pytest.approx([10_000, 11_000, 10_999, 9_998, 9_998])
        (trade,) = account.trades
        assert (trade.borrow_cost, trade.pnl_net) == (pytest.approx(2), pytest.approx(-2))

    def test_of_an_open_trade_counts(self):
        (trade,) = audited((1, "sell", 10), borrow_rate=0.365).trades

        assert trade.is_open
        assert trade.pnl_net == pytest.approx(-2)

    def test_is_not_paid_on_what_is_owned(self):
        assert audited((0, "buy", 10), borrow_rate=0.365).borrow_cost == 0

    def test_follows_the_dates_of_each_symbol(self):
        other = replace(make_bars([(50, 51, 49, 50)] * 3, symbol="BBB"), times=WEEK[[0, 1, 4]])
        placed, fills = [order(1, 0, "sell", 20, feed=1)], [Fill(bar=1, order=1, size=20, price=50)]
        spec = replace(
            make_spec(symbols="AAA BBB"), costs=Costs(commission_rate=0, slippage_rate=0, borrow_rate=0.365)
        )

        account = audit(spec, [BARS, other], make_log(5, placed, fills))

        assert account.cash.tolist() == pytest.approx([10_000, 11_000, 11_000, 11_000, 10_997])

    def test_can_make_a_purchase_unaffordable(self):
        # 50 shares short cost 5 a day: the 100 left after buying them back are 90.
        legs = (0, "sell", 50), (2, "buy", 50), (3, "buy", 100)

        with pytest.raises(BadResult, match=r"Order 3 is filled for 10,000\.00 .* had 9,990\.00"):
            audited(*legs, borrow_rate=0.365)
        account = audited(*legs, borrow_rate=0.365, ended=[OrderEnded(bar=4, order=3, reason=EndReason.MARGIN)])
        assert account.unfilled[0].text.endswith("had $9,990.00.")

    def test_cannot_be_claimed_to_when_there_is_none(self):
        ended = [OrderEnded(bar=4, order=3, reason=EndReason.MARGIN)]

        with pytest.raises(BadResult, match="though cash was there"):
            audited((0, "sell", 50), (2, "buy", 50), (3, "buy", 99), borrow_rate=0.0001, ended=ended)

    def test_can_ruin_an_account_and_stops_with_it(self):
        account = audited((0, "sell", 100), cash=25.0, borrow_rate=0.365)

        assert account.ruined_bar == 4
        assert account.equity.tolist() == pytest.approx([25, 25, 15, 5, -5])
        ruined_sooner = audited((0, "sell", 100), cash=15.0, borrow_rate=0.365)
        assert ruined_sooner.ruined_bar == 3
        assert ruined_sooner.borrow_cost == pytest.approx(20)
        assert ruined_sooner.equity[3] == ruined_sooner.equity[4] == pytest.approx(-5)
