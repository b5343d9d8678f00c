"""All indicators by name, found by any of their names, and computed over prices with gaps, flat or too few."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.library.catalogue.own import OWN
from indicators.library.entry import Category, Entry, Floats, Setting
from indicators.library.fallback import entries as fallback

# The best known, in the order people know them by.
AVERAGES: Final = ("SMA", "EMA", "WMA", "DEMA", "TEMA", "KAMA", "MAMA")
OSCILLATORS: Final = ("RSI", "MACD", "STOCH", "WILLR", "CCI", "ROC", "ADX")
OF_VOLUME: Final = ("OBV", "CMF", "VPT", "AD", "VWAP", "MFI")
FIRST: Final = (*AVERAGES, *OSCILLATORS, *OF_VOLUME, "BBANDS", "ATR", "KELTNER", "DONCHIAN")
# Long enough for the usual periods; warm-up is looked for on longer series where this is too short.
SHORTEST_TRIAL: Final = 512
LONGEST_TRIAL: Final = 1 << 20
# What a warm-up may be longer than its periods together.
SOME: Final = 64
# The arcsine has no value of a price above one.
SCALES: Final = (1.0, 0.001)

Columns = Mapping[str, NDArray[np.float64] | NDArray[np.datetime64]]


class UnknownIndicator(ValueError):
    """There is no such indicator; the text names the nearest."""

    def __init__(self, text: str, nearest: tuple[str, ...]) -> None:
        super().__init__(text)
        self.nearest = nearest


@dataclass(frozen=True, kw_only=True)
class Values:
    """An indicator over some bars: a value a bar for each output, NaN where there is none; `needed` bars give one."""

    name: str
    params: dict[str, Setting]
    outputs: dict[str, Floats]
    needed: int

    @property
    def is_short(self) -> bool:
        """Return whether there are fewer bars than the indicator needs for its first value."""
        return any(len(values) < self.needed for values in self.outputs.values())


def spelling(text: str) -> str:
    """
    Return what is left of a name when case, spaces and signs are ignored.

    >>> spelling("Williams %R") == spelling("WILLIAMS-R")
    True
    """
    return re.sub(r"[\W_]+", "", text.casefold())


def _in_order(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    known = {name: place for place, name in enumerate(FIRST)}
    ranked = sorted(entries, key=lambda entry: (not entry.named, known.get(entry.name, len(known)), entry.name))
    return MappingProxyType({entry.name: entry for entry in ranked})


def _source() -> tuple[Callable[[], Iterator[Entry]], bool]:
    """Return what makes the entries of TA-Lib's functions, and whether it has to do without TA-Lib."""
    try:
        from indicators.library import talib_entries
    except ImportError:
        return fallback.entries, True
    return talib_entries.entries, False


# Without TA-Lib there are our own indicators and the named ones of its, computed by NumPy to the same values.
_functions, without_talib = _source()


def _all() -> list[Entry]:
    ours = [entry for module in OWN for entry in module.ENTRIES]
    taken = {spelling(name) for entry in ours for name in (entry.name, *entry.aliases)}
    return ours + [entry for entry in _functions() if spelling(entry.name) not in taken]


ENTRIES: Final = _in_order(_all())
_ALIASES: Final = {spelling(alias): entry for entry in ENTRIES.values() for alias in entry.aliases}
_TITLES: Final = {spelling(entry.title): entry for entry in ENTRIES.values()}
_NAMES: Final = {spelling(entry.name): entry for entry in ENTRIES.values()}
# The name of one is stronger than the alias of another.
_BY_SPELLING: Final[Mapping[str, Entry]] = _ALIASES | _TITLES | _NAMES


def find(text: str) -> Entry:
    """
    Return the indicator of a name, title or alias; case and spaces do not matter.

    :raises UnknownIndicator: if there is none, naming the nearest.
    """
    entry = _BY_SPELLING.get(spelling(text))
    if entry is None:
        nearest = nearest_names(text)
        hint = f"Did you mean {' or '.join(nearest)}?" if nearest else "Search the list of indicators for a word."
        raise UnknownIndicator(f"There is no indicator “{text.strip()}”. {hint}", nearest)
    return entry


def nearest_names(text: str, *, most: int = 3) -> tuple[str, ...]:
    """Return the names of the indicators spelt most like a text, or found by its words."""
    close = difflib.get_close_matches(spelling(text), _BY_SPELLING, n=2 * most, cutoff=0.6)
    found = [_BY_SPELLING[one] for one in close] + search(text)
    return tuple(dict.fromkeys(entry.name for entry in found))[:most]


def search(words: str, category: Category | None = None) -> list[Entry]:
    """Return the indicators that have every word in a name or their meaning, those found by a name first."""
    wanted = [spelt for word in words.split() if (spelt := spelling(word))]
    entries = [entry for entry in ENTRIES.values() if category is None or entry.category is category]
    ranked = [(rank, entry) for entry in entries if (rank := _rank(entry, wanted)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])]


def _rank(entry: Entry, wanted: list[str]) -> int | None:
    """Return how far from its name an indicator has all of some words, None if it lacks one."""
    if "".join(wanted) == spelling(entry.name):
        return 0
    names = [entry.name, entry.title, *entry.aliases]
    texts = [spelling(entry.name), "".join(map(spelling, names)), spelling(" ".join([*names, entry.meaning]))]
    ranks = (rank for rank, text in enumerate(texts, start=1) if all(word in text for word in wanted))
    return next(ranks, None)


def evaluate(entry: Entry, columns: Columns, parameters: Mapping[str, object] | None = None) -> Values:
    """
    Return the values of an indicator over columns of prices, one a bar.

    A bar that lacks an input (NaN or infinite) has no value, and behind it the indicator starts afresh. An input is
    read from a column of its own name (`real1`, say) where there is one, else from the price that stands for it.

    :raises BadParameter: if a parameter is unknown or out of bounds.
    """
    settings = entry.settings(parameters)
    names = [own if own in columns else usual for own, usual in zip(entry.inputs, entry.columns, strict=True)]
    arrays = [np.ascontiguousarray(columns[name], dtype=np.float64) for name in names]
    bars = len(next(iter(columns.values())))
    outputs = tuple(np.full(bars, np.nan) for _ in entry.outputs)
    for part in _stretches(arrays, bars):
        dates = {"dates": columns["dates"][part]} if entry.needs_dates else {}
        found = entry.compute(*(array[part] for array in arrays), **settings, **dates)
        for whole, piece in zip(outputs, found, strict=True):
            whole[part] = np.where(np.isfinite(piece), piece, np.nan)
    return Values(
        name=entry.name,
        params=settings,
        outputs=dict(zip((output.name for output in entry.outputs), outputs, strict=True)),
        needed=warm_up(entry, settings) + 1,
    )


def _stretches(arrays: list[Floats], bars: int) -> list[slice]:
    """
    Return the stretches of bars in which every array has numbers.

    >>> _stretches([np.array([np.nan, 1.0, 2.0, np.nan, 3.0])], 5)
    [slice(1, 3, None), slice(4, 5, None)]
    """
    is_sound = np.ones(bars, dtype=bool)
    for array in arrays:
        is_sound &= np.isfinite(array)
    if is_sound.all():
        return [slice(0, bars)] if bars else []
    turns = np.flatnonzero(np.diff(np.concatenate([[False], is_sound, [False]]).astype(np.int8)))
    return [slice(int(first), int(end)) for first, end in zip(turns[::2], turns[1::2], strict=True)]


def warm_up(entry: Entry, parameters: Mapping[str, object] | None = None) -> int:
    """
    Return how many bars pass before an indicator has a value of every output, measured on an ordinary series.

    :raises BadParameter: if a parameter is unknown or out of bounds.
    """
    return _measured(entry, tuple(entry.settings(parameters).items()))


@lru_cache(maxsize=4096)
def _measured(entry: Entry, settings: tuple[tuple[str, Setting], ...]) -> int:
    for bars in _trials([value for _, value in settings if isinstance(value, int)]):
        for scale in SCALES:
            columns = ordinary_prices(bars)
            dates = {"dates": columns["dates"]} if entry.needs_dates else {}
            outputs = entry.compute(*(scale * columns[name] for name in entry.columns), **dict(settings), **dates)
            finite = [np.isfinite(output) for output in outputs]
            if all(one.any() for one in finite):
                return max(int(one.argmax()) for one in finite)
    return LONGEST_TRIAL


def _trials(periods: list[int]) -> Iterator[int]:
    """
    Yield lengths of series, none much longer than need be: some functions take their period of steps a bar.

    >>> list(_trials([100, 20]))[:4]
    [512, 184, 304, 424]
    """
    yield SHORTEST_TRIAL
    for times in (1, 2, 3, 4, 6, 8):
        yield min(SOME + times * sum(periods), LONGEST_TRIAL)
    for power in (15, 18, 20):
        yield 1 << power


@lru_cache(maxsize=2)
def ordinary_prices(bars: int) -> dict[str, NDArray[np.float64]]:
    """Return made-up prices of ordinary days, the same ones at every call and at every length."""
    random = np.random.default_rng(7)
    moves, spreads, gaps, volumes = random.normal(size=(bars, 4)).T
    close = 100 * np.exp(np.cumsum(0.01 * moves))
    opened = np.concatenate([close[:1], close[:-1]]) * (1 + 0.002 * gaps)
    high = np.maximum(opened, close) * (1 + 0.003 * np.abs(spreads))
    low = np.minimum(opened, close) * (1 - 0.003 * np.abs(gaps))
    days = np.datetime64("2000-01-03") + np.arange(bars)
    volume = np.round(1e6 * np.exp(0.3 * volumes))
    return {"open": opened, "high": high, "low": low, "close": close, "volume": volume, "dates": days}
