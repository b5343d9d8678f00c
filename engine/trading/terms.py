"""On what terms one symbol is traded: what a run's costs come to on its bars."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Self, cast

from engine.bars import Bars
from engine.events import Side
from engine.spec import Costs
from engine.trading.impact import Past, moved_price, square_root_impact
from engine.trading.matching import Quote
from engine.trading.slippage import Slippage, slipped_price, volume_slippage
from engine.trading.volume import part_size


class Price(NamedTuple):
    """What a fill pays: `slipped` before the order's own impact, `wanted` with slippage that no bar's end stops."""

    paid: float
    slipped: float
    wanted: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Terms:
    """Prices a fill from what its bar offers; child and audit both ask it. Rows count the symbol's own bars."""

    costs: Costs
    bars: Bars = field(repr=False)
    slippage: Slippage

    @classmethod
    def of(cls, costs: Costs, bars: Bars) -> Self:
        """Return the terms of a symbol with these bars."""
        return cls(costs=costs, bars=bars, slippage=Slippage.of(costs, price_decimals=bars.price_decimals))

    @cached_property
    def volumes(self) -> list[float]:
        """Return the volume of every bar."""
        return cast(list[float], self.bars.volume.tolist())

    @cached_property
    def has_volume(self) -> bool:
        """Return whether the symbol's volume is known at all: of indices and currencies it often is not."""
        return bool((self.bars.volume > 0).any())

    @cached_property
    def past(self) -> Past:
        """Return volatility and volume before every bar."""
        return Past.of(self.bars)

    @property
    def is_capped(self) -> bool:
        """Return whether orders have to share the volume of a bar; they cannot where none is known."""
        return self.costs.volume_cap is not None and self.has_volume

    def part(self, *, remaining: float, row: int, taken: float) -> float:
        """Return how much of what remains of an order the bar of a row fills once others have taken their part."""
        if self.costs.volume_cap is None or not self.has_volume:
            return remaining
        allowed = self.costs.volume_cap * self.volumes[row] - taken
        return part_size(remaining=remaining, allowed=allowed, lot_size=self.bars.lot_size)

    def price(self, *, side: Side, quote: Quote, size: float, row: int, limit: float | None) -> Price:
        """Return what an order of `size` pays for what the bar of a row offers; `limit` is the order's, if any."""
        slippage = self._slippage(size=size, row=row)
        slipped = slipped_price(side=side, price=quote.price, worst=quote.worst, slippage=slippage)
        far = float("inf") if side == "buy" else 0.0
        wanted = slipped_price(side=side, price=quote.price, worst=far, slippage=slippage)
        return Price(self.moved(side=side, price=slipped, size=size, row=row, limit=limit), slipped, wanted)

    def slipped(self, *, side: Side, quote: Quote, size: float, row: int) -> float:
        """Return what slippage makes of a bar's offer."""
        slippage = self._slippage(size=size, row=row)
        return slipped_price(side=side, price=quote.price, worst=quote.worst, slippage=slippage)

    def moved(self, *, side: Side, price: float, size: float, row: int, limit: float | None) -> float:
        """Return what the order's own impact makes of a price."""
        if not self.costs.impact:
            return price
        share = square_root_impact(
            coefficient=self.costs.impact,
            volatility=self.past.volatility[row],
            size=size,
            volume=self.past.volume[row],
        )
        return moved_price(side=side, price=price, share=share, limit=limit)

    def _slippage(self, *, size: float, row: int) -> Slippage:
        coefficient = self.costs.slippage_volume
        if not coefficient or not self.has_volume:
            return self.slippage
        share = volume_slippage(coefficient=coefficient, size=size, volume=self.volumes[row])
        return Slippage(rate=self.slippage.rate + share, amount=self.slippage.amount)
