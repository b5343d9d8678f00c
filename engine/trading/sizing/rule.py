"""How much an order without a size trades."""

import math
from collections.abc import Callable, Mapping
from typing import Final

from engine.spec import Sizing, SizingKind
from engine.trading.sizing.kelly import position_share
from engine.trading.sizing.lots import affordable, whole_lots
from engine.trading.sizing.situation import Situation
from engine.trading.sizing.volatility import average_range, yearly_volatility
from engine.trading.units import units_of_lots

Rule = Callable[[Sizing, Situation], float]


def units(*, sizing: Sizing, situation: Situation) -> float:
    """
    Return the size of an order whose sender named none; 0 if there is nothing to buy it with.

    `fixed` is its number, whatever the account can pay. `percent` is Backtrader's `PercentSizerInt`: a flat account
    commits a share of its cash, one that holds something trades what it holds. The other kinds close what they
    hold with an order against it, and size every order that opens or adds, in whole lots, never more than the
    account can pay for with costs and reserve.

    >>> flat = Situation(is_buy=True, price=33.0, cash=10_000.0, equity=10_000.0, reserve=0.05)
    >>> units(sizing=Sizing(kind="percent", amount=0.95), situation=flat)
    287.0
    >>> units(sizing=Sizing(kind="cash", amount=1_000.0), situation=flat)
    30.0
    >>> units(sizing=Sizing(kind="all_in", amount=1.0), situation=flat)
    287.0
    >>> units(sizing=Sizing(kind="fixed", amount=100), situation=flat)
    100.0
    """
    if sizing.kind == "fixed":
        return float(sizing.amount)
    if sizing.kind == "percent":
        return _percent_of_cash(sizing, situation)
    if situation.position and situation.is_buy != (situation.position > 0):
        return abs(situation.position)
    wanted = RULES[sizing.kind](sizing, situation)
    return whole_lots(min(wanted, affordable(situation)), lot_size=situation.lot_size)


def bars_needed(sizing: Sizing) -> int:
    """
    Return how many bars a sizing looks back on, the current one included.

    >>> bars_needed(Sizing(kind="volatility", amount=0.15)), bars_needed(Sizing())
    (21, 0)
    """
    return {"volatility": sizing.bars + 1, "risk": sizing.atr + 1}.get(sizing.kind, 0)


def _percent_of_cash(sizing: Sizing, situation: Situation) -> float:
    if situation.position:
        return abs(situation.position)
    # The division by the price comes first, as in Backtrader's PercentSizerInt: the same float is rounded down.
    lots = math.floor(max(situation.cash, 0.0) / situation.price * sizing.amount / situation.lot_size)
    return units_of_lots(lots, lot_size=situation.lot_size)


def _cash(sizing: Sizing, situation: Situation) -> float:
    return sizing.amount / situation.price


def _equity(sizing: Sizing, situation: Situation) -> float:
    return sizing.amount * situation.equity / situation.price


def _all_in(sizing: Sizing, situation: Situation) -> float:
    del sizing
    return affordable(situation)


def _kelly(sizing: Sizing, situation: Situation) -> float:
    share = position_share(
        situation.trade_returns, fraction=sizing.fraction, trades=sizing.trades, largest=sizing.amount
    )
    return share * situation.equity / situation.price


def _volatility(sizing: Sizing, situation: Situation) -> float:
    """Return units worth `equity x target / volatility` (Moreira and Muir, "Volatility-Managed Portfolios", 2017)."""
    if len(situation.closes) < bars_needed(sizing):
        return 0.0
    measured = yearly_volatility(situation.closes, periods_per_year=situation.periods_per_year)
    # Prices that do not move would carry any position: what the account can pay for is the limit then.
    return sizing.amount / measured * situation.equity / situation.price if measured else math.inf


def _risk(sizing: Sizing, situation: Situation) -> float:
    """
    Return the units that lose `equity x risk` over the distance to the stop.

    Without a stop price the distance is a multiple of the average true range, as the Turtles measured it (Faith,
    "The Original Turtle Trading Rules", 2003).
    """
    distance = situation.stop_distance
    if distance is None:
        if len(situation.closes) < bars_needed(sizing):
            return 0.0
        distance = sizing.multiple * average_range(situation.highs, situation.lows, situation.closes)
    return sizing.amount * situation.equity / distance if distance > 0 else math.inf


RULES: Final[Mapping[SizingKind, Rule]] = {
    "cash": _cash,
    "equity": _equity,
    "all_in": _all_in,
    "kelly": _kelly,
    "volatility": _volatility,
    "risk": _risk,
}
