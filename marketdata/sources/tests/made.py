"""Bars made by hand for the tests of their quality."""

import numpy as np

from marketdata.sources.columns import Columns

DAY = 86_400_000_000
FIRST = np.datetime64("2020-01-01", "us")


def made(count=300, *, seed=1, volatility=0.01, step=DAY, start=50.0):
    """Return sound bars that move a little every day."""
    rng = np.random.default_rng(seed)
    close = start * np.exp(np.cumsum(volatility * rng.uniform(-1.7, 1.7, count)))
    open_ = np.concatenate([[start], close])[:count]
    return Columns(
        times=FIRST + np.arange(count) * np.timedelta64(step, "us"),
        open=open_,
        high=np.maximum(open_, close) * 1.002,
        low=np.minimum(open_, close) * 0.998,
        close=close,
        volume=rng.uniform(900.0, 1100.0, count),
    )


def changed(columns, **values):
    """Return the columns with some values put into some of their rows: close={3: 1.5}."""
    names = ("times", "open", "high", "low", "close", "volume")
    copies = {name: getattr(columns, name).copy() for name in names}
    for name, rows in values.items():
        for row, value in rows.items():
            copies[name][row] = value
    return Columns(**copies)


def without(columns, rows):
    """Return the columns less some rows."""
    names = ("times", "open", "high", "low", "close", "volume")
    return Columns(**{name: np.delete(getattr(columns, name), rows) for name in names})


def scaled(columns, ratio, rows, *, volume=1.0):
    """Return the columns with the prices of some rows times a ratio."""
    prices = {name: getattr(columns, name).copy() for name in ("open", "high", "low", "close")}
    for column in prices.values():
        column[rows] *= ratio
    shares = columns.volume.copy()
    shares[rows] *= volume
    return Columns(times=columns.times, **prices, volume=shares)


def day(row):
    """Return the date of a row of `made`, as findings write it."""
    return str((FIRST + row * np.timedelta64(DAY, "us")).astype("datetime64[D]"))
