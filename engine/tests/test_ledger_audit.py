from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.events import EndReason, Fill, OrderEnded, OrderType
from engine.ledger.audit import BadResult, audit
from engine.tests.ledger_cases import cases, make_bars, make_log, make_spec, order, random_bars

# open, high, low, close
RISING = make_bars([(100, 102, 99, 101), (102, 104, 101, 103), (104, 106, 103, 105), (106, 108, 105, 107)])
FALLING = make_bars([(100, 101, 98, 99), (98, 99, 94, 95), (94, 95, 90, 91), (90, 91, 86, 87)])

# Each turns one fill of an honest log into a lie.
LIES = {
    "a tick too cheap": lambda fill: [replace(fill, price=fill.price - 0.01)],
    "a tick too dear": lambda fill: [replace(fill, price=fill.price + 0.01)],
    "larger than the order": lambda fill: [replace(fill, size=fill.size + 1)],
    "smaller than the order": lambda fill: [replace(fill, size=fill.size / 2)],
    "one bar early": lambda fill: [replace(fill, bar=fill.bar - 1)],
    "one bar late": lambda fill: [replace(fill, bar=fill.bar + 1)],
    "twice": lambda fill: [fill, fill],
    "left out": lambda fill: [],
    "of negative size": lambda fill: [replace(fill, size=-fill.size)],
    "of no size": lambda fill: [replace(fill, size=0.0)],
    "of no number": lambda fill: [replace(fill, price=float("nan"))],
    "at an infinite price": lambda fill: [replace(fill, price=float("inf"))],
    "of an unknown order": lambda fill: [replace(fill, order=999)],
    "of order zero": lambda fill: [replace(fill, order=0)],
}


class TestHonestLogs:
    def test_ask_nobody_to_pay_for_an_order_that_was_never_transmitted(self):
        log = make_log(
            4,
            [order(1, 0, "buy", 60), order(2, 0, "buy", 60)],
            [Fill(bar=1, order=2, size=60, price=102)],
            [OrderEnded(bar=0, order=1, reason=EndReason.REJECTED)],
        )

        account = audit(make_spec(), [RISING], log)

        assert [(fill.order, fill.size) for fill in account.fills] == [(2, 60)]

    @given(cases())
    @settings(max_examples=150, deadline=None)
    def test_pass(self, case):
        spec, bars, log = case

        account = audit(spec, [bars], log)

        if account.ruined_bar is None:
            assert [(fill.order, fill.bar, fill.size) for fill in account.fills] == [
                (fill.order, fill.bar, fill.size) for fill in log.fills
            ]
            filled = {fill.order for fill in log.fills}
            assert filled | {one.order for one in account.unfilled} == {one.order for one in log.placed}

    @given(cases())
    @settings(max_examples=50, deadline=None)
    def test_leave_nothing_unaccounted_for(self, case):
        spec, bars, log = case

        account = audit(spec, [bars], log)

        profit = sum(trade.pnl_net for trade in account.trades)
        assert account.equity[-1] - account.initial_cash == pytest.approx(profit, abs=1e-6)
        assert sum(trade.commission for trade in account.trades) == pytest.approx(
            sum(fill.commission for fill in account.fills), abs=1e-9
        )
        assert account.equity == pytest.approx(account.cash + account.position_value)


class TestLies:
    @pytest.mark.parametrize("name", LIES)
    @given(case=cases(), data=st.data())
    @settings(max_examples=25, deadline=None)
    def test_are_caught(self, name, case, data):
        spec, bars, log = case
        assume(log.fills)
        at = data.draw(st.integers(0, len(log.fills) - 1))
        # A fill may only be moved where the list stays in order of time, to be caught for what it is.
        fills = sorted([*log.fills[:at], *LIES[name](log.fills[at]), *log.fills[at + 1 :]], key=lambda one: one.bar)

        with pytest.raises(BadResult):
            audit(spec, [bars], replace(log, fills=fills))

    @given(case=cases(), data=st.data())
    @settings(max_examples=50, deadline=None)
    def test_about_a_refusal_are_caught(self, case, data):
        spec, bars, log = case
        assume(log.fills)
        fill = data.draw(st.sampled_from(log.fills))
        assume(fill.size == log.placed[fill.order - 1].size)
        ended = sorted(
            [*log.ended, OrderEnded(bar=fill.bar, order=fill.order, reason=EndReason.MARGIN)], key=lambda one: one.bar
        )
        fills = [one for one in log.fills if one is not fill]
        rich = replace(spec, cash=1e9)
        assume(not any(end.reason is EndReason.MARGIN for end in log.ended))

        with pytest.raises(BadResult):
            audit(rich, [bars], replace(log, fills=fills, ended=ended))


class TestAudit:
    def test_fills_a_market_order_at_the_next_open_with_slippage(self):
        placed = [order(1, 0, "buy", 10)]

        account = audit(
            make_spec(slippage=0.001), [RISING], make_log(4, placed, [Fill(bar=1, order=1, size=10, price=102.102)])
        )

        (fill,) = account.fills
        assert (fill.bar, fill.price, fill.slippage_cost) == (1, 102 * 1.001, pytest.approx(1.02))

    def test_books_our_price_not_the_childs(self):
        fill = Fill(bar=1, order=1, size=10, price=102 * (1 + 1e-12))

        account = audit(make_spec(), [RISING], make_log(4, [order(1, 0, "buy", 10)], [fill]))

        assert account.fills[0].price == 102.0

    def test_refuses_the_close_of_the_decision_bar(self):
        fill = Fill(bar=0, order=1, size=10, price=101)

        with pytest.raises(BadResult, match="not after the bar it was sent on"):
            audit(make_spec(), [RISING], make_log(4, [order(1, 0, "buy", 10)], [fill]))

    def test_refuses_a_limit_that_was_not_reached(self):
        placed = [order(1, 0, "buy", 10, type=OrderType.LIMIT, price=90.0)]

        with pytest.raises(BadResult, match="no bar reaches its price"):
            audit(make_spec(), [RISING], make_log(4, placed, [Fill(bar=1, order=1, size=10, price=90.0)]))

    def test_refuses_a_limit_fill_worse_than_the_limit(self):
        placed = [order(1, 0, "buy", 10, type=OrderType.LIMIT, price=96.0)]

        with pytest.raises(BadResult, match="filled at 97"):
            audit(make_spec(), [FALLING], make_log(4, placed, [Fill(bar=1, order=1, size=10, price=97.0)]))

    def test_fills_a_stop_that_a_gap_jumped_at_the_open(self):
        placed = [order(1, 0, "sell", 10, type=OrderType.STOP, price=98.5)]

        account = audit(make_spec(), [FALLING], make_log(4, placed, [Fill(bar=1, order=1, size=10, price=98.0)]))

        assert account.trades[0].side == "short"

    def test_refuses_what_the_account_cannot_pay(self):
        fill = Fill(bar=1, order=1, size=100, price=102)

        with pytest.raises(BadResult, match=r"filled for 10,100\.00 .* had 10,000\.00"):
            audit(make_spec(), [RISING], make_log(4, [order(1, 0, "buy", 100)], [fill]))

    def test_refuses_what_a_gap_made_unaffordable(self):
        fill = Fill(bar=1, order=1, size=99, price=102)

        with pytest.raises(BadResult, match=r"filled for 10,098\.00 .* had 10,000\.00"):
            audit(make_spec(), [RISING], make_log(4, [order(1, 0, "buy", 99)], [fill]))

    def test_explains_a_refusal_with_figures(self):
        ended = [OrderEnded(bar=1, order=1, reason=EndReason.MARGIN)]

        account = audit(make_spec(commission=0.001), [RISING], make_log(4, [order(1, 0, "buy", 100)], [], ended))

        (unfilled,) = account.unfilled
        assert unfilled.reason == "margin"
        assert unfilled.text == "Needed $10,110.10 for 100 AAA at $101.00 with commission, had $10,000.00."

    def test_explains_a_refusal_at_the_open_with_the_price_it_gapped_to(self):
        ended = [OrderEnded(bar=1, order=1, reason=EndReason.MARGIN)]

        account = audit(make_spec(), [RISING], make_log(4, [order(1, 0, "buy", 99)], [], ended))

        assert account.unfilled[0].text == "Needed $10,098.00 for 99 AAA at $102.00 with commission, had $10,000.00."

    def test_lists_an_order_of_the_last_bar_as_end_of_data(self):
        account = audit(make_spec(), [RISING], make_log(4, [order(1, 3, "buy", 10)]))

        assert [(one.reason, one.bar) for one in account.unfilled] == [("end_of_data", 3)]

    def test_closes_the_old_position_when_cash_lacks_for_the_new_one(self):
        placed = [order(1, 0, "sell", 50), order(2, 1, "buy", 500)]
        fills = [Fill(bar=1, order=1, size=50, price=102), Fill(bar=2, order=2, size=50, price=104)]
        ended = [OrderEnded(bar=2, order=2, reason=EndReason.MARGIN)]
        # The order passes at the price it was sent at only because the close it is tried with is far lower.
        bars = make_bars([(100, 102, 99, 101), (102, 104, 20, 20), (104, 106, 103, 105), (106, 108, 105, 107)])

        account = audit(make_spec(), [bars], make_log(4, placed, fills, ended))

        assert [(trade.side, trade.size, trade.is_open) for trade in account.trades] == [("short", 50, False)]
        assert [(one.order, one.size, one.reason) for one in account.unfilled] == [(2, 450, "margin")]

    def test_refuses_a_part_fill_without_a_reason(self):
        fill = Fill(bar=1, order=1, size=5, price=102)

        with pytest.raises(BadResult, match="5 of 10 units without a reason"):
            audit(make_spec(), [RISING], make_log(4, [order(1, 0, "buy", 10)], [fill]))

    def test_refuses_calling_off_an_order_after_the_bar_that_fills_it(self):
        ended = [OrderEnded(bar=2, order=1, reason=EndReason.CANCELLED)]

        with pytest.raises(BadResult, match="though bar 1 fills it first"):
            audit(make_spec(), [RISING], make_log(4, [order(1, 0, "buy", 10)], [], ended))

    def test_lets_one_order_of_a_group_cancel_the_other_on_the_same_bar(self):
        placed = [
            order(1, 0, "buy", 10, type=OrderType.LIMIT, price=103.5),
            order(2, 0, "buy", 10, type=OrderType.LIMIT, price=103.5, oco=1),
        ]
        fills = [Fill(bar=1, order=1, size=10, price=102)]
        ended = [OrderEnded(bar=1, order=2, reason=EndReason.CANCELLED)]

        account = audit(make_spec(), [RISING], make_log(4, placed, fills, ended))

        assert [one.reason for one in account.unfilled] == ["cancelled"]

    def test_keeps_the_children_of_a_bracket_out_until_their_parent_is_filled(self):
        placed = [order(1, 0, "buy", 10), order(2, 0, "sell", 10, type=OrderType.LIMIT, price=103.0, parent=1)]
        early = [Fill(bar=1, order=1, size=10, price=102), Fill(bar=1, order=2, size=10, price=103)]
        due = [Fill(bar=1, order=1, size=10, price=102), Fill(bar=2, order=2, size=10, price=104)]

        account = audit(make_spec(), [RISING], make_log(4, placed, due))

        assert account.trades[0].pnl == pytest.approx(20)
        with pytest.raises(BadResult, match="on bar 1, the prices fill it on bar 2"):
            audit(make_spec(), [RISING], make_log(4, placed, early))

    def test_forgives_a_fill_that_was_due_after_the_strategy_stopped_the_run(self):
        account = audit(make_spec(), [RISING], make_log(2, [order(1, 1, "buy", 10)]))

        assert account.unfilled[0].reason == "end_of_data"

    def test_ends_a_ruined_account_and_says_when(self):
        bars = make_bars([(100, 101, 99, 100), (100, 101, 99, 100), (100, 400, 99, 400), (400, 401, 50, 60)])
        placed = [order(1, 0, "sell", 100), order(2, 2, "buy", 100)]
        fills = [Fill(bar=1, order=1, size=100, price=100)]
        ended = [OrderEnded(bar=3, order=2, reason=EndReason.MARGIN)]

        account = audit(make_spec(), [bars], make_log(4, placed, fills, ended))

        assert account.ruined_bar == 2
        assert account.equity.tolist() == [10_000, 10_000, -20_000, -20_000]
        assert [fill.order for fill in account.fills] == [1]
        assert account.trades[0].is_open
        assert [one.reason for one in account.unfilled] == ["ruined"]

    def test_refuses_sizes_that_overflow(self):
        placed = [order(1, 0, "sell", 1e308)]

        with np.errstate(all="ignore"), pytest.raises(BadResult, match="no longer a number"):
            audit(make_spec(), [RISING], make_log(4, placed, [Fill(bar=1, order=1, size=1e308, price=102)]))

    @pytest.mark.parametrize(
        ("placed", "text"),
        [
            ([order(2, 0, "buy", 1)], "where order 1 was due"),
            ([order(1, 0, "buy", float("nan"))], "not a positive number"),
            ([order(1, 0, "buy", 1, feed=1)], "a symbol the run does not have"),
            ([order(1, 4, "buy", 1)], "outside the 4 bars"),
            ([order(1, -1, "buy", 1)], "outside the 4 bars"),
            ([order(1, 1, "buy", 1), order(2, 0, "buy", 1)], "Time goes back"),
            ([order(1, 0, "buy", 1, type=OrderType.STOP)], "without a price"),
            ([order(1, 0, "buy", 1, type=OrderType.STOP, price=float("inf"))], "not a number"),
            ([order(1, 0, "buy", 1, parent=1)], "not sent before it"),
        ],
    )
    def test_refuses_malformed_orders(self, placed, text):
        with pytest.raises(BadResult, match=text):
            audit(make_spec(), [RISING], make_log(4, placed))

    @pytest.mark.parametrize("bars_run", [-1, 5])
    def test_refuses_another_number_of_bars(self, bars_run):
        with pytest.raises(BadResult, match="the prices have 4"):
            audit(make_spec(), [RISING], make_log(bars_run))

    def test_refuses_an_end_before_the_order(self):
        ended = [OrderEnded(bar=0, order=1, reason=EndReason.CANCELLED)]

        with pytest.raises(BadResult, match="before it was sent"):
            audit(make_spec(), [RISING], make_log(4, [order(1, 1, "buy", 1)], [], ended))


class TestSpeed:
    def test_of_ten_thousand_fills_is_well_under_a_second(self, benchmark_seconds):
        bars = random_bars(7, 10_002)
        placed = [order(at + 1, at, "buy" if at % 2 else "sell", 1) for at in range(10_000)]
        fills = [Fill(bar=at + 1, order=at + 1, size=1, price=float(bars.open[at + 1])) for at in range(10_000)]
        log = make_log(len(bars), placed, fills)

        seconds = benchmark_seconds(lambda: audit(make_spec(), [bars], log))

        assert seconds < 1.0


@pytest.fixture
def benchmark_seconds():
    from time import process_time

    def measure(work):
        work()
        start = process_time()
        work()
        return process_time() - start

    return measure
