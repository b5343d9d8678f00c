"""What buying and selling would cost, by the very rules that fill orders."""

import math
from dataclasses import dataclass
from typing import Final

from engine.bars import Bars
from engine.events import Side
from engine.spec import Costs
from engine.trading.charging import Charger
from engine.trading.matching import Quote
from engine.trading.terms import Terms
from engine.trading.units import signed_units

SIDES: Final[tuple[Side, ...]] = ("buy", "sell")


@dataclass(frozen=True, kw_only=True)
class RoundTripCost:
    """What buying for some money and selling at the same price costs, kind by kind; `bars` is how many a side."""

    value: float
    commission: float
    fees: float
    slippage: float
    impact: float
    bars: int

    @property
    def total(self) -> float:
        """Return the whole cost."""
        return self.commission + self.fees + self.slippage + self.impact

    @property
    def share(self) -> float:
        """Return the cost as a share of the money."""
        return self.total / self.value


def round_trip_cost(costs: Costs, *, bars: Bars, cash: float) -> RoundTripCost | None:
    """Return what trading `cash` both ways would cost at the last of these bars; None where it buys nothing."""
    row = len(bars) - 1
    price = float(bars.close[row])
    units = math.floor(cash / price / bars.lot_size) * bars.lot_size
    if units <= 0:
        return None
    terms, charger = Terms.of(costs, bars), Charger(costs)
    part = _part(terms, row=row, units=units)
    day = bars.dates[row].item()
    slipped = moved = commission = fees = 0.0
    for order, side in enumerate(SIDES, start=1):
        far = math.inf if side == "buy" else 0.0
        paid = terms.price(side=side, quote=Quote(price=price, worst=far), size=part, row=row, limit=None)
        charge = charger.charge(order, units=signed_units(side=side, size=units), price=paid.paid, day=day)
        slipped += abs(paid.slipped - price) * units
        moved += abs(paid.paid - paid.slipped) * units
        commission, fees = commission + charge.commission, fees + charge.fees
    return RoundTripCost(
        value=units * price,
        commission=commission,
        fees=fees,
        slippage=slipped,
        impact=moved,
        bars=math.ceil(units / part),
    )


def _part(terms: Terms, *, row: int, units: float) -> float:
    """Return how much of an order a bar of the usual volume fills."""
    usual = terms.past.volume[row]
    if not terms.is_capped or usual <= 0:
        return units
    return min(units, max((terms.costs.volume_cap or 1.0) * usual, terms.bars.lot_size))
