"""The fill rules against the fills Backtrader's own broker gave."""

import pytest

from engine.events import OrderType
from engine.simulation.run import simulate
from engine.spec import Spec
from engine.tests.differential import FIXED, make_bars
from engine.tests.differential_strategies import STRATEGIES
from engine.trading.commission import commission
from engine.trading.matching import (
    Bar,
    Resting,
    attempt,
    limit_quote,
    market_quote,
    stop_quote,
    trailed_level,
    triggered_limit_quote,
)
from engine.trading.slippage import Slippage, slipped_price

BAR = Bar(open=100.0, high=104.0, low=97.0, close=102.0)
RATE = 0.0005
WITH_ORDERS = [name for name in STRATEGIES if name not in ("prenext", "cash_notices")]


def slipped(side, quote, rate) -> float | None:
    """Return what an offer costs with a percentage of slippage."""
    slippage = Slippage(rate=rate)
    return quote and slipped_price(side=side, price=quote.price, worst=quote.worst, slippage=slippage)


def first_bar_tried(order, *, fills) -> int | None:
    """Return the first bar an order may be filled on: after it was sent, and after its parent was filled."""
    if order.parent is None:
        return order.bar + 1
    parent = fills.get(order.parent)
    return parent.bar + 1 if parent else None


def check_order(order, *, bars, fill, start, stop) -> None:
    resting = Resting.from_event(order)
    for number in range(start, stop + 1):
        bar = Bar(
            open=bars.open[number],
            high=bars.high[number],
            low=bars.low[number],
            close=bars.close[number],
        )
        quote, resting = attempt(order=resting, bar=bar)
        price = slipped(order.side, quote, RATE)
        expected = fill.price if fill and fill.bar == number else None
        assert price == expected, (order, number)


class TestAttempt:
    @pytest.mark.parametrize("name", WITH_ORDERS)
    @pytest.mark.parametrize("seed", [3, 4])
    def test_fills_where_the_broker_filled(self, name, seed):
        bars = make_bars(500, seed=seed)
        spec = Spec(source=STRATEGIES[name], symbols=("AAA",), cash=10_000_000.0, sizing=FIXED)

        log = simulate(spec, [bars], report=lambda event: None)

        fills = {fill.order: fill for fill in log.fills}
        ended = {end.order: end.bar for end in log.ended}
        assert len(fills) == len(log.fills)
        assert log.placed
        for order in log.placed:
            start, fill = first_bar_tried(order, fills=fills), fills.get(order.order)
            # A cancelled order was last tried on the bar before, or earlier in the same bar: that one is left out.
            stop = fill.bar if fill else ended.get(order.order, len(bars)) - 1
            if start is not None:
                check_order(order, bars=bars, fill=fill, start=start, stop=stop)

    def test_triggers_a_stop_limit_once(self):
        order = Resting(side="buy", type=OrderType.STOP_LIMIT, trigger=103.0, limit=98.0)

        quote, order = attempt(order=order, bar=BAR)

        assert (quote, order.is_triggered) == (None, True)
        assert attempt(order=order, bar=BAR)[0].price == 98.0

    def test_moves_the_limit_with_the_trailing_stop(self):
        order = Resting(side="sell", type=OrderType.TRAILING_STOP_LIMIT, trigger=96.0, limit=95.0, trail_amount=5.0)

        _, order = attempt(order=order, bar=BAR)

        assert (order.trigger, order.limit) == (97.0, 96.0)


class TestMarketQuote:
    def test_is_the_open_made_worse(self):
        assert slipped("buy", market_quote(side="buy", bar=BAR), 0.01) == 101.0
        assert slipped("sell", market_quote(side="sell", bar=BAR), 0.01) == 99.0

    def test_stays_inside_the_bar(self):
        assert slipped("buy", market_quote(side="buy", bar=BAR), 0.1) == 104.0
        assert slipped("sell", market_quote(side="sell", bar=BAR), 0.1) == 97.0


class TestLimitQuote:
    @pytest.mark.parametrize(
        ("side", "limit", "price"),
        [
            ("buy", 96.9, None),
            ("buy", 97.0, 97.0),
            ("buy", 100.0, 100.0),
            ("buy", 100.4, 100.4),
            ("buy", 120.0, 101.0),
            ("sell", 104.1, None),
            ("sell", 104.0, 104.0),
            ("sell", 99.5, 99.5),
            ("sell", 50.0, 99.0),
        ],
    )
    def test_is_never_worse_than_the_limit(self, side, limit, price):
        assert slipped(side, limit_quote(side=side, limit=limit, bar=BAR), 0.01) == price


class TestStopQuote:
    @pytest.mark.parametrize(
        ("side", "trigger", "price"),
        [
            ("buy", 105.0, None),
            ("buy", 104.0, 104.0),
            ("buy", 102.0, 102.0 * 1.01),
            ("buy", 103.5, 104.0),
            ("buy", 99.0, 101.0),
            ("sell", 96.0, None),
            ("sell", 97.0, 97.0),
            ("sell", 99.0, 99.0 * 0.99),
            ("sell", 97.5, 97.0),
            ("sell", 101.0, 99.0),
        ],
    )
    def test_is_the_stop_or_a_gapped_open(self, side, trigger, price):
        assert slipped(side, stop_quote(side=side, trigger=trigger, bar=BAR), 0.01) == price


class TestTriggeredLimitQuote:
    RISING = BAR
    FALLING = Bar(open=100.0, high=104.0, low=97.0, close=98.0)
    # Where open and close are the same, Backtrader lets the sell through and not the buy.
    LEVEL = Bar(open=100.0, high=104.0, low=97.0, close=100.0)

    @pytest.mark.parametrize(
        ("side", "bar", "trigger", "limit", "price"),
        [
            ("buy", RISING, 103.0, 103.0, 103.0),
            ("buy", RISING, 103.0, 102.5, None),
            ("buy", FALLING, 103.0, 99.0, 99.0),
            ("buy", FALLING, 103.0, 97.5, None),
            ("sell", FALLING, 98.5, 98.5, 98.5),
            ("sell", FALLING, 98.5, 99.0, None),
            ("sell", RISING, 98.0, 101.0, 101.0),
            ("sell", RISING, 98.0, 103.0, None),
            ("buy", LEVEL, 103.0, 101.0, None),
            ("sell", LEVEL, 98.0, 99.0, 99.0),
        ],
    )
    def test_gives_only_what_every_path_allows(self, side, bar, trigger, limit, price):
        quote = triggered_limit_quote(side=side, trigger=trigger, limit=limit, bar=bar)

        assert slipped(side, quote, 0.0) == price


class TestTrailedLevel:
    def test_never_moves_against_the_trade(self):
        assert trailed_level(side="buy", level=105.0, price=103.0, amount=5.0, percent=0.0) == 105.0
        assert trailed_level(side="buy", level=105.0, price=97.0, amount=5.0, percent=0.0) == 102.0
        assert trailed_level(side="sell", level=95.0, price=97.0, amount=0.0, percent=0.01) == 97.0 - 97.0 * 0.01


class TestSlippedPrice:
    def test_leaves_the_price_alone_without_a_rate(self):
        assert slipped_price(side="buy", price=120.0, worst=2.0, slippage=Slippage()) == 120.0


class TestCommission:
    def test_is_charged_on_either_side(self):
        assert commission(size=10, price=50.0, rate=0.001) == commission(size=-10, price=50.0, rate=0.001) == 0.5
