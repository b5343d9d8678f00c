"""The answer to a question: several indicators over the same bars, a value a bar, null where there is none."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from indicators import computing
from indicators.computing import Asked, Prices
from indicators.library.entry import BadParameter, Floats, Setting
from indicators.library.registry import Values
from indicators.questions import BadQuestion, Posted, Question, Wish

# Steps of all indicators together, and values in all their lines.
MOST_STEPS: Final = computing.MOST_STEPS
MOST_VALUES: Final = 2_500_000


@dataclass(frozen=True, kw_only=True)
class Line:
    """An indicator's values; it needs `needed` bars for the first, which `note` says where there are fewer."""

    name: str
    params: dict[str, Setting]
    needed: int
    note: str
    outputs: dict[str, list[float | None]]


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """Indicators over bars, ready for `json.dumps(analysis, default=vars)`; `dates` is empty if none were sent."""

    symbol: str
    interval: str
    source: str
    bars: int
    dates: list[str]
    indicators: list[Line]


def analysis_of(question: Question) -> Analysis:
    """
    Return the values of every indicator asked for, computed from the first price there is.

    :raises BadQuestion: if it would take too long or hold too much, or settings do not fit together.
    :raises NoData: if there are no prices.
    """
    try:
        if isinstance(question.prices, Posted):
            return _over_columns(question.prices, question.wishes)
        return _over_symbol(question.prices, question.wishes)
    except BadParameter as problem:
        raise BadQuestion(str(problem)) from None


def _over_columns(posted: Posted, wishes: tuple[Wish, ...]) -> Analysis:
    bars = len(next(iter(posted.columns.values())))
    _check_size(wishes, bars, bars)
    found = [computing.values_of(posted.columns, entry=one.entry, parameters=one.parameters) for one in wishes]
    return Analysis(
        symbol="",
        interval="",
        source="sent with the question",
        bars=bars,
        dates=list(posted.moments),
        indicators=[_line(values, 0) for values in found],
    )


def _over_symbol(asked: Asked, wishes: tuple[Wish, ...]) -> Analysis:
    prices = computing.prices_of(asked)
    bars = prices.bars
    _check_size(wishes, len(bars), len(bars) - prices.first)
    return Analysis(
        symbol=bars.symbol,
        interval=bars.interval,
        source=bars.source,
        bars=len(bars) - prices.first,
        dates=computing.moments(bars)[prices.first :],
        indicators=[_line(values, prices.first) for values in _valued(prices, asked, wishes)],
    )


def _valued(prices: Prices, asked: Asked, wishes: tuple[Wish, ...]) -> Iterator[Values]:
    symbols = {wish.second for wish in wishes if wish.second}
    seconds = {one: computing.prices_of(replace(asked, symbol=one)).bars for one in sorted(symbols)}
    for one in wishes:
        yield computing.values_over(
            prices.bars, entry=one.entry, parameters=one.parameters, second=seconds.get(one.second)
        )


def _check_size(wishes: tuple[Wish, ...], bars: int, shown: int) -> None:
    if (values := shown * sum(len(one.entry.outputs) for one in wishes)) > MOST_VALUES:
        raise BadQuestion(
            f"The answer would hold {values:,} values; {MOST_VALUES:,} are the most. Ask for fewer bars or indicators."
        )
    if bars * sum(computing.longest(one.parameters) for one in wishes) > MOST_STEPS:
        slow = max(wishes, key=lambda one: computing.longest(one.parameters)).entry.name
        raise BadQuestion(
            f"All of it over {bars:,} bars would take too long. Ask for fewer, or a shorter period of {slow}."
        )


def _line(values: Values, first: int) -> Line:
    [bars] = {len(one) for one in values.outputs.values()}
    short = f"{values.name} needs {values.needed:,} bars for its first value; there are {bars:,}."
    return Line(
        name=values.name,
        params=values.params,
        needed=values.needed,
        note=short if values.is_short else "",
        outputs={name: numbers(one[first:]) for name, one in values.outputs.items()},
    )


def numbers(values: Floats) -> list[float | None]:
    """
    Return values as JSON knows them.

    >>> numbers(np.array([np.nan, 1.5]))
    [None, 1.5]
    """
    listed = values.astype(object)
    listed[np.isnan(values)] = None
    return listed.tolist()  # type: ignore[no-any-return]
