"""What every source of prices hands over."""

from dataclasses import dataclass
from typing import Literal

from engine.bars import Bars

AssetClass = Literal["STOCK", "CRYPTO", "FOREX"]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What is traded: the facts about an instrument that do not change from bar to bar."""

    symbol: str
    name: str
    asset_class: AssetClass
    periods_per_year: int
    description: str
    currency: str = "USD"
    lot_size: float = 1.0
    price_decimals: int = 2
    is_simulated: bool = False


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Bars of one listing with everything a reader must know about where they come from."""

    listing: Listing
    bars: Bars
    licence: str
    note: str
