"""Keep prices and hand them out."""

import difflib
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.utils import dateformat

from engine.bars import Bars
from marketdata import reading, selectors
from marketdata.models import Instrument, PriceSeries, WatchlistEntry
from marketdata.reading import BadPrices, NoData, Period
from marketdata.selectors import Reader
from marketdata.sources import sample, simulated
from marketdata.sources.adjusting import Adjustment
from marketdata.sources.base import Interval
from marketdata.sources.intervals import MADE_FROM_DAYS, WORDS
from marketdata.storing import store

__all__ = ["BadPrices", "NoData", "get_bars", "get_many", "load_sample_data", "nearest_symbols", "unwatch", "watch"]

# As many symbols as a sentence may name, and as much of what somebody typed.
NAMED: Final = 12
MOST_LETTERS: Final = 40


def get_bars(
    *,
    symbol: str,
    start_date: date | None = None,
    end_date: date | None = None,
    interval: str = "1d",
    warmup: int = 0,
    adjustment: str = "adjusted",
    user: Reader = None,
    pinned: Collection[int] = (),
) -> Bars:
    """
    Return the bars of a symbol between two dates, both included; None leaves that side open.

    Up to `warmup` bars before the start date come along as the bars' warm-up. `adjustment` is `adjusted` (for splits
    and dividends), `splits` or `raw`. A user's own prices come before everybody's, and are nobody else's. Of a symbol
    with an edition among those `pinned`, exactly that one is read, whatever was stored since. Weeks and months
    that are not stored are made from the adjusted days that came with Statis or that a user brought.

    :raises NoData: if the symbol is unknown, has no bars in this range, or not in these terms.
    :raises BadPrices: if a stored price is impossible.
    """
    [bars] = get_many(
        symbols=(symbol,),
        start_date=start_date,
        end_date=end_date,
        interval=interval,
        warmup=warmup,
        adjustment=adjustment,
        user=user,
        pinned=pinned,
    )
    return bars


def get_many(
    *,
    symbols: Collection[str],
    start_date: date | None = None,
    end_date: date | None = None,
    interval: str = "1d",
    warmup: int = 0,
    adjustment: str = "adjusted",
    user: Reader = None,
    pinned: Collection[int] = (),
) -> list[Bars]:
    """
    Return the bars of each symbol as `get_bars` does, in two queries however many there are.

    :raises NoData: if one of them has none.
    :raises BadPrices: if a stored price is impossible.
    """
    symbols = [symbol.strip().upper() for symbol in symbols]
    found = reading.read(
        symbols=symbols,
        period=Period(start_date=start_date, end_date=end_date, warmup=warmup),
        interval=interval,
        adjustment=Adjustment(adjustment),
        user=user,
        pinned=pinned,
    )
    for symbol in symbols:
        if symbol not in found:
            raise _no_data(symbol, start_date, end_date, interval, user)
    return [found[symbol] for symbol in symbols]


def load_sample_data() -> int:
    """Store the sample and simulated prices unless they are there, and return how many series were written."""
    editions = dict.fromkeys(sample.LISTINGS, sample.EDITION) | dict.fromkeys(simulated.SYMBOLS, simulated.EDITION)
    if _editions() == editions:
        return 0
    sets = [*sample.datasets(), *simulated.datasets()]
    return sum(store(dataset=dataset, edition=editions[dataset.listing.symbol]) for dataset in sets)


def _editions() -> dict[str, str]:
    bundled = PriceSeries.objects.exclude(edition="")
    return dict(bundled.values_list("instrument__symbol", "edition"))


def watch(*, user: AbstractBaseUser, instrument: Instrument) -> None:
    """Put an instrument on a user's watchlist."""
    WatchlistEntry.objects.get_or_create(user_id=user.pk, instrument=instrument)


def unwatch(*, user: AbstractBaseUser, instrument: Instrument) -> None:
    """Take an instrument off a user's watchlist."""
    WatchlistEntry.objects.filter(user=user.pk, instrument=instrument).delete()


def _no_data(symbol: str, start_date: date | None, end_date: date | None, interval: str, user: Reader) -> NoData:
    known = selectors.coverage(symbol, interval, user)
    if known is None and (days := selectors.days_for(symbol, interval, user)):
        made = MADE_FROM_DAYS[Interval(interval)]
        return NoData(
            f"There are no whole {made} of {symbol} {_asked(start_date, end_date)}: its days run from "
            f"{_day(days.first_date)} to {_day(days.last_date)}. Choose dates in that range, or shorter bars."
        )
    if known is None:
        return _unknown(symbol, interval, user)
    return NoData(
        f"There are no {symbol} prices {_asked(start_date, end_date)}: they run from {_day(known.first_date)} "
        f"to {_day(known.last_date)}. Choose dates in that range."
    )


def _unknown(symbol: str, interval: str, user: Reader) -> NoData:
    known = {instrument.symbol: instrument.name for instrument in selectors.instruments(user)}
    if not known:
        return NoData(f"There are no prices for “{symbol}”: no prices are loaded yet. Load the sample prices first.")
    if symbol in known:
        return NoData(f"There are no {_bars_of(interval)} of {symbol}. Use {_stored(symbol, user)}.")
    nearest = nearest_symbols(symbol, known)
    guess = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
    return NoData(
        f"There are no prices for “{symbol[:MOST_LETTERS]}”.{guess} There are prices for {_some(list(known))}."
    )


def _some(symbols: Sequence[str]) -> str:
    """
    Return a few symbols, and how many more there are.

    >>> _some(["A", "B"]), _some([f"S{at}" for at in range(15)])[-16:]
    ('A, B', 'S11 and 3 others')
    """
    if len(symbols) <= NAMED + 1:
        return ", ".join(symbols)
    return f"{', '.join(symbols[:NAMED])} and {len(symbols) - NAMED:,} others"


def _stored(symbol: str, user: Reader) -> str:
    """Return of which lengths bars of a symbol are stored, the shortest first."""
    held = {one.interval for one in selectors.coverages(None, user) if one.symbol == symbol}
    return " or ".join(f"{_bars_of(one)} ({one})" for one in WORDS if one in held)


def _bars_of(interval: str) -> str:
    return WORDS[Interval(interval)] if interval in WORDS else f"bars of {interval}"


def nearest_symbols(symbol: str, known: dict[str, str]) -> list[str]:
    """Return the symbols most like what was typed, by symbol or by company name."""
    words = {known_symbol: known_symbol for known_symbol in known}
    words |= {word.strip("()").upper(): symbol_ for symbol_, name in known.items() for word in name.split()}
    close = difflib.get_close_matches(symbol, words, n=2, cutoff=0.6)
    return list(dict.fromkeys(words[word] for word in close))


def _asked(start_date: date | None, end_date: date | None) -> str:
    if start_date and end_date:
        return f"from {_day(start_date)} to {_day(end_date)}"
    if start_date:
        return f"from {_day(start_date)} on"
    return f"up to {_day(end_date)}" if end_date else "stored"


def _day(day: date) -> str:
    return dateformat.format(day, "j M Y")
