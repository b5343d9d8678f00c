"""The run's sizing rule as a Backtrader sizer, and the cash reserve of a strategy's targets."""

import inspect
import math
from collections.abc import Callable
from typing import Any, Final

import backtrader as bt

from engine.events import SizesUsed
from engine.spec import Spec
from engine.trading.charging import Charger
from engine.trading.commission import CommissionPlan
from engine.trading.sizing import rule
from engine.trading.sizing.kelly import ClosedTrips
from engine.trading.sizing.lots import long_limit, whole_lots
from engine.trading.sizing.situation import Situation
from engine.trading.slippage import Slippage
from engine.trading.units import signed_units

BUY_BRACKET: Final = inspect.signature(bt.Strategy.buy_bracket)
SELL_BRACKET: Final = inspect.signature(bt.Strategy.sell_bracket)
MAX_SIZER_NAME: Final = 100


class SpecSizer(bt.Sizer):
    """Sizes every order that names no size by the spec."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self.stop_distance: float | None = None
        self._plan = CommissionPlan.of(spec.costs)
        self._charger = Charger(spec.costs)
        self._trips = ClosedTrips()
        self._fills_taken = 0

    def _getsizing(self, comminfo: Any, cash: float, data: Any, isbuy: bool) -> float:
        spec = self._spec
        size = rule.units(sizing=spec.sizing, situation=self._situation(spec, cash=cash, data=data, is_buy=isbuy))
        self.strategy.env.recorder.sizes.answered(data, size)
        # Whole sizes as int, as the stock sizers give them: strategies print them.
        return int(size) if float(size).is_integer() else size

    def _situation(self, spec: Spec, *, cash: float, data: Any, is_buy: bool) -> Situation:
        looks_at_cash_only = spec.sizing.kind in ("percent", "fixed")
        bars = rule.bars_needed(spec.sizing)
        return Situation(
            is_buy=is_buy,
            price=data.close[0],
            cash=cash,
            equity=0.0 if looks_at_cash_only else self.broker.getvalue(),
            position=self.broker.getposition(data).size,
            gross=0.0 if looks_at_cash_only else self._gross(),
            lot_size=data.bars.lot_size,
            leverage=_leverage(spec),
            reserve=spec.cash_reserve,
            slippage=Slippage.of(spec.costs, price_decimals=data.bars.price_decimals),
            commission=self._plan,
            closes=data.close.get(size=bars) if bars else (),
            highs=data.high.get(size=bars) if bars else (),
            lows=data.low.get(size=bars) if bars else (),
            periods_per_year=data.bars.periods_per_year,
            trade_returns=self._returns() if spec.sizing.kind == "kelly" else (),
            stop_distance=self.stop_distance,
        )

    def _gross(self) -> float:
        """Return the value of all positions, once the orders sent on this bar are filled at its close."""
        held = {data: position.size for data, position in self.broker.positions.items() if position.size}
        for order in self.broker.submitted:
            held[order.data] = held.get(order.data, 0.0) + order.size
        return float(sum(abs(size) * data.close[0] for data, size in held.items()))

    def _returns(self) -> list[float]:
        recorder = self.strategy.env.recorder
        for fill in recorder.fills[self._fills_taken :]:
            placed = recorder.placed[fill.order - 1]
            units = signed_units(side=placed.side, size=fill.size)
            charge = self._charger.charge(fill.order, units=units, price=fill.price, day=None)
            self._trips.take(feed=placed.feed, units=units, price=fill.price, commission=charge.commission)
        self._fills_taken = len(recorder.fills)
        return self._trips.returns


class SizedStrategy(bt.Strategy):
    """
    What stands below every strategy: long targets keep the cash reserve, and a bracket tells the sizer its stop.

    A strategy that overrides these methods keeps its own; what it calls through super() comes by here.
    """

    has_own_sizer = False

    def setsizer(self, sizer: Any) -> Any:
        """Take the sizer the strategy chose, which stays."""
        self.has_own_sizer = True
        return super().setsizer(sizer)

    sizer = property(bt.Strategy.getsizer, setsizer)

    def order_target_size(self, data: Any = None, target: float = 0, **kwargs: Any) -> Any:
        """Order what is missing to a size that keeps the cash reserve."""
        data = self._feed(data)
        kept = self._kept_size(data, target)
        return self._counted(super().order_target_size(data=data, target=kept, **kwargs), kept is not target)

    def order_target_value(
        self, data: Any = None, target: float = 0.0, price: float | None = None, **kwargs: Any
    ) -> Any:
        """Order what is missing to a value that keeps the cash reserve."""
        data = self._feed(data)
        kept = self._kept_value(data, target)
        order = super().order_target_value(data=data, target=kept, price=price, **kwargs)
        return self._counted(order, kept is not target)

    def buy_bracket(self, *args: Any, **kwargs: Any) -> Any:
        """Send a bracket, sized by its own stop where the rule asks for one."""
        return self._bracket(super().buy_bracket, BUY_BRACKET.bind(self, *args, **kwargs), is_buy=True)

    def sell_bracket(self, *args: Any, **kwargs: Any) -> Any:
        """Send a bracket, sized by its own stop where the rule asks for one."""
        return self._bracket(super().sell_bracket, SELL_BRACKET.bind(self, *args, **kwargs), is_buy=False)

    def _feed(self, data: Any) -> Any:
        return self.getdatabyname(data) if isinstance(data, str) else self.data if data is None else data

    def _counted(self, order: Any, is_scaled: bool) -> Any:
        self.env.recorder.sizes.scaled += is_scaled and order is not None
        return order

    def _kept_value(self, data: Any, target: float) -> float:
        """Return a target value, or what the reserve allows of it; never less than is held already."""
        spec = self.env.spec
        if not target or not spec.cash_reserve:
            return target
        _check_target(target)
        limit = long_limit(equity=self.broker.getvalue(), reserve=spec.cash_reserve, leverage=_leverage(spec))
        if target <= limit:
            return target
        return max(limit, min(target, self.broker.getvalue(datas=[data])))

    def _kept_size(self, data: Any, target: float) -> float:
        if not target or not self.env.spec.cash_reserve:
            return target
        _check_target(target)
        price = data.close[0]
        value = target * price
        kept = self._kept_value(data, value)
        if kept is value:
            return target
        size = whole_lots(kept / price, lot_size=data.bars.lot_size)
        return max(size, min(target, self.getposition(data, self.broker).size))

    def _bracket(self, send: Callable[..., Any], asked: inspect.BoundArguments, *, is_buy: bool) -> Any:
        given = asked.arguments
        if given.get("size") is None and "size" not in (given.get("oargs") or {}):
            given["size"] = self._bracket_size(self._feed(given.get("data")), given, is_buy=is_buy)
        if given.get("size") == 0:
            # The stock method would ask an order that was never made for its size.
            return [None, None, None]
        return send(*asked.args[1:], **asked.kwargs)

    def _bracket_size(self, data: Any, given: dict[str, Any], *, is_buy: bool) -> float:
        stop, entry, sizer = given.get("stopprice"), given.get("price"), self._sizer
        if stop is None or not isinstance(sizer, SpecSizer):
            return self.getsizing(data, isbuy=is_buy)
        try:
            sizer.stop_distance = abs((data.close[0] if entry is None else entry) - stop)
            return self.getsizing(data, isbuy=is_buy)
        finally:
            sizer.stop_distance = None


def _leverage(spec: Spec) -> float:
    """Return how many times its equity an account may hold; without a limit, long positions need cash."""
    return 1.0 if spec.leverage is None else spec.leverage


def _check_target(target: float) -> None:
    if not math.isfinite(target):
        raise ValueError(f"the target of this order is {target}, not a number")


def sized(kind: Any) -> Any:
    """Return a strategy class with `SizedStrategy` between it and Backtrader's own."""
    names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, "__doc__": kind.__doc__}
    # Past Backtrader's metaclass: what it would make of the class, the strategy's own has already.
    return type.__new__(type(kind), kind.__name__, (kind, SizedStrategy), names)


def give_sizer(strategy: Any, spec: Spec) -> None:
    """Let the run's rule size what the strategy sends without a size, unless it chose a sizer for itself."""
    if not strategy.has_own_sizer:
        bt.Strategy.setsizer(strategy, SpecSizer(spec))


def sizes_used(strategy: Any) -> SizesUsed:
    """Return who said how large the orders of a finished run were."""
    own = type(strategy._sizer).__name__[:MAX_SIZER_NAME] if strategy.has_own_sizer else ""
    return strategy.env.recorder.sizes.used(sizer=own)
