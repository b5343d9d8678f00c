"""Daily prices of five American companies, 2000 to 2013, from a public-domain file that comes with Statis."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from engine.bars import Bars, Floats
from marketdata.sources.base import AssetClass, Dataset, Listing

EDITION: Final = "2026.1-1"
FILE: Final = Path(__file__).parent / "data" / "stocks.csv.gz"
SOURCE: Final = "Quandl WIKI Prices (sample)"
LICENCE: Final = "Public domain"
NOTE: Final = "Sample prices that come with Statis. They end in March 2013 and are given without guarantee."
ADJUSTMENT: Final = (
    "Adjusted for splits and dividends: open, high, low and close times (Adj Close ÷ Close), scaled so that the "
    "last close equals the quoted one, rounded to 6 decimals. Volume is as reported."
)
# Six decimals keep a return exact to 1e-6 and hide the rounding noise of the published Adj Close.
DECIMALS: Final = 6


def _stock(symbol: str, name: str, description: str) -> Listing:
    return Listing(
        symbol=symbol, name=name, asset_class=AssetClass.STOCK, periods_per_year=252, description=description
    )


LISTINGS: Final = {
    listing.symbol: listing
    for listing in (
        _stock("AAPL", "Apple Inc.", "Daily prices from March 2000 to March 2013."),
        _stock("FB", "Meta (Facebook)", "Daily prices from the listing in May 2012 to March 2013."),
        _stock("GOOG", "Alphabet (Google)", "Daily prices from the listing in August 2004 to March 2013."),
        _stock("IBM", "International Business Machines", "Daily prices from March 2000 to March 2013."),
        _stock("MSFT", "Microsoft Corporation", "Daily prices from March 2000 to March 2013."),
    )
}


def adjusted(prices: Floats, factors: Floats) -> Floats:
    """
    Return prices in the terms of the last day, by factors that need not end at 1.

    >>> adjusted(np.array([100.0, 52.0]), np.array([0.25, 0.5]))
    array([50., 52.])
    """
    # One factor for a bar's four prices, and rounding keeps order: high stays the highest, low the lowest.
    rounded: Floats = np.round(prices * (factors / factors[-1]), DECIMALS)
    return rounded


def datasets() -> Iterator[Dataset]:
    """Yield the adjusted daily bars of every sample company."""
    rows = _rows_by_symbol()
    for symbol, listing in LISTINGS.items():
        yield Dataset(listing=listing, bars=_bars(listing, rows[symbol]), licence=LICENCE, note=NOTE)


def _rows_by_symbol() -> dict[str, list[list[str]]]:
    rows: dict[str, list[list[str]]] = {symbol: [] for symbol in LISTINGS}
    with gzip.open(FILE, "rt", encoding="ascii", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        for symbol, *values in reader:
            rows[symbol].append(values)
    return rows


def _bars(listing: Listing, rows: list[list[str]]) -> Bars:
    numbers = np.array([row[1:] for row in rows], dtype=np.float64)
    open_, high, low, close, volume, adjusted_close = numbers.T
    factors = adjusted_close / close
    return Bars(
        symbol=listing.symbol,
        times=np.array([row[0] for row in rows], dtype="datetime64[us]"),
        open=adjusted(open_, factors),
        high=adjusted(high, factors),
        low=adjusted(low, factors),
        close=adjusted(close, factors),
        volume=np.ascontiguousarray(volume),
        periods_per_year=listing.periods_per_year,
        lot_size=listing.lot_size,
        price_decimals=listing.price_decimals,
        currency=listing.currency,
        source=SOURCE,
        adjustment=ADJUSTMENT,
    )
