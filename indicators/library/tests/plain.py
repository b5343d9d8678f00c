"""The building blocks again, in plain Python and bar by bar: what the vectorised ones are held against."""

import math

import numpy as np

from indicators.library import registry

NAN = math.nan
BARS = 320


def bars(*names: str, count: int = BARS) -> list[list[float]]:
    """Return columns of the registry's ordinary prices as lists."""
    columns = registry.ordinary_prices(count)
    return [columns[name].tolist() for name in names]


def found(name: str, *, count: int = BARS, **parameters: object) -> list[np.ndarray]:
    """Return the outputs of an entry over the ordinary prices."""
    return list(registry.evaluate(registry.find(name), registry.ordinary_prices(count), parameters).outputs.values())


def over(values, period, told):
    """Return what is told of every window, NaN where it has a NaN or is not full."""
    parts = [values[end - period : end] for end in range(period, len(values) + 1)]
    return [NAN] * min(period - 1, len(values)) + [NAN if any(map(math.isnan, part)) else told(part) for part in parts]


def mean(values):
    return math.fsum(values) / len(values)


def deviation(values, ddof=0):
    middle = mean(values)
    return math.sqrt(math.fsum((value - middle) ** 2 for value in values) / (len(values) - ddof))


def sma(values, period):
    return over(values, period, mean)


def wma(values, period):
    return over(values, period, lambda part: sum((i + 1) * x for i, x in enumerate(part)) * 2 / period / (period + 1))


def recursive(values, period, share):
    """Return the exponential average seeded by the mean of the first period of numbers."""
    begin = next((i for i, value in enumerate(values) if not math.isnan(value)), len(values))
    result, last = [NAN] * len(values), NAN
    for i in range(begin + period - 1, len(values)):
        last = mean(values[begin : i + 1]) if i == begin + period - 1 else last + share * (values[i] - last)
        result[i] = last
    return result


def ema(values, period):
    return recursive(values, period, 2 / (period + 1))


def wilder(values, period):
    return recursive(values, period, 1 / period)


def ago(values, count=1):
    return [NAN] * count + values[: len(values) - count]


def each(told, *columns):
    """Return what is told of the values of every bar."""
    return [told(*row) for row in zip(*columns, strict=True)]


def changes(values, count=1):
    return each(lambda now, then: now - then, values, ago(values, count))


def running(values):
    """Return the sum so far, from the first number on."""
    result, total = [], NAN
    for value in values:
        total = value if math.isnan(total) else total + value
        result.append(total)
    return result


def true_range(high, low, close):
    def told(h, lo, c):
        return NAN if math.isnan(c) else max(h - lo, abs(h - c), abs(lo - c))

    return each(told, high, low, ago(close))


def rsi(values, period):
    ups = [NAN if math.isnan(move) else max(move, 0.0) for move in changes(values)]
    downs = [NAN if math.isnan(move) else max(-move, 0.0) for move in changes(values)]
    return each(lambda up, down: 100 * up / (up + down), wilder(ups, period), wilder(downs, period))


def agree(results, *expected, rtol=1e-9, atol=1e-9):
    """Hold every output against what it must be, bar by bar, gaps included."""
    assert len(results) == len(expected)
    for result, values in zip(results, expected, strict=True):
        np.testing.assert_allclose(result, np.array(values, dtype=np.float64), rtol=rtol, atol=atol)
        assert np.isfinite(result).any()
