"""Bars of every interval against stock Backtrader: what the strategy is told, and the account the ledger rebuilds."""

import random
from dataclasses import replace
from datetime import time

import backtrader as bt
import numpy as np
import pandas as pd
import pytest

from engine.events import OrderType
from engine.ledger.benchmark import benchmark_of
from engine.simulation.feeds import make_feed
from engine.spec import Costs
from engine.tests.differential import assert_same, candidate
from engine.tests.differential_strategies import STRATEGIES
from engine.tests.market_bars import HOURS, INTERVALS, INTRADAY, STOCK_FRAMES, market_bars, stock_terms, thinned
from engine.tests.test_ledger_random_trader import SOURCE as RANDOM_TRADER
from engine.tests.test_stock_agreement import HEADER, check_agreement, make_spec, ours
from engine.tests.test_stock_volume import BODIES, CAPPED, ONE_AT_A_TIME, filler

MARKETS = ("stocks", "futures", "coins")
KINDS = ("sma", "bracket", "limit_with_valid", "stops", "trailing", "close_orders", "oco_and_cancel", "target_percent")
# Orders for the close at every time of day, some of them good for the day or for hours, some called off.
FOR_THE_CLOSE = (
    HEADER
    + """
    order = None

    def next(self):
        step, good = len(self) % 7, (None, bt.Order.DAY, datetime.timedelta(hours=30))[len(self) % 3]
        if step == 6 and self.order and self.order.alive():
            self.cancel(self.order)
        elif step in (1, 3, 4):
            trade = self.sell if self.position.size > 20 else self.buy
            self.order = trade(size=step * 3, exectype=bt.Order.Close, valid=good)
"""
)
IN_A_BRACKET = (
    HEADER
    + """
    def next(self):
        if not self.position and len(self) % 5 == 0:
            entry = self.buy(size=5, transmit=False)
            self.sell(size=5, exectype=bt.Order.Close, parent=entry, transmit=False)
            self.sell(size=5, exectype=bt.Order.Stop, price=self.data.close[0] * 0.97, parent=entry)
"""
)

__all__ = ["filler"]


def some_of(interval, market="stocks", *, seed=1):
    """Return about twenty bars of each of a dozen sessions, whose last one is often missing."""
    if interval not in INTRADAY:
        return market_bars(interval, market, seed=seed)
    minutes = STOCK_FRAMES[interval][1]
    opens, closes = HOURS[market]
    share = min(0.8, 20 * minutes / (closes - opens))
    return thinned(market_bars(interval, market, count=int(240 / share), seed=seed), seed, share=share)


class TestFeeds:
    @pytest.mark.parametrize("interval", INTERVALS)
    def test_are_told_timeframe_compression_and_session(self, interval):
        feed = make_feed(market_bars(interval, count=10))

        assert (feed.p.timeframe, feed.p.compression) == STOCK_FRAMES[interval]
        stock = bt.feeds.PandasData(dataname=pd.DataFrame(), **stock_terms(market_bars(interval, count=10)))
        assert (feed.p.sessionstart, feed.p.sessionend) == (stock.p.sessionstart, stock.p.sessionend)

    def test_know_when_a_regular_session_begins_and_ends(self):
        feed = make_feed(market_bars("15m"))

        assert (feed.p.sessionstart, feed.p.sessionend) == (time(9, 30), time(15, 45))


class TestWhatStrategiesAreTold:
    @pytest.mark.parametrize("interval", INTERVALS)
    @pytest.mark.parametrize("name", KINDS)
    def test_is_what_stock_backtrader_tells_them(self, name, interval):
        assert_same(STRATEGIES[name], [market_bars(interval)])

    @pytest.mark.parametrize("interval", INTERVALS)
    @pytest.mark.parametrize("when", ["SESSION_START", "SESSION_END"])
    def test_agrees_about_timers_of_the_session(self, when, interval):
        source = candidate(f"self.add_timer(when=bt.timer.{when})", "pass") + (
            "    def notify_timer(self, timer, when, *args, **kwargs):\n"
            "        self.seen.append((len(self), when))\n        self.buy(size=1)\n"
        )

        # So many that a session of minutes has its end.
        log = assert_same(source, [market_bars(interval, count=420)])

        # Whole days are stamped with midnight, which no session ends before.
        assert bool(log.fills) == (when == "SESSION_START" or interval in INTRADAY)


class TestAccounts:
    @pytest.mark.parametrize("market", MARKETS)
    @pytest.mark.parametrize("interval", INTRADAY)
    @pytest.mark.parametrize("source", [FOR_THE_CLOSE, IN_A_BRACKET], ids=["alone", "in a bracket"])
    def test_agree_about_orders_for_the_close(self, source, interval, market):
        account = check_agreement(make_spec(source, ["AAA"]), [some_of(interval, market)])

        assert any(fill.order_type is OrderType.CLOSE for fill in account.fills)

    @pytest.mark.parametrize("interval", ["1d", "1wk", "1mo"])
    def test_agree_about_orders_for_the_close_of_whole_days(self, interval):
        account = check_agreement(make_spec(FOR_THE_CLOSE, ["AAA"]), [market_bars(interval)])

        assert any(fill.order_type is OrderType.CLOSE for fill in account.fills)

    @pytest.mark.parametrize("seed", range(3))
    @pytest.mark.parametrize("interval", INTERVALS)
    def test_agree_about_any_orders(self, interval, seed):
        random.seed(seed)

        account = check_agreement(make_spec(RANDOM_TRADER, ["AAA"], seed=seed), [some_of(interval, MARKETS[seed])])

        assert len(account.fills) > 10

    @pytest.mark.parametrize("interval", INTERVALS)
    def test_pass_the_audit_for_several_symbols_with_different_bars(self, interval):
        feeds = [replace(some_of(interval, seed=at), symbol=symbol) for at, symbol in enumerate("XYZ")]

        account = ours(make_spec(RANDOM_TRADER, "XYZ", seed=4), feeds)

        assert {fill.symbol for fill in account.fills} == set("XYZ")


class TestOrderForTheClose:
    """On 15-minute bars of New York, of which 2024-03-18 (the 11th day with them) is a half day."""

    def fill(self, at: str, *, rest: str = "", costs: Costs | None = None, bars=None):
        body = (
            f"    def next(self):\n        if self.data.datetime.datetime(0).isoformat() == '{at}':\n"
            f"            self.buy(size=3, exectype=bt.Order.Close{rest})\n"
        )
        bars = bars or market_bars("15m", count=400)
        spec = make_spec(HEADER + body, ["AAA"], **({"costs": costs} if costs else {}))
        account = ours(spec, [bars])
        closes = {str(time.astype("datetime64[s]")): close for time, close in zip(bars.times, bars.close, strict=True)}
        return account, closes

    def test_is_filled_by_the_last_bar_of_its_session(self):
        account, closes = self.fill("2024-03-05T10:00:00")

        (fill,) = account.fills
        assert (fill.at.isoformat(), fill.price) == ("2024-03-05T15:45:00", closes["2024-03-05T15:45:00"])

    def test_of_the_day_is_filled_on_that_day(self):
        account, _ = self.fill("2024-03-05T10:00:00", rest=", valid=bt.Order.DAY")

        assert [fill.at.isoformat() for fill in account.fills] == ["2024-03-05T15:45:00"]

    def test_gets_the_close_of_a_half_day_and_is_booked_with_the_next_bar(self):
        bars = market_bars("15m", count=400)
        half_day = next(
            str(bars.dates[at])
            for at in range(1, len(bars))
            if bars.dates[at] != bars.dates[at - 1] and np.sum(bars.dates == bars.dates[at]) == 14
        )

        account, closes = self.fill(f"{half_day}T10:00:00", bars=bars)

        (fill,) = account.fills
        assert fill.price == closes[f"{half_day}T12:45:00"]
        assert fill.at.isoformat() > f"{half_day}T15:45:00"
        # It lives through the whole of that bar.
        [trade] = account.trades
        held = bars.low[bars.times >= np.datetime64(fill.at)]
        assert trade.mae == pytest.approx(min(held.min() / fill.price - 1, 0))

    def test_sent_at_the_close_gets_that_of_the_next_bar_as_in_backtrader(self):
        account, closes = self.fill("2024-03-05T15:45:00")

        (fill,) = account.fills
        assert (fill.at.isoformat(), fill.price) == ("2024-03-06T09:30:00", closes["2024-03-06T09:30:00"])

    def test_that_the_volume_cuts_short_gets_the_closes_that_follow(self):
        bars = market_bars("15m", count=400)
        bars = replace(bars, volume=np.full(len(bars), 10.0))

        account, closes = self.fill("2024-03-05T10:00:00", costs=CAPPED, bars=bars)

        assert [(fill.at.isoformat(), fill.size, fill.price) for fill in account.fills] == [
            (at, 1.0, closes[at]) for at in ("2024-03-05T15:45:00", "2024-03-06T09:30:00", "2024-03-06T09:45:00")
        ]


class TestParts:
    @pytest.mark.parametrize("name", [name for name in BODIES if name != "close"])
    @pytest.mark.parametrize("interval", ["1h", "5m"])
    @pytest.mark.usefixtures("filler")
    def test_are_those_of_stock_backtrader_s_filler(self, name, interval):
        spec = make_spec(ONE_AT_A_TIME.format(body=BODIES[name]), ["AAA"], cash=1_000_000.0, costs=CAPPED)

        account = check_agreement(spec, [market_bars(interval, count=400)])

        assert len(account.fills) > len({fill.order for fill in account.fills})


class TestCarry:
    def test_charges_by_nights_and_not_by_bars(self):
        bars = market_bars("1h", count=60)
        source = HEADER + "    def next(self):\n        if len(self) == 1: self.sell(size=100)\n"
        costs = Costs(commission_rate=0.0, slippage_rate=0.0, borrow_rate=0.0365)

        account = ours(make_spec(source, ["AAA"], costs=costs), [bars])

        days = int((bars.dates[-1] - bars.dates[0]).astype(int))
        assert days >= 10
        assert account.borrow_cost == pytest.approx(days * 0.0001 * 100 * bars.open[1])


class TestBenchmark:
    @pytest.mark.parametrize("interval", INTERVALS)
    def test_of_another_symbol_is_held_over_the_run_s_own_bars(self, interval):
        bars, other = some_of(interval), replace(some_of(interval, seed=2), symbol="BBB")
        spec = make_spec("", ["AAA"], benchmark="BBB", costs=Costs(commission_rate=0.0, slippage_rate=0.0))

        account = benchmark_of(spec=spec, feeds=[bars], bars=other)

        assert account.times.tolist() == bars.times.tolist()
        last = other.close[np.searchsorted(other.times, bars.times[-1], side="right") - 1]
        bought = spec.cash // other.open[1]
        assert account.equity[-1] == pytest.approx(spec.cash + bought * (last - other.open[1]))
