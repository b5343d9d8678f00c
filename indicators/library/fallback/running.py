"""What the fallback's functions share: sums in the order TA-Lib adds them, recursions, and the bars before a value."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]

# How many numbers are laid out at once where every window is looked at as a whole.
_MOST_AT_ONCE: Final = 1 << 20


def begun(*series: Array) -> Sequence[Array]:
    """
    Return the series from the first bar on at which each has a number.

    >>> begun(np.array([np.nan, 1.0, 2.0]), np.array([5.0, 6.0, np.nan]))
    (array([1., 2.]), array([ 6., nan]))
    """
    has_all = ~np.isnan(np.stack(series)).any(axis=0)
    start = int(has_all.argmax()) if has_all.any() else len(has_all)
    return tuple(one[start:] for one in series)


def placed(values: Array, count: int) -> Array:
    """
    Return the values as the last of so many bars; those before them have none.

    >>> placed(np.array([1.0, 2.0]), 4)
    array([nan, nan,  1.,  2.])
    """
    return np.concatenate((np.full(count - len(values), np.nan), values))


def running_sum(values: Array, period: int) -> Array:
    """
    Return the sum of each window: one addition and one subtraction a bar, so that it rounds as TA-Lib's does.

    >>> running_sum(np.array([1.0, 2.0, 3.0, 4.0]), 3)
    array([6., 9.])
    """
    later = len(values) - period
    if later < 0:
        return np.empty(0)
    steps = np.empty(period + 2 * later)
    steps[:period] = values[:period]
    steps[period::2] = -values[:later]
    steps[period + 1 :: 2] = values[period:]
    return np.add.accumulate(steps)[period - 1 :: 2]


def recursion(step: Callable[[float, float], float], values: Array, *, seed: float) -> Array:
    """
    Return the seed, and for each value the next of `step(previous, value)`.

    >>> recursion(lambda before, value: before / 2 + value, np.array([1.0, 1.0]), seed=4.0)
    array([4. , 3. , 2.5])
    """
    return np.fromiter(accumulate(values.tolist(), step, initial=seed), dtype=np.float64, count=len(values) + 1)


def wilder(values: Array, period: int) -> Array:
    """
    Return Wilder's average, begun with the plain one of the first `period` values.

    >>> wilder(np.array([1.0, 3.0, 4.0]), 2)
    array([2., 3.])
    """
    if len(values) < period:
        return np.empty(0)
    seed = float(running_sum(values[:period], period)[0]) / period
    return recursion(lambda before, value: (before * (period - 1) + value) / period, values[period:], seed=seed)


def windows(values: Array, period: int) -> Array:
    """
    Return every window of so many values, a row each, without a copy.

    >>> windows(np.array([1.0, 2.0, 3.0]), 2)
    array([[1., 2.],
           [2., 3.]])
    """
    return sliding_window_view(values, period) if len(values) >= period else np.empty((0, period))


def of_windows(figure: Callable[[Array], Array], values: Array, period: int) -> Array:
    """
    Return a figure of every window, few enough of them at a time to fit into memory.

    >>> of_windows(lambda rows: rows[:, -1] - rows[:, 0], np.array([1.0, 2.0, 4.0]), 2)
    array([1., 2.])
    """
    rows = windows(values, period)
    some = max(_MOST_AT_ONCE // period, 1)
    return np.concatenate([np.empty(0), *(figure(rows[at : at + some]) for at in range(0, len(rows), some))])


def ratio(above: Array, below: Array, *, otherwise: float = 0.0) -> Array:
    """
    Return a quotient, and `otherwise` where there is nothing to divide by.

    >>> ratio(np.array([1.0, 1.0]), np.array([2.0, 0.0]))
    array([0.5, 0. ])
    """
    is_nothing = below == 0
    return np.where(is_nothing, otherwise, above / np.where(is_nothing, 1.0, below))


def true_range(high: Array, low: Array, close: Array) -> Array:
    """
    Return how far each bar but the first reached, counted from the close before it.

    >>> true_range(np.array([2.0, 5.0]), np.array([1.0, 4.0]), np.array([1.5, 4.5]))
    array([3.5])
    """
    before = close[:-1]
    reaches = np.stack((high[1:] - low[1:], np.abs(high[1:] - before), np.abs(low[1:] - before)))
    return np.max(reaches, axis=0)
