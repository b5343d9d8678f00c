"""Indicators over the prices of a symbol, or over any columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from engine.bars import PRICE_COLUMNS, Bars
from indicators.library import registry
from indicators.library.entry import BadParameter, Entry, Setting
from indicators.library.registry import Columns, Values
from marketdata.obtaining import obtain_bars
from marketdata.selectors import Reader
from marketdata.services import get_bars

# Some of TA-Lib's functions take as many steps as there are bars times the period: more than this takes seconds.
MOST_STEPS: Final = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which prices are meant, and the symbol of a second series for indicators that take two."""

    symbol: str
    interval: str = "1d"
    start_date: date | None = None
    end_date: date | None = None
    second: str = ""
    user: Reader = None


@dataclass(frozen=True, kw_only=True)
class Prices:
    """All bars of a symbol up to the last asked for, where the range asked for begins, and those of a second."""

    bars: Bars
    first: int = 0
    second: Bars | None = None


def prices_of(asked: Asked) -> Prices:
    """
    Return the prices that are meant, fetched first where they are missing.

    :raises NoData: if there are none.
    """
    shown, bars = _all_bars(asked.symbol, asked)
    second = _all_bars(asked.second, asked)[1] if asked.second else None
    return Prices(bars=bars, first=int(bars.times.searchsorted(shown.times[0])), second=second)


def _all_bars(symbol: str, asked: Asked) -> tuple[Bars, Bars]:
    """Return the bars of the range asked for, and those with all that come before."""
    shown = obtain_bars(
        symbol=symbol,
        start_date=asked.start_date,
        end_date=asked.end_date,
        interval=asked.interval,
        user=asked.user,
    ).bars
    known = get_bars(symbol=shown.symbol, end_date=asked.end_date, interval=asked.interval, user=asked.user)
    return shown, known


def takes_two(entry: Entry) -> bool:
    """Return whether an indicator compares two series."""
    return "real1" in entry.inputs


def check_second(entry: Entry, second: str) -> None:
    """
    Check that a second series is of use to an indicator.

    :raises BadParameter: if it reads one symbol only.
    """
    if second and not takes_two(entry):
        able = ", ".join(one.name for one in registry.ENTRIES.values() if takes_two(one))
        raise BadParameter(f"{entry.name} reads the prices of one symbol. Those that compare two are {able}.")


def values_over(bars: Bars, *, entry: Entry, parameters: Mapping[str, object], second: Bars | None = None) -> Values:
    """
    Return an indicator's values over bars; of two series over the closes on the bars that both have.

    :raises BadParameter: if a parameter is unknown or out of bounds, or there are too many steps or too few bars of
        both.
    """
    if second is None:
        return values_of(columns_of(bars), entry=entry, parameters=parameters)
    _, at, theirs = np.intersect1d(bars.times, second.times, assume_unique=True, return_indices=True)
    paired = {"real0": bars.close[at], "real1": second.close[theirs]}
    found = values_of(paired, entry=entry, parameters=parameters)
    if found.is_short:
        raise BadParameter(
            f"{entry.name} needs {found.needed:,} bars that both have; {bars.symbol} and {second.symbol} share "
            f"{len(at):,}. Choose a shorter period or another symbol."
        )
    outputs = {name: np.full(len(bars), np.nan) for name in found.outputs}
    for name, values in found.outputs.items():
        outputs[name][at] = values
    return Values(name=found.name, params=found.params, outputs=outputs, needed=found.needed)


def columns_of(bars: Bars) -> Columns:
    """Return bars as indicators read them."""
    return {name: getattr(bars, name) for name in PRICE_COLUMNS} | {"dates": bars.dates}


def values_of(columns: Columns, *, entry: Entry, parameters: Mapping[str, object]) -> Values:
    """
    Return an indicator's values over columns of prices.

    :raises BadParameter: if a parameter is unknown or out of bounds, or there are too many steps.
    """
    settings = entry.settings(parameters)
    bars = len(next(iter(columns.values())))
    if bars * longest(settings) > MOST_STEPS:
        raise BadParameter(
            f"{entry.name} over {bars:,} bars would take too long with so long a period. Choose a period of "
            f"{MOST_STEPS // bars:,} or less."
        )
    return registry.evaluate(entry, columns, settings)


def longest(settings: Mapping[str, Setting]) -> int:
    """Return the longest period among settings, one at least."""
    return max((value for value in settings.values() if isinstance(value, int)), default=1)


def moments(bars: Bars) -> list[str]:
    """Return when each bar begins: longer ones by their day, those within a day with their time."""
    if bars.interval in ("1d", "1wk", "1mo"):
        return bars.dates.astype(str).tolist()  # type: ignore[no-any-return]
    return [text.replace("T", " ") for text in bars.times.astype("datetime64[s]").astype(str).tolist()]
