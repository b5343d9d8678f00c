"""The prices an attempt is tried on: the latest year of its symbols, or of a sample in their place, and the stress."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Final

from engine.bars import Bars
from engine.spec import MAX_SYMBOLS
from marketdata import selectors
from marketdata.selectors import Reader
from marketdata.services import BadPrices, NoData, get_many
from marketdata.sources import sample
from strategies.generation.judging.stress import stress_bars, told_as

DEFAULT_SYMBOL: Final = "AAPL"
# In whose place the next symbol takes them that is not there.
SAMPLES: Final = ("AAPL", "MSFT", "IBM", "GOOG")
SAMPLE_BARS: Final = 252
# How long a look back is from the last day on; intraday prices reach over fewer days.
DAYS_BACK: Final[Mapping[str, int]] = {"1d": 365, "1wk": 5 * 365, "1mo": 20 * 365}
DAYS_BACK_WITHIN_A_DAY: Final = 60


@dataclass(frozen=True, kw_only=True)
class TrialBars:
    """Bars for each symbol of a trial, what to call them, and which symbols had to take another's prices."""

    feeds: tuple[Bars, ...]
    title: str
    stand_ins: Mapping[str, str] = field(default_factory=dict)


def symbols_of(asked: Sequence[str], named: Sequence[str]) -> tuple[str, ...]:
    """
    Return the symbols of a trial: those to be traded first, then those the idea names besides.

    >>> symbols_of(["AAPL"], ["SPY", "AAPL"]), symbols_of([], [])
    (('AAPL', 'SPY'), ('AAPL',))
    """
    symbols = dict.fromkeys(symbol.strip().upper() for symbol in (*asked, *named))
    return tuple(symbols)[:MAX_SYMBOLS] or (DEFAULT_SYMBOL,)


def sample_year(symbols: Sequence[str], *, interval: str, warmup: int, user: Reader = None) -> TrialBars:
    """Return the latest year that all symbols have, those without prices told by a sample's."""
    stored = {one.symbol: one.last_date for one in selectors.coverages(interval, user) if one.symbol in symbols}
    found = _read(stored, interval=interval, warmup=warmup, user=user) if stored else {}
    stand_ins = _stand_ins([symbol for symbol in symbols if symbol not in found], taken=found)
    model = next(iter(found.values()), None)
    for symbol, other in stand_ins.items():
        found[symbol] = _in_place(other, symbol=symbol, interval=interval, warmup=warmup, beside=model)
    feeds = tuple(found[symbol] for symbol in symbols)
    return TrialBars(feeds=feeds, title=_title(feeds, stand_ins), stand_ins=stand_ins)


def stress(symbols: Sequence[str], *, interval: str, warmup: int) -> TrialBars:
    """Return the stress series for each symbol, no two of them alike."""
    return _stress(tuple(symbols), interval, warmup)


# The same for everybody and every time, and a tenth of what a trial takes to make.
@lru_cache(maxsize=50)
def _stress(symbols: tuple[str, ...], interval: str, warmup: int) -> TrialBars:
    feeds = (stress_bars(one, interval=interval, warmup=warmup, variant=place) for place, one in enumerate(symbols))
    return TrialBars(feeds=tuple(feeds), title="A made-up series with a rally, a crash, gaps, a spike and flat days")


def _read(stored: Mapping[str, date], *, interval: str, warmup: int, user: Reader) -> dict[str, Bars]:
    last = min(stored.values())
    first = last - timedelta(days=DAYS_BACK.get(interval, DAYS_BACK_WITHIN_A_DAY))
    try:
        every = get_many(
            symbols=tuple(stored), start_date=first, end_date=last, interval=interval, warmup=warmup, user=user
        )
    except (NoData, BadPrices):
        return {}
    return {bars.symbol: bars.part(0, len(bars), warmup=bars.warmup) for bars in every}


def _stand_ins(missing: Sequence[str], *, taken: Mapping[str, Bars]) -> dict[str, str]:
    free = [symbol for symbol in SAMPLES if symbol not in taken and symbol not in missing] or list(SAMPLES)
    return {symbol: symbol if symbol in SAMPLES else free[at % len(free)] for at, symbol in enumerate(missing)}


def _in_place(other: str, *, symbol: str, interval: str, warmup: int, beside: Bars | None) -> Bars:
    """Return a sample's last bars under another symbol, on the times of the feed beside it if there is one."""
    whole = _samples()[other]
    if beside is not None:
        count = min(len(beside), len(whole))
        times, lead = beside.times[-count:], max(beside.warmup - len(beside) + count, 0)
        told = replace(told_as(whole.part(len(whole) - count, len(whole), warmup=0), interval), symbol=symbol)
        return replace(told, times=times, warmup=lead)
    count = min(SAMPLE_BARS + warmup, len(whole))
    part = whole.part(len(whole) - count, len(whole), warmup=max(count - SAMPLE_BARS, 0))
    return replace(told_as(part, interval), symbol=symbol)


@cache
def _samples() -> dict[str, Bars]:
    return {dataset.bars.symbol: dataset.bars for dataset in sample.datasets()}


def _title(feeds: Sequence[Bars], stand_ins: Mapping[str, str]) -> str:
    names = ", ".join(bars.symbol for bars in feeds)
    lead = f"The latest {len(feeds[0].asked)} bars of {names}"
    replaced = [f"{symbol} with the prices of {other}" for symbol, other in stand_ins.items() if symbol != other]
    return f"{lead} ({', '.join(replaced)})" if replaced else lead
