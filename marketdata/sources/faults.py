"""Bars that no honest backtest could run on: exactly those that `engine.bars.Bars` refuses, all of them at once."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from marketdata.sources.findings import Columns, Finding, Kind, Severity, counted


def faults(columns: Columns) -> Iterator[Finding]:
    """Yield every kind of error in the columns, those of time first."""
    yield from _of_times(columns)
    yield from _of_prices(columns)


def _of_times(columns: Columns) -> Iterator[Finding]:
    times = columns.times
    unknown = np.isnat(times)
    if unknown.any():
        yield _error(Kind.NO_TIME, columns, unknown, "bar has no date", "bars have no date")
        times = times[~unknown]
    if (times[1:] > times[:-1]).all():
        return
    found, counts = np.unique(times, return_counts=True)
    if repeated := int((counts - 1).sum()):
        text = counted(repeated, "bar has the time of another", "bars have the time of another")
        when = np.repeat(found, counts - 1)
        yield Finding.of(Kind.REPEATED, Severity.ERROR, when=when, text=text)
    late = times[1:][times[1:] < times[:-1]]
    if len(late):
        text = counted(len(late), "bar stands after a later one", "bars stand after a later one")
        yield Finding.of(Kind.UNORDERED, Severity.ERROR, when=late, text=text)


def _of_prices(columns: Columns) -> Iterator[Finding]:
    body = np.minimum(columns.open, columns.close), np.maximum(columns.open, columns.close)
    inside = (columns.low <= body[0]) & (columns.high >= body[1])
    volume = columns.volume
    # No comparison holds for a price that is missing: as a rule nothing is wrong, and these few tell.
    if (inside & (columns.low > 0) & (columns.high < np.inf)).all() and ((volume >= 0) & (volume < np.inf)).all():
        return
    prices = (columns.open, columns.high, columns.low, columns.close)
    known = np.logical_and.reduce([np.isfinite(price) for price in prices])
    positive = np.logical_and.reduce([price > 0 for price in prices])
    checks = (
        (Kind.NO_PRICE, ~known, "bar lacks a price", "bars lack a price"),
        (
            Kind.NOT_POSITIVE,
            known & ~positive,
            "bar has a price at or below zero",
            "bars have a price at or below zero",
        ),
        (
            Kind.OUTSIDE_RANGE,
            known & positive & ~inside,
            "bar has an open or close outside its low and high",
            "bars have an open or close outside their low and high",
        ),
        (
            Kind.BAD_VOLUME,
            ~np.isnan(volume) & ~(np.isfinite(volume) & (volume >= 0)),
            "bar has an impossible volume",
            "bars have an impossible volume",
        ),
    )
    for kind, mask, one, many in checks:
        if mask.any():
            yield _error(kind, columns, mask, one, many)


def _error(kind: Kind, columns: Columns, mask: NDArray[np.bool_], one: str, many: str) -> Finding:
    when = columns.times[mask]
    return Finding.of(kind, Severity.ERROR, when=when, text=counted(len(when), one, many))
