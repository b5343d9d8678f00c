"""What a size is worked out from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.trading.commission import Bounds, CommissionPlan
from engine.trading.slippage import Slippage

NO_SLIPPAGE: Final = Slippage()
FREE: Final = CommissionPlan(components=(), bounds=Bounds())


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """
    The account and the market at the close of the bar an order is sent on: nothing later is known.

    `position` is signed. `gross` is the value of all positions, shorts counted as positive, once the orders already
    sent on this bar are filled. `closes`, `highs` and `lows` are the last bars, `trade_returns` those of the run's
    own closed trades, both oldest first.
    """

    is_buy: bool
    price: float
    cash: float
    equity: float
    position: float = 0.0
    gross: float = 0.0
    lot_size: float = 1.0
    leverage: float = 1.0
    reserve: float = 0.0
    slippage: Slippage = NO_SLIPPAGE
    commission: CommissionPlan = FREE
    closes: Sequence[float] = ()
    highs: Sequence[float] = ()
    lows: Sequence[float] = ()
    periods_per_year: int = 252
    trade_returns: Sequence[float] = ()
    stop_distance: float | None = None
