"""Prices as they were traded, and what splits and dividends make of them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Final, Literal

import numpy as np

from engine.bars import Bars, BarsError, Floats, Times
from marketdata.sources.base import Action, Basis, Interval
from marketdata.sources.intervals import MONDAY

# Longer without a bar, the last close is not the one before a dividend: bars are missing there.
MOST_DAYS_BEFORE: Final = 12
# One share became 10,000 by hardly any split in history, and 10,000 became one.
MOST_SHARES: Final = 10_000.0
# In shares of a time before many splits a dividend may be many times the price, but not so many.
MOST_DIVIDEND: Final = 1_000.0
LARGEST: Final = 1e9
# More digits of a price that was divided by a source and is multiplied again are noise.
SIGNIFICANT_DIGITS: Final = 10


class Adjustment(StrEnum):
    """In which terms a reader wants prices."""

    ADJUSTED = "adjusted"
    SPLITS = "splits"
    RAW = "raw"


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A split or dividend, and what every price before it is multiplied by; None when nobody can tell."""

    date: date
    kind: Literal["split", "dividend"]
    value: float
    factor: float | None


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Bars of some days that came from one source, in the terms they are kept in: of `as_of` unless as traded."""

    first_date: date
    last_date: date
    source: str
    basis: Basis
    as_of: date


def last_days(times: Times, interval: str) -> Times:
    """
    Return the last day that each bar covers, as datetime64[D]: a week's Sunday, a month's last.

    >>> last_days(np.array(["2024-01-29"], dtype="datetime64[us]"), "1wk")
    array(['2024-02-04'], dtype='datetime64[D]')
    """
    days = times.astype("datetime64[D]")
    if interval == Interval.MO1:
        return (days.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    if interval == Interval.WK1:
        numbers = days.astype(np.int64)
        sundays: Times = (numbers - (numbers + MONDAY) % 7 + 6).astype("datetime64[D]")
        return sundays
    return days


def check_actions(bars: Bars, actions: Iterable[Action]) -> None:
    """
    Pass splits and dividends that there may be: with others every price before them would be nonsense.

    :raises BarsError: if one cannot be.
    """
    first, last, high = bars.dates[0].item(), bars.dates[-1].item(), float(bars.high.max())
    for action in actions:
        if action.kind == "split":
            is_sound = 1 / MOST_SHARES <= action.value <= MOST_SHARES
        else:
            # Of other days than those of the bars prices may be anything.
            most = MOST_DIVIDEND * high if first <= action.date <= last else LARGEST
            is_sound = action.value <= most
        # Nothing and less than nothing are what some sources write where there was none.
        if action.value > 0 and not is_sound:
            raise BarsError(f"{bars.symbol}: a {action.kind} of {action.value:g} on {action.date} cannot be")


def by_day(actions: Iterable[Action]) -> tuple[Action, ...]:
    """
    Return actions oldest first, dividends of one day added up and splits of one day multiplied.

    >>> day = date(2024, 5, 10)
    >>> by_day([Action(date=day, kind="dividend", value=0.25), Action(date=day, kind="dividend", value=1.0)])
    (Action(date=datetime.date(2024, 5, 10), kind='dividend', value=1.25),)
    """
    # A split comes first: a dividend of its day is paid on the new shares.
    ordered = sorted(
        (action for action in actions if action.value > 0), key=lambda action: (action.date, action.kind == "dividend")
    )
    found = []
    for (day, kind), group in groupby(ordered, key=lambda action: (action.date, action.kind)):
        values = [action.value for action in group]
        value = math.prod(values) if kind == "split" else math.fsum(values)
        found.append(Action(date=day, kind=kind, value=value))
    return tuple(found)


def shares_after(actions: Sequence[Action], days: Times) -> Floats:
    """
    Return how many of today's shares one share of each day became, by the splits after it.

    >>> split = Action(date=date(2020, 8, 31), kind="split", value=4.0)
    >>> shares_after([split], np.array(["2020-08-28", "2020-08-31"], dtype="datetime64[D]"))
    array([4., 1.])
    """
    splits = [action for action in by_day(actions) if action.kind == "split"]
    return _after([split.date for split in splits], [split.value for split in splits], days)


def effects(actions: Sequence[Action], *, days: Times, closes: Floats) -> tuple[Effect, ...]:
    """
    Return the factor of every action, from the closes in today's shares and the last day of each bar.

    A split of 4 for 1 divides earlier prices by 4. A dividend multiplies them by 1 - dividend / previous close, as
    CRSP and Yahoo do (https://help.yahoo.com/kb/SLN28256.html); of two between the same bars the second is paid on
    what the first left. Without a close shortly before it, or where the close is not larger, there is no factor.

    >>> paid = Action(date=date(2024, 1, 3), kind="dividend", value=2.0)
    >>> known = {"days": np.array(["2024-01-02"], dtype="datetime64[D]"), "closes": np.array([50.0])}
    >>> effects([paid], **known)[0].factor
    0.96
    """
    paid_at: dict[int, float] = {}
    found = []
    for action in by_day(actions):
        factor: float | None = 1 / action.value
        if action.kind == "dividend":
            at = _before(action.date, days)
            # As many dollars a share as are paid on today's shares.
            value = action.value / float(shares_after(actions, _days([action.date]))[0])
            close = float(closes[at]) - paid_at.get(at, 0.0) if at >= 0 else 0.0
            factor = 1 - value / close if value < close else None
            if factor is not None:
                paid_at[at] = paid_at.get(at, 0.0) + value
        found.append(Effect(date=action.date, kind=action.kind, value=action.value, factor=factor))
    return tuple(found)


def as_traded(bars: Bars, *, basis: Basis, actions: Sequence[Action], as_of: date) -> Bars | None:
    """
    Return bars in the terms of their own days, or None where what is known does not tell.

    `actions` are all those from the first bar to `as_of`, the day in whose terms the prices are given.
    """
    if basis is Basis.AS_TRADED:
        return bars
    since = [action for action in by_day(actions) if action.date <= as_of]
    days = last_days(bars.times, bars.interval)
    shares = shares_after(since, days)
    taken_out = dividends_taken_out(since, days=days, closes=bars.close) if basis is Basis.ADJUSTED else None
    if basis is Basis.ADJUSTED and taken_out is None:
        return None
    multiples = shares if taken_out is None else shares / taken_out
    return _scaled(bars, multiples, shares, are_rounded=True)


def dividends_taken_out(actions: Sequence[Action], *, days: Times, closes: Floats) -> Floats | None:
    """
    Return by what dividends multiplied each of some adjusted prices, found backwards from the last one.

    None where the close before a dividend is not among the bars.

    >>> paid = Action(date=date(2024, 1, 3), kind="dividend", value=2.0)
    >>> days = np.array(["2024-01-02", "2024-01-03"], dtype="datetime64[D]")
    >>> dividends_taken_out([paid], days=days, closes=np.array([48.0, 47.0]))
    array([0.96, 1.  ])
    """
    factors = np.ones(len(days))
    paid: dict[int, float] = {}
    for action in by_day(actions):
        if action.kind == "dividend" and action.date > days[0]:
            at = _before(action.date, days)
            if at < 0:
                return None
            value = action.value / float(shares_after(actions, _days([action.date]))[0])
            paid[at] = paid.get(at, 0.0) + value
    for at in sorted(paid, reverse=True):
        later = float(factors[at])
        # adjusted = later * (close - dividend), so the close can be had back.
        close = float(closes[at]) / later + paid[at]
        factors[: at + 1] *= 1 - paid[at] / close
    return factors


def multiples(
    times: Times, *, interval: str, found: Sequence[Effect], pieces: Sequence[Piece], adjustment: Adjustment
) -> tuple[Floats, Floats] | None:
    """
    Return what kept prices are multiplied by and their volume is divided by, None where nothing changes.

    Volume is divided by the factor of splits only.
    """
    if adjustment is Adjustment.RAW or not found:
        return None
    days = last_days(times, interval)
    by_splits = _factors(found, "split", _terms(times, days, pieces, (Basis.SPLIT_ADJUSTED, Basis.ADJUSTED)))
    if adjustment is Adjustment.SPLITS:
        return by_splits, by_splits
    return by_splits * _factors(found, "dividend", _terms(times, days, pieces, (Basis.ADJUSTED,))), by_splits


def read(bars: Bars, *, found: Sequence[Effect], pieces: Sequence[Piece], adjustment: Adjustment) -> Bars:
    """Return kept bars in the terms asked for."""
    factors = multiples(bars.times, interval=bars.interval, found=found, pieces=pieces, adjustment=adjustment)
    return bars if factors is None else _scaled(bars, *factors, are_rounded=False)


def in_todays_shares(
    times: Times, closes: Floats, *, interval: str, actions: Sequence[Action], pieces: Sequence[Piece]
) -> Floats:
    """Return kept closes divided by the splits since."""
    days = last_days(times, interval)
    shares = shares_after(actions, _terms(times, days, pieces, (Basis.SPLIT_ADJUSTED, Basis.ADJUSTED)))
    divided: Floats = closes / shares
    return divided


def _terms(times: Times, days: Times, pieces: Sequence[Piece], done: Sequence[Basis]) -> Times:
    """Return the day whose shares each bar is in: its own, or that on which a source had done the sums already."""
    terms = days.copy()
    starts = times.astype("datetime64[D]")
    for piece in pieces:
        if piece.basis in done:
            inside = (starts >= np.datetime64(piece.first_date)) & (starts <= np.datetime64(piece.last_date))
            terms[inside] = np.datetime64(piece.as_of)
    return terms


def _factors(found: Sequence[Effect], kind: str, days: Times) -> Floats:
    known = [(effect.date, effect.factor) for effect in found if effect.kind == kind and effect.factor is not None]
    return _after([day for day, _ in known], [factor for _, factor in known], days)


def _after(dates: Sequence[date], values: Sequence[float], days: Times) -> Floats:
    """Return for each day the product of the values dated after it; the dates must rise."""
    products = np.append(np.cumprod(np.array(values[::-1], dtype=np.float64))[::-1], 1.0)
    after: Floats = products[np.searchsorted(_days(dates), days, side="right")]
    return after


def _before(day: date, days: Times) -> int:
    """Return the place of the bar shortly before a day, -1 if there is none."""
    at = int(np.searchsorted(days, np.datetime64(day), side="left")) - 1
    is_near = at >= 0 and (np.datetime64(day) - days[at]).astype(int) <= MOST_DAYS_BEFORE
    return at if is_near else -1


def _days(dates: Sequence[date]) -> Times:
    return np.array(dates, dtype="datetime64[D]")


def _scaled(bars: Bars, factors: Floats, by_splits: Floats, *, are_rounded: bool) -> Bars:
    """Return bars with prices times one factor and volume divided by another; a factor of a bar keeps their order."""
    prices = {name: getattr(bars, name) * factors for name in ("open", "high", "low", "close")}
    if are_rounded:
        prices = {
            name: np.where(factors == 1.0, getattr(bars, name), significant(column)) for name, column in prices.items()
        }
    return replace(bars, **prices, volume=bars.volume / by_splits)


def significant(column: Floats) -> Floats:
    """
    Return positive numbers rounded to ten significant digits.

    >>> significant(np.array([0.1 * 3, 1234567.891234567])).tolist()
    [0.3, 1234567.891]
    """
    scale = 10.0 ** (SIGNIFICANT_DIGITS - np.ceil(np.log10(column)))
    rounded: Floats = np.rint(column * scale) / scale
    return rounded
