"""On what terms one symbol is traded: what a run's costs come to on its bars."""

from dataclasses import dataclass
from typing import Self

from engine.bars import Bars
from engine.events import Side
from engine.spec import Costs
from engine.trading.matching import Quote
from engine.trading.slippage import Slippage, slipped_price


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Prices a fill from what its bar offers; child and audit both ask it."""

    slippage: Slippage

    @classmethod
    def of(cls, costs: Costs, bars: Bars) -> Self:
        """Return the terms of a symbol with these bars."""
        return cls(slippage=Slippage.of(costs, price_decimals=bars.price_decimals))

    def slipped(self, *, side: Side, quote: Quote) -> float:
        """Return what slippage makes of a bar's offer."""
        return slipped_price(side=side, price=quote.price, worst=quote.worst, slippage=self.slippage)

    def wanted(self, *, side: Side, quote: Quote) -> float:
        """Return what slippage would make of a bar's offer if no bar had an end."""
        far = float("inf") if side == "buy" else 0.0
        return slipped_price(side=side, price=quote.price, worst=far, slippage=self.slippage)
