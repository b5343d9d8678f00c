"""Bars, orders and honest order logs for the ledger's tests."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from engine.bars import Bars
from engine.events import EndReason, Fill, OrderEnded, OrderLog, OrderPlaced, OrderType, SizesUsed
from engine.spec import Costs, Spec
from engine.trading.matching import Bar, Resting, attempt
from engine.trading.terms import Terms


def make_bars(
    rows: Sequence[tuple[float, float, float, float]], *, symbol: str = "AAA", first: str = "2024-01-01"
) -> Bars:
    """Return daily bars from (open, high, low, close) rows, one each day of the calendar."""
    prices = np.array(rows, dtype=np.float64).reshape(-1, 4)
    days = np.datetime64(first, "D") + np.arange(len(prices))
    columns = {name: prices[:, at].copy() for at, name in enumerate(("open", "high", "low", "close"))}
    return Bars(symbol=symbol, times=days.astype("datetime64[us]"), volume=np.ones(len(prices)), **columns)


def random_bars(seed: int, count: int = 40, *, symbol: str = "AAA", first: str = "2024-01-01") -> Bars:
    """Return a seeded random walk with gaps."""
    random = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(random.normal(0, 0.02, count)))
    opening = close * np.exp(random.normal(0, 0.01, count))
    high = np.maximum(opening, close) * (1 + random.uniform(0, 0.02, count))
    low = np.minimum(opening, close) * (1 - random.uniform(0, 0.02, count))
    return make_bars(list(zip(opening, high, low, close, strict=True)), symbol=symbol, first=first)


def make_spec(
    *,
    cash: float = 10_000.0,
    commission: float = 0.0,
    slippage: float = 0.0,
    symbols: str = "AAA",
    leverage: float | None = None,
) -> Spec:
    """Return a spec with round costs and Backtrader's own cash rule; its source is never run."""
    costs = Costs(commission_rate=commission, slippage_rate=slippage)
    return Spec(source="", symbols=tuple(symbols.split()), cash=cash, costs=costs, leverage=leverage)


def order(number: int, bar: int, side: str, size: float, **rest: object) -> OrderPlaced:
    """Return an order, a market order for the first symbol unless told otherwise."""
    values = {"feed": 0, "type": OrderType.MARKET, **rest}
    return OrderPlaced(order=number, bar=bar, side=side, size=size, **values)  # type: ignore[arg-type]


def make_log(
    bars_run: int,
    placed: Sequence[OrderPlaced] = (),
    fills: Sequence[Fill] = (),
    ended: Sequence[OrderEnded] = (),
) -> OrderLog:
    """Return an order log with these events."""
    return OrderLog(
        strategy_class="S",
        params={},
        bars_run=bars_run,
        warmup_bars=0,
        engine_path="lean",
        path_reason="",
        placed=list(placed),
        fills=list(fills),
        ended=list(ended),
        series=[],
        log=[],
        sizes=SizesUsed(by_strategy=len(placed)),
        strategies=["S"],
    )


def honest_log(spec: Spec, bars: Bars, placed: Sequence[OrderPlaced], cancelled: dict[int, int]) -> OrderLog:
    """Return what a plain broker reports, bar by bar: `cancelled` maps orders to the bar they are called off on."""
    cash, position = spec.cash, 0.0
    waiting: dict[int, tuple[OrderPlaced, Resting]] = {}
    fills: list[Fill] = []
    ended: list[OrderEnded] = []
    rate, terms = spec.costs.commission_rate, Terms.of(spec.costs, bars)

    def cost(one: OrderPlaced, price: float) -> float:
        units = one.size if one.side == "buy" else -one.size
        return units * price + one.size * rate * price

    for bar in range(len(bars)):
        trial = cash
        for one in (one for one in placed if one.bar == bar - 1):
            trial -= cost(one, one.price or float(bars.close[bar - 1]))
            if trial < 0:
                ended.append(OrderEnded(bar=bar, order=one.order, reason=EndReason.MARGIN))
            else:
                waiting[one.order] = one, Resting.from_event(one)
        now = Bar(**{name: float(getattr(bars, name)[bar]) for name in ("open", "high", "low", "close")})
        for number, (one, resting) in list(waiting.items()):
            quote, moved = attempt(order=resting, bar=now)
            waiting[number] = one, moved
            if quote is None:
                continue
            limit = resting.worst_price
            price = terms.price(side=one.side, quote=quote, size=one.size, row=bar, limit=limit).paid
            del waiting[number]
            units = one.size if one.side == "buy" else -one.size
            closing = min(one.size, abs(position)) if position * units < 0 else 0.0
            if closing < one.size and cash - cost(one, price) < 0:
                if closing:
                    part = replace(one, size=closing)
                    fills.append(Fill(bar=bar, order=number, size=closing, price=price))
                    cash, position = cash - cost(part, price), 0.0
                ended.append(OrderEnded(bar=bar, order=number, reason=EndReason.MARGIN))
                continue
            fills.append(Fill(bar=bar, order=number, size=one.size, price=price))
            cash, position = cash - cost(one, price), position + units
        for number in [number for number, at in cancelled.items() if at == bar and number in waiting]:
            del waiting[number]
            ended.append(OrderEnded(bar=bar, order=number, reason=EndReason.CANCELLED))
    return make_log(len(bars), placed, fills, ended)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Spec, Bars, OrderLog]:
    """Draw a spec, bars and an honest log of random orders over them."""
    bars = random_bars(draw(st.integers(0, 10_000)))
    spec = make_spec(
        cash=draw(st.sampled_from([2_000.0, 50_000.0])),
        commission=draw(st.sampled_from([0.0, 0.001])),
        slippage=draw(st.sampled_from([0.0, 0.0005, 0.02])),
    )
    at = sorted(draw(st.lists(st.integers(0, len(bars) - 1), min_size=1, max_size=25)))
    placed = [draw(_orders(number, bar, float(bars.close[bar]))) for number, bar in enumerate(at, start=1)]
    cancelled = draw(st.dictionaries(st.sampled_from([one.order for one in placed]), st.integers(1, len(bars) - 1)))
    # Only orders already in the market can be called off.
    cancelled = {number: bar for number, bar in cancelled.items() if bar > placed[number - 1].bar}
    return spec, bars, honest_log(spec, bars, placed, cancelled)


@st.composite
def _orders(draw: st.DrawFn, number: int, bar: int, close: float) -> OrderPlaced:
    kind, side = draw(st.sampled_from(OrderType)), draw(st.sampled_from(["buy", "sell"]))
    rest: dict[str, object] = {"type": kind}
    if kind not in (OrderType.MARKET, OrderType.CLOSE):
        rest["price"] = close * draw(st.floats(0.95, 1.05))
    if kind in (OrderType.STOP_LIMIT, OrderType.TRAILING_STOP_LIMIT):
        rest["limit_price"] = close * draw(st.floats(0.95, 1.05))
    if kind in (OrderType.TRAILING_STOP, OrderType.TRAILING_STOP_LIMIT):
        rest[draw(st.sampled_from(["trail_amount", "trail_percent"]))] = draw(st.floats(0.01, 0.05))
    return order(number, bar, side, float(draw(st.integers(1, 30))), **rest)
