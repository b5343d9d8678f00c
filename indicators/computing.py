"""An indicator over the prices of a symbol."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.bars import PRICE_COLUMNS, Bars
from indicators.library import registry
from indicators.library.entry import Entry
from indicators.library.registry import Columns, Values
from marketdata.obtaining import obtain_bars
from marketdata.services import get_bars

# Some of TA-Lib's functions take as many steps as there are bars times the period: more than this takes seconds.
MOST_STEPS: Final = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Computed:
    """An indicator's values over bars, and at which of them the range asked for begins."""

    values: Values
    bars: Bars
    first: int = 0


def computed(
    *,
    entry: Entry,
    symbol: str,
    parameters: Mapping[str, object],
    start_date: date | None = None,
    end_date: date | None = None,
) -> Computed:
    """
    Return an indicator over a symbol's prices between two dates, fetched first where they are missing.

    It is computed from the first price there is, so that a value does not depend on where one begins to look.

    :raises BadParameter: if a parameter is unknown or out of bounds.
    :raises NoData: if there are no prices.
    """
    settings = entry.settings(parameters)
    asked = obtain_bars(symbol=symbol, start_date=start_date, end_date=end_date).bars
    bars = get_bars(symbol=asked.symbol, end_date=end_date)
    first = int(bars.times.searchsorted(asked.times[0]))
    return Computed(values=values_over(bars, entry=entry, parameters=settings), bars=bars, first=first)


def values_over(bars: Bars, *, entry: Entry, parameters: Mapping[str, object]) -> Values:
    """
    Return an indicator's values over bars.

    :raises BadParameter: if a parameter is unknown or out of bounds.
    """
    return registry.evaluate(entry, columns_of(bars), parameters)


def columns_of(bars: Bars) -> Columns:
    """Return bars as indicators read them."""
    return {name: getattr(bars, name) for name in PRICE_COLUMNS} | {"dates": bars.dates}
