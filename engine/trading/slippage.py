"""What a fill loses to the spread."""

from dataclasses import dataclass
from typing import Self

from engine.events import Side
from engine.spec import Costs


@dataclass(frozen=True, kw_only=True, slots=True)
class Slippage:
    """
    How far from its price an order is filled: a fraction of the price and a fixed amount.

    They are Backtrader's percentage and fixed slippage, added up; a tick is the smallest step of a symbol's price.

    >>> Slippage.of(Costs(slippage_rate=0.0, slippage_ticks=2.0), price_decimals=2)
    Slippage(rate=0.0, amount=0.02)
    """

    rate: float = 0.0
    amount: float = 0.0

    @classmethod
    def of(cls, costs: Costs, *, price_decimals: int) -> Self:
        """Return the slippage of a symbol with prices of that many decimals."""
        return cls(rate=costs.slippage_rate, amount=costs.slippage_ticks * 10.0**-price_decimals)


def slipped_price(*, side: Side, price: float, worst: float, slippage: Slippage) -> float:
    """
    Return the price that slippage makes of `price`, but none beyond `worst`, the far end of what a bar allows.

    Clipping to the bar is Backtrader's slippage with slip_match on and slip_out off.

    >>> slipped_price(side="buy", price=100.0, worst=110.0, slippage=Slippage(rate=0.01))
    101.0
    >>> slipped_price(side="sell", price=100.0, worst=99.5, slippage=Slippage(amount=0.75))
    99.5
    """
    if not slippage.rate and not slippage.amount:
        return price
    if side == "buy":
        return min(price * (1 + slippage.rate) + slippage.amount, worst)
    return max(price * (1 - slippage.rate) - slippage.amount, worst)


def volume_slippage(*, coefficient: float, size: float, volume: float) -> float:
    """
    Return by which fraction of its price a fill slips for its share of the bar's volume: coefficient x share squared.

    The model of Zipline's VolumeShareSlippage, whose own coefficient is 0.1. A share counts as one at most.

    >>> volume_slippage(coefficient=0.1, size=50.0, volume=100.0)
    0.025
    >>> volume_slippage(coefficient=0.1, size=50.0, volume=0.0)
    0.1
    """
    share = min(size / volume, 1.0) if volume > 0 else 1.0
    return coefficient * share**2
