"""Which symbols meet a rule on the last daily bar of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.contrib.auth.models import User

from engine.bars import Bars
from indicators.computing import MOST_STEPS, columns_of, longest
from indicators.library.judging import Judged, judge
from indicators.library.rules import Line, Rule, lines
from marketdata import selectors
from marketdata.services import NoData, get_many
from statis.errors import StatisError

MOST_SYMBOLS: Final = 300


class Over(StrEnum):
    """What is screened."""

    WATCHLIST = "watchlist"
    ALL = "all"
    SYMBOLS = "symbols"


class TooMuch(StatisError):
    """A rule that would take too long over so many prices; the text says what to change."""

    code = "TOO_MUCH"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The symbols to screen with their names, and how many were left out as too many."""

    names: Mapping[str, str]
    left_out: int = 0


@dataclass(frozen=True, kw_only=True)
class Screened:
    """The bars of each symbol with what the rule made of them, and why others could not be read."""

    bars: tuple[Bars, ...]
    judged: Judged
    refused: dict[str, str]


def chosen(*, user: User, over: Over, typed: Sequence[str] = ()) -> Chosen:
    """Return the symbols a user asks about: those watched, all with daily prices, or those typed."""
    if over is Over.SYMBOLS:
        known = dict(selectors.instruments_visible_to(user).values_list("symbol", "name"))
        spelt = [one.upper() if one.upper() in known else selectors.spelt(one) or one.upper() for one in typed]
        return Chosen(names={symbol: known.get(symbol, "") for symbol in spelt})
    found = selectors.watched_by(user)
    if over is Over.ALL:
        found = selectors.instruments_visible_to(user).filter(series__interval="1d").order_by("is_simulated", "symbol")
    names = dict(found.values_list("symbol", "name"))
    kept = dict(list(names.items())[:MOST_SYMBOLS])
    return Chosen(names=kept, left_out=len(names) - len(kept))


def screened(*, rule: Rule, chosen: Chosen, user: User) -> Screened:
    """
    Return whether each symbol meets a rule on its last daily bar, computed over all of its bars.

    :raises TooMuch: if the rule's periods are too long for so many bars.
    """
    bars, refused = _read(list(chosen.names), user)
    periods = sum(longest(dict(line.settings)) for line in lines(rule) if isinstance(line, Line))
    total = sum(map(len, bars))
    if total * periods > MOST_STEPS:
        raise TooMuch(
            f"Periods of {periods:,} bars together over {total:,} bars would take too long. Choose shorter ones, "
            "or fewer symbols."
        )
    judged = judge(rule, [columns_of(one) for one in bars])
    return Screened(bars=tuple(bars), judged=judged, refused=refused)


def _read(symbols: list[str], user: User) -> tuple[list[Bars], dict[str, str]]:
    """Return the bars of symbols in one pair of queries, and why some have none."""
    if not symbols:
        return [], {}
    try:
        return get_many(symbols=symbols, user=user), {}
    except NoData as problem:
        if len(symbols) == 1:
            return [], {symbols[0]: problem.text}
    # One that cannot be read does not spoil the others: halves find it in few steps.
    middle = len(symbols) // 2
    (first, missing), (second, others) = _read(symbols[:middle], user), _read(symbols[middle:], user)
    return first + second, missing | others
