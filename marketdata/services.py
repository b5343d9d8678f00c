"""Keep prices and hand them out."""

import difflib
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.utils import dateformat

from engine.bars import PRICE_COLUMNS, Bars, BarsError
from marketdata import selectors
from marketdata.calendar_files import hours_of
from marketdata.models import Instrument, PriceSeries, WatchlistEntry
from marketdata.selectors import Reader
from marketdata.sources import adjusting, columns, editions, quality, sample, simulated
from marketdata.sources.adjusting import Adjustment, Piece
from marketdata.sources.base import Basis, Interval
from marketdata.sources.intervals import WORDS
from marketdata.storing import WITH_ACTIONS, store
from statis.errors import StatisError

ADJUSTED_HERE: Final = {
    Adjustment.ADJUSTED: "Adjusted for splits and dividends: prices before a dividend times 1 - dividend ÷ previous "
    "close. Volume is adjusted for splits.",
    Adjustment.SPLITS: "Adjusted for splits, not for dividends. Volume is adjusted for splits.",
    Adjustment.RAW: "None: prices as they were paid.",
}
# What prices in each of these terms can be made into.
OFFERED: Final = {
    Basis.AS_TRADED: frozenset(Adjustment),
    Basis.SPLIT_ADJUSTED: frozenset({Adjustment.ADJUSTED, Adjustment.SPLITS}),
    Basis.ADJUSTED: frozenset({Adjustment.ADJUSTED}),
}
# Daily bars come five in seven days, but for holidays; of denser ones this is far more than enough.
DAYS_A_BAR: Final = 1.5
DAYS_CLOSED: Final = 14
# As many symbols as a sentence may name, and as much of what somebody typed.
NAMED: Final = 12
MOST_LETTERS: Final = 40


class NoData(StatisError):
    """There are no prices for what was asked; the text says which there are."""

    code = "NO_DATA"


class BadPrices(NoData):
    """The prices that are stored cannot be used; the text says which, and why."""


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
    with an edition among those `pinned`, exactly that one is read, whatever was stored since.

    :raises NoData: if the symbol is unknown, has no bars in this range, or not in these terms.
    :raises BadPrices: if a stored price is impossible.
    """
    symbol = symbol.strip().upper()
    wanted = {"symbol": symbol, "start_date": start_date, "end_date": end_date, "interval": interval, "user": user}
    try:
        bars = _read(**wanted, warmup=warmup, adjustment=Adjustment(adjustment), pinned=pinned)
        # A run repeated may name symbols that had no edition then.
        if pinned and not bars:
            bars = _read(**wanted, warmup=warmup, adjustment=Adjustment(adjustment), pinned=())
    except BarsError as problem:
        raise BadPrices(
            f"The stored prices cannot be used. {problem}.{_all_faults(problem)} "
            "Choose dates in other years, or have them loaded again."
        ) from problem
    # A range inside a gap meets a chunk but none of its bars.
    if not bars:
        raise _no_data(symbol, start_date, end_date, interval, user)
    return bars


def _read(*, warmup: int, adjustment: Adjustment, **wanted: Any) -> Bars | None:
    """Return the bars between two dates with those before them, None if there are none between."""
    start_date, end_date = wanted["start_date"], wanted["end_date"]
    for since in _first_dates(start_date, warmup):
        found = list(selectors.chunks(**wanted, since=since))
        if not found:
            return None
        bars = _assembled(found).between(start_date, end_date, warmup=warmup)
        if bars.warmup == warmup or since is None or found[0].first_date == found[0].series.first_date:
            break
    return _in_terms(bars, found[0], adjustment) if len(bars) else None


def _first_dates(start_date: date | None, warmup: int) -> tuple[date | None, ...]:
    """Return from where on to read: far enough back as a rule, and all there is should there be a gap."""
    if start_date is None or not warmup:
        return (start_date,)
    days = min(int(warmup * DAYS_A_BAR) + DAYS_CLOSED, start_date.toordinal() - 1)
    return start_date - timedelta(days=days), None


def _all_faults(problem: BarsError) -> str:
    """Return what is wrong with all of the bars, if that is more than the first of them tells."""
    found = quality.examine(problem.bars) if problem.bars else ()
    if sum(one.count for one in found) < 2:
        return ""
    return f" In all: {'; '.join(f'{one.text} (first {one.first[0]})' for one in found)}."


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


def _assembled(found: Sequence[Any]) -> Bars:
    """Return the bars of some chunks as they are kept."""
    series, instrument = found[0].series, found[0].series.instrument
    # Postgres hands binary values out as memoryview.
    values = columns.join([columns.decode(bytes(chunk.columns)) for chunk in found])
    return Bars(
        symbol=instrument.symbol,
        interval=series.interval,
        times=values.times,
        **{name: getattr(values, name) for name in PRICE_COLUMNS},
        periods_per_year=series.periods_per_year,
        **_session_of(instrument, Interval(series.interval)),
        calendar=instrument.calendar,
        time_zone=instrument.time_zone,
        lot_size=instrument.lot_size,
        price_decimals=instrument.price_decimals,
        currency=instrument.currency,
        source=series.source,
        adjustment=series.adjustment,
        is_simulated=instrument.is_simulated,
        edition=found[0].edition,
    )


def _session_of(instrument: Instrument, interval: Interval) -> dict[str, Any]:
    """Return when bars within a day begin and end, as far as anybody knows."""
    hours = hours_of(instrument.calendar, interval) if interval.is_intraday else None
    return asdict(hours) if hours else {"dates_per_year": instrument.periods_per_year}


def bars_of(found: Sequence[Any]) -> Bars:
    """
    Return the adjusted bars of chunks of one series.

    :raises BadPrices: if a stored price is impossible.
    """
    try:
        return _in_terms(_assembled(found), found[0], Adjustment.ADJUSTED)
    except BarsError as problem:
        raise BadPrices(f"The stored prices cannot be used. {problem}.") from problem


def _in_terms(bars: Bars, chunk: Any, adjustment: Adjustment) -> Bars:
    """
    Return kept bars in the terms asked for, with where they come from.

    :raises NoData: if they cannot be had in these terms.
    """
    first, last = bars.dates[0].item(), bars.dates[-1].item()
    pieces = [
        piece for piece in editions.pieces_of(chunk.pieces) if piece.first_date <= last and piece.last_date >= first
    ]
    _check_offered(bars, pieces, adjustment)
    if bars.adjustment:
        return bars
    has_actions = chunk.series.instrument.asset_class in WITH_ACTIONS
    facts = {
        "source": ", ".join(dict.fromkeys(piece.source for piece in pieces)) or bars.source,
        "adjustment": _told(pieces, adjustment, has_actions=has_actions),
    }
    found = editions.effects_of(chunk.actions)
    # All in one step: bars are checked whenever they are made.
    return adjusting.read(bars, found=found, pieces=pieces, adjustment=adjustment, facts=facts)


def _check_offered(bars: Bars, pieces: Sequence[Piece], adjustment: Adjustment) -> None:
    """
    Check that bars can be had in the terms asked for.

    :raises NoData: if not.
    """
    for piece in pieces:
        if not (bars.is_simulated or adjustment in OFFERED[piece.basis]):
            done = "splits and dividends" if piece.basis is Basis.ADJUSTED else "splits"
            raise NoData(
                f"{piece.source} gave {bars.symbol} prices that are adjusted for {done} already; what was paid on the "
                "day is not known. Choose adjusted prices."
            )


def _told(pieces: Sequence[Piece], adjustment: Adjustment, *, has_actions: bool) -> str:
    """Return in words in which terms bars are."""
    if not has_actions:
        return ADJUSTED_HERE[Adjustment.RAW]
    told = ADJUSTED_HERE[adjustment]
    for piece in pieces:
        if piece.basis is not Basis.AS_TRADED:
            done = "splits and dividends" if piece.basis is Basis.ADJUSTED else "splits alone"
            told += f" {piece.source} gave those from {_day(piece.first_date)} adjusted for {done}."
    return told


def watch(*, user: AbstractBaseUser, instrument: Instrument) -> None:
    """Put an instrument on a user's watchlist."""
    WatchlistEntry.objects.get_or_create(user_id=user.pk, instrument=instrument)


def unwatch(*, user: AbstractBaseUser, instrument: Instrument) -> None:
    """Take an instrument off a user's watchlist."""
    WatchlistEntry.objects.filter(user=user.pk, instrument=instrument).delete()


def _no_data(symbol: str, start_date: date | None, end_date: date | None, interval: str, user: Reader) -> NoData:
    known = selectors.coverage(symbol, interval, user)
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
