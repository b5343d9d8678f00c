from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from engine.bars import Bars
from engine.events import EndReason, Fill, OrderEnded, OrderType
from engine.ledger.audit import BadResult, audit
from engine.ledger.benchmark import benchmark_of, buy_and_hold
from engine.ledger.clock import Clock
from engine.tests.ledger_cases import make_bars, make_log, make_spec, order

# open, high, low, close
BARS = make_bars(
    [(100, 102, 99, 101), (102, 104, 100, 103), (104, 107, 95, 105), (106, 108, 105, 107), (108, 109, 90, 95)]
)


def market(*legs: tuple[int, str, float], bars: Bars = BARS, **settings):
    """The account after market orders of (bar sent on, side, size)."""
    placed = [order(number, bar, side, size) for number, (bar, side, size) in enumerate(legs, start=1)]
    fills = [Fill(bar=one.bar + 1, order=one.order, size=one.size, price=bars.open[one.bar + 1]) for one in placed]
    return audit(make_spec(**settings), [bars], make_log(len(bars), placed, fills))


class TestAccount:
    def test_values_a_position_at_each_close(self):
        account = market((0, "buy", 10))

        assert account.cash.tolist() == [10_000, 8_980, 8_980, 8_980, 8_980]
        assert account.position_value.tolist() == [0, 1_030, 1_050, 1_070, 950]
        assert account.equity.tolist() == [10_000, 10_010, 10_030, 10_050, 9_930]

    def test_takes_commission_from_cash(self):
        account = market((0, "buy", 10), commission=0.001)

        assert account.cash[1] == pytest.approx(10_000 - 1_020 - 1.02)
        assert account.fills[0].commission == pytest.approx(1.02)

    def test_counts_a_short_position_as_a_debt_and_as_gross_value(self):
        account = market((0, "sell", 10))

        assert account.position_value.tolist() == [0, -1_030, -1_050, -1_070, -950]
        assert account.gross_value.tolist() == [0, 1_030, 1_050, 1_070, 950]

    def test_without_orders_stays_at_its_cash(self):
        account = market()

        assert account.equity.tolist() == [10_000] * 5
        assert account.trades == account.fills == account.unfilled == ()

    def test_values_a_symbol_without_a_bar_at_its_last_close(self):
        other = make_bars([(50, 51, 49, 50), (52, 53, 51, 53), (60, 61, 59, 60)], symbol="BBB")
        gappy = Bars(
            symbol="BBB",
            times=BARS.times[[0, 1, 4]],
            **{name: getattr(other, name) for name in ("open", "high", "low", "close", "volume")},
        )
        placed, fills = [order(1, 0, "buy", 10, feed=1)], [Fill(bar=1, order=1, size=10, price=52)]

        account = audit(make_spec(symbols="AAA BBB"), [BARS, gappy], make_log(5, placed, fills))

        assert account.position_value.tolist() == [0, 530, 530, 530, 600]

    def test_fills_a_symbol_at_its_own_next_bar(self):
        other = make_bars([(50, 51, 49, 50), (52, 53, 51, 53)], symbol="BBB", first="2024-01-04")
        placed, fills = [order(1, 3, "buy", 10, feed=1)], [Fill(bar=4, order=1, size=10, price=52)]

        account = audit(make_spec(symbols="AAA BBB"), [BARS, other], make_log(5, placed, fills))

        assert (account.fills[0].symbol, account.fills[0].at) == ("BBB", datetime(2024, 1, 5))

    def test_says_where_the_bar_was_too_narrow_for_the_slippage(self):
        placed = [order(1, 0, "buy", 10)]

        account = audit(
            make_spec(slippage=0.05), [BARS], make_log(5, placed, [Fill(bar=1, order=1, size=10, price=104)])
        )

        assert account.fills[0].is_clipped
        assert account.fills[0].slippage_cost == pytest.approx(20)

    def test_says_nothing_of_a_limit_that_knows_no_slippage(self):
        placed = [order(1, 0, "buy", 10, type=OrderType.LIMIT, price=101.0)]

        account = audit(
            make_spec(slippage=0.01), [BARS], make_log(5, placed, [Fill(bar=1, order=1, size=10, price=101)])
        )

        assert not account.fills[0].is_clipped
        assert account.fills[0].slippage_cost == 0


class TestRuin:
    """Shorting 100 at 102 with 1,000 in cash: 103 leaves 900, 110 leaves 200, 112 leaves exactly nothing."""

    RISING = make_bars(
        [(100, 102, 99, 101), (102, 104, 100, 103), (104, 110, 103, 110), (110, 113, 109, 112), (112, 112, 90, 95)]
    )

    @pytest.fixture
    def account(self):
        return market((0, "sell", 100), bars=self.RISING, cash=1_000)

    def test_begins_where_exactly_nothing_is_left(self, account):
        assert account.ruined_bar == 3
        assert account.equity.tolist() == [1_000, 900, 200, 0, 0]

    def test_leaves_the_bar_of_ruin_as_it_was_and_nothing_moves_after_it(self, account):
        assert account.position_value.tolist() == [0, -10_300, -11_000, -11_200, 0]
        assert account.cash.tolist() == [1_000, 11_200, 11_200, 11_200, 0]
        assert account.gross_value.tolist() == [0, 10_300, 11_000, 11_200, 0]

    def test_counts_what_was_filled_on_that_very_bar(self):
        account = market((0, "sell", 100), (2, "sell", 100), bars=self.RISING, cash=1_000)

        assert (account.ruined_bar, account.equity[3]) == (3, -200)
        assert [fill.bar for fill in account.fills] == [1, 3]

    def test_marks_the_open_trade_at_the_bar_of_ruin(self, account):
        (trip,) = account.trades

        assert (trip.is_open, trip.pnl, trip.bars) == (True, -1_000, 2)


class TestRoundTrips:
    def test_record_entry_exit_and_result(self):
        (trade,) = market((0, "buy", 10), (2, "sell", 10), commission=0.001).trades

        assert (trade.number, trade.symbol, trade.side, trade.size) == (1, "AAA", "long", 10)
        assert (trade.entry_at, trade.exit_at) == (datetime(2024, 1, 2), datetime(2024, 1, 4))
        assert (trade.entry_price, trade.exit_price, trade.bars, trade.is_open) == (102, 106, 2, False)
        assert trade.pnl == pytest.approx(40)
        assert trade.commission == pytest.approx(1.02 + 1.06)
        assert trade.pnl_net == pytest.approx(40 - 2.08)
        assert trade.return_fraction == pytest.approx((40 - 2.08) / 1_020)

    def test_of_a_short_earn_when_prices_fall(self):
        (trade,) = market((0, "sell", 10), (2, "buy", 10)).trades

        assert (trade.side, trade.pnl) == ("short", pytest.approx(-40))

    def test_average_what_opened_and_what_closed_them(self):
        (trade,) = market((0, "buy", 10), (1, "buy", 30), (2, "sell", 20), (3, "sell", 20)).trades

        assert trade.size == 40
        assert trade.entry_price == pytest.approx((10 * 102 + 30 * 104) / 40)
        assert trade.exit_price == pytest.approx((20 * 106 + 20 * 108) / 40)
        assert trade.pnl == pytest.approx(20 * 106 + 20 * 108 - 10 * 102 - 30 * 104)

    def test_remember_the_largest_size_they_had(self):
        (trade,) = market((0, "buy", 10), (1, "sell", 6), (2, "buy", 2)).trades

        assert trade.size == 10

    def test_end_and_begin_in_a_reversal(self):
        first, second = market((0, "buy", 10), (1, "sell", 25), (2, "buy", 15)).trades

        assert (first.side, first.size, first.exit_price) == ("long", 10, 104)
        assert (second.side, second.size, second.entry_price, second.exit_price) == ("short", 15, 104, 106)
        assert second.pnl == pytest.approx(-30)

    def test_still_open_are_marked_at_the_last_close(self):
        (trade,) = market((0, "buy", 10), commission=0.001).trades

        assert trade.is_open
        assert (trade.exit_at, trade.exit_price) == (None, None)
        assert trade.pnl == pytest.approx(-70)
        assert trade.pnl_net == pytest.approx(-71.02)
        assert trade.bars == 3

    def test_remember_their_worst_and_best_moment(self):
        (trade,) = market((0, "buy", 10), (2, "sell", 10)).trades

        # In from 102 over the bars with lows 100 and 95 and highs 104 and 107, out at 106.
        assert trade.mae == pytest.approx(95 / 102 - 1)
        assert trade.mfe == pytest.approx(107 / 102 - 1)

    def test_of_a_short_turn_worst_and_best_around(self):
        (trade,) = market((0, "sell", 10), (2, "buy", 10)).trades

        assert trade.mae == pytest.approx(1 - 107 / 102)
        assert trade.mfe == pytest.approx(1 - 95 / 102)

    def test_do_not_count_what_a_bar_did_before_a_limit_was_met(self):
        placed = [order(1, 0, "buy", 10, type=OrderType.LIMIT, price=101.0), order(2, 1, "sell", 10)]
        fills = [Fill(bar=1, order=1, size=10, price=101), Fill(bar=2, order=2, size=10, price=104)]

        (trade,) = audit(make_spec(), [BARS], make_log(5, placed, fills)).trades

        assert (trade.mae, trade.mfe) == (0, pytest.approx(104 / 101 - 1))

    def test_of_a_single_bar_do_not_count_its_close(self):
        placed = [order(1, 0, "buy", 10), order(2, 0, "sell", 10, type=OrderType.LIMIT, price=102.5)]
        fills = [Fill(bar=1, order=1, size=10, price=102), Fill(bar=1, order=2, size=10, price=102.5)]

        (trade,) = audit(make_spec(), [BARS], make_log(5, placed, fills)).trades

        assert (trade.bars, trade.mae, trade.mfe) == (0, 0, pytest.approx(102.5 / 102 - 1))


class TestBuyingPower:
    def test_refuses_a_fill_in_part_even_when_the_rest_was_too_dear(self):
        # 1,015 buys ten at the close of 101, on which they were sent, but not at the open of 102.
        ended = [OrderEnded(bar=1, order=1, reason=EndReason.MARGIN)]
        log = make_log(5, [order(1, 0, "buy", 10)], [Fill(bar=1, order=1, size=5, price=102)], ended)

        with pytest.raises(BadResult, match="Order 1 is filled in part"):
            audit(make_spec(cash=1_015), [BARS], log)

    def test_refuses_want_of_cash_for_what_only_closes_a_position(self):
        bars = make_bars([(100, 102, 99, 101), (102, 104, 100, 103), (104, 106, 103, 105), (125, 126, 105, 110)])
        placed = [order(1, 0, "sell", 50), order(2, 2, "buy", 50)]
        ended = [OrderEnded(bar=3, order=2, reason=EndReason.MARGIN)]
        log = make_log(4, placed, [Fill(bar=1, order=1, size=50, price=102)], ended)

        with pytest.raises(BadResult, match="Order 2 is refused on bar 3, though cash was there"):
            audit(make_spec(cash=1_000), [bars], log)

    def test_refuses_want_of_cash_on_a_bar_that_would_not_fill_the_order(self):
        placed = [order(1, 0, "buy", 100, type=OrderType.LIMIT, price=92.0), order(2, 1, "buy", 90)]
        ended = [OrderEnded(bar=2, order=1, reason=EndReason.MARGIN)]
        log = make_log(5, placed, [Fill(bar=2, order=2, size=90, price=104)], ended)

        with pytest.raises(BadResult, match="Order 1 is refused on bar 2, though cash was there"):
            audit(make_spec(), [BARS], log)

    def test_counts_the_cash_that_a_sale_on_the_same_bar_set_free(self):
        account = market((0, "buy", 90), (2, "sell", 90), (3, "buy", 90))

        assert account.equity.tolist() == [10_000, 10_090, 10_270, 10_360, 9_190]


class TestBuyAndHold:
    def test_buys_whole_lots_at_the_second_open_with_costs(self):
        account = buy_and_hold(make_spec(commission=0.001, slippage=0.001), [BARS])

        (fill,) = account.fills
        assert (fill.bar, fill.size) == (1, 97)
        assert fill.price == pytest.approx(102 * 1.001)
        assert 0 <= account.cash[-1] < 102.2
        assert account.trades[0].is_open

    def test_shares_cash_equally_among_symbols(self):
        late = make_bars([(50, 51, 49, 50), (52, 53, 51, 53)], symbol="BBB", first="2024-01-04")

        account = buy_and_hold(make_spec(symbols="AAA BBB"), [BARS, late])

        assert [(fill.symbol, fill.bar, fill.size) for fill in account.fills] == [("AAA", 1, 49), ("BBB", 4, 96)]

    def test_keeps_cash_when_one_lot_is_too_dear(self):
        account = buy_and_hold(make_spec(cash=50.0), [BARS])

        assert account.equity.tolist() == [50.0] * 5

    def test_keeps_cash_when_there_is_only_one_bar(self):
        account = buy_and_hold(make_spec(), [make_bars([(100, 102, 99, 101)])])

        assert account.equity.tolist() == [10_000]


class TestBenchmark:
    def test_is_what_the_spec_names(self):
        other = make_bars([(50, 51, 49, 50), (52, 53, 51, 53), (54, 56, 53, 55)], symbol="SPY")

        held, cash, symbol = (
            benchmark_of(spec=replace(make_spec(), benchmark=name), feeds=[BARS], bars=other)
            for name in ("hold", "cash", "SPY")
        )

        assert [fill.symbol for fill in held.fills] == ["AAA"]
        assert cash.equity.tolist() == [10_000] * 5
        assert (cash.trades, cash.gross_value.tolist()) == ((), [0.0] * 5)
        assert [(fill.symbol, fill.size) for fill in symbol.fills] == [("SPY", 192)]

    def test_of_a_symbol_stands_on_the_run_s_own_instants(self):
        # Its bars are of 2 Jan (twice as early as bought), 4 Jan and a day the run has no bar of; none of the rest.
        other = make_bars([(50, 51, 49, 50), (52, 53, 51, 53), (54, 56, 53, 55)], symbol="SPY", first="2024-01-02")
        days = np.array(["2024-01-02", "2024-01-04", "2024-01-09"], dtype="datetime64[us]")
        spec = replace(make_spec(), benchmark="SPY")

        account = benchmark_of(spec=spec, feeds=[BARS], bars=replace(other, times=days))

        # 192 lots at 52, worth 53 at that day's close; before it the cash, after it the last value.
        assert account.times.tolist() == BARS.times.tolist()
        assert account.equity.tolist() == [10_000, 10_000, 10_000, 10_192, 10_192]
        assert account.gross_value.tolist() == [0, 0, 0, 192 * 53, 192 * 53]
        assert [fill.bar for fill in account.fills] == [3]

    def test_of_a_symbol_needs_its_bars(self):
        with pytest.raises(ValueError, match="benchmark SPY are missing"):
            benchmark_of(spec=replace(make_spec(), benchmark="SPY"), feeds=[BARS])


class TestClock:
    def test_knows_the_last_row_of_each_feed_at_every_instant(self):
        late = make_bars([(50, 51, 49, 50), (52, 53, 51, 53)], symbol="BBB", first="2024-01-04")

        clock = Clock.of([BARS, late])

        assert clock.feeds[1].row_at.tolist() == [-1, -1, -1, 0, 1]
        assert clock.feeds[1].bar_of.tolist() == [3, 4]
        assert clock.feeds[1].closes.tolist() == [0, 0, 0, 50, 53]
        assert clock.feeds[1].close_at(2) is None
        assert np.array_equal(clock.times, BARS.times)
