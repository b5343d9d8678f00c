"""Built-in indicators computed on whole columns, to the same last bit as Backtrader's own loops."""

import array
import math
import operator
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from backtrader import functions
from backtrader.indicators import basicops, crossover
from backtrader.linebuffer import LineActions, LineOwnOperation, LinesOperation, PseudoArray, _LineDelay
from backtrader.lineiterator import LineIterator

from engine.bars import Floats
from engine.simulation.lines import fill, view
from engine.simulation.pairs import add_pairs

Kernel = Callable[[Any, int, int], None]

EXACT_OPERATORS: Final = frozenset(
    {
        operator.__add__,
        operator.__sub__,
        operator.__mul__,
        operator.__lt__,
        operator.__le__,
        operator.__gt__,
        operator.__ge__,
        operator.__eq__,
        operator.__ne__,
    }
)


def window_sums(values: Floats, period: int) -> Floats:
    """
    Return the sum of every `period` values in a row, rounded once, as math.fsum rounds it.

    Windows are put together from windows of 1, 2, 4, 8 ... values kept as pairs of doubles.

    >>> sums = window_sums(np.array([0.1, 0.2, 0.3, 0.4]), 3)
    >>> sums.tolist() == [math.fsum([0.1, 0.2, 0.3]), math.fsum([0.2, 0.3, 0.4])]
    True
    """
    block = (values, np.zeros_like(values))
    size, covered = 1, 0
    total = block
    while True:
        if period & size:
            if covered:
                length = len(values) - covered - size + 1
                rest = (block[0][covered : covered + length], block[1][covered : covered + length])
                total = add_pairs((total[0][:length], total[1][:length]), rest)
            else:
                total = block
            covered += size
        if covered == period:
            return total[0]
        left = (block[0][:-size], block[1][:-size])
        block = add_pairs(left, (block[0][size:], block[1][size:]))
        size *= 2


def window_extremes(values: Floats, period: int, *, pick: Any) -> Floats:
    """
    Return the largest (np.maximum) or smallest (np.minimum) of every `period` values in a row.

    >>> window_extremes(np.array([3.0, 1.0, 2.0, 5.0]), 2, pick=np.maximum).tolist()
    [3.0, 2.0, 5.0]
    """
    size = 1
    while size * 2 <= period:
        values = pick(values[:-size], values[size:])
        size *= 2
    rest = period - size
    return pick(values[:-rest], values[rest:]) if rest else values


def _average(indicator: Any, start: int, end: int) -> None:
    period = indicator.p.period
    values = view(indicator.data.array)[start - period + 1 : end]
    if not np.isfinite(values).all():
        indicator.once(start, end)
        return
    view(indicator.line.array)[start:end] = window_sums(values, period) / period


def _window(indicator: Any, start: int, end: int) -> None:
    period, func = indicator.p.period, indicator.func
    values = view(indicator.data.array)[start - period + 1 : end]
    if func not in (max, min, math.fsum) or not np.isfinite(values).all():
        indicator.once(start, end)
    elif func is math.fsum:
        view(indicator.line.array)[start:end] = window_sums(values, period)
    else:
        pick = np.maximum if func is max else np.minimum
        view(indicator.line.array)[start:end] = window_extremes(values, period, pick=pick)


def _smoothing(indicator: Any, start: int, end: int) -> None:
    # Each value needs the one before it: a loop, but over plain floats with the products ready.
    keep, line = indicator.alpha1, indicator.line.array
    previous = line[start - 1]
    smoothed = []
    for share in (view(indicator.data.array)[start:end] * indicator.alpha).tolist():
        previous = previous * keep + share
        smoothed.append(previous)
    line[start:end] = array.array("d", smoothed)


def _last_difference(indicator: Any, start: int, end: int) -> None:
    line = view(indicator.line.array)
    # The value before the first stands in front: a run of zeros repeats it.
    difference = np.empty(end - start + 1)
    difference[0] = line[start - 1]
    np.subtract(view(indicator.data0.array)[start:end], view(indicator.data1.array)[start:end], out=difference[1:])
    known = np.where(difference != 0, np.arange(len(difference)), 0)
    line[start:end] = difference[np.maximum.accumulate(known)][1:]


def _delay(line: Any, start: int, end: int) -> None:
    if isinstance(line.a, PseudoArray):
        view(line.array)[start:end] = line.a.wrapped
    else:
        view(line.array)[start:end] = view(line.a.array)[start + line.ago : end + line.ago]


def _operand(operand: Any, start: int, end: int) -> Any:
    values = getattr(operand, "array", operand)
    return view(values)[start:end] if isinstance(values, array.array) else values


def _operation(line: Any, start: int, end: int) -> None:
    first, second = _operand(line.a, start, end), _operand(line.b, start, end)
    if line.btime or not all(isinstance(side, np.ndarray | float | int) for side in (first, second)):
        line.once(start, end)
    elif line.operation in EXACT_OPERATORS or (line.operation is operator.__truediv__ and np.all(second)):
        view(line.array)[start:end] = line.operation(first, second)
    else:
        # NumPy's power may round otherwise than Python's, and Python's division by zero must be heard.
        pairs = (_repeated(first, end - start), _repeated(second, end - start))
        line.array[start:end] = array.array("d", map(line.operation, *pairs))


def _repeated(operand: Any, count: int) -> list[Any]:
    return operand.tolist() if isinstance(operand, np.ndarray) else [operand] * count


def _own_operation(line: Any, start: int, end: int) -> None:
    line.array[start:end] = array.array("d", map(line.operation, line.a.array[start:end]))


def _arguments(line: Any, start: int, end: int) -> list[Any]:
    return [
        np.full(end - start, float(argument.wrapped))
        if isinstance(argument, PseudoArray)
        else view(argument.array)[start:end]
        for argument in line.args
    ]


def _logic(line: Any, start: int, end: int) -> None:
    # With one argument, or a first value of their own, And and Or hand back a number rather than a truth.
    if len(line.args) < 2 or line.flogic.keywords:
        line.once(start, end)
        return
    combine = np.logical_and if isinstance(line, functions.And) else np.logical_or
    view(line.array)[start:end] = combine.reduce([values != 0 for values in _arguments(line, start, end)])


def _pick(line: Any, start: int, end: int) -> None:
    values = _arguments(line, start, end)
    if not all(np.isfinite(column).all() for column in values):
        line.once(start, end)
        return
    pick = np.maximum if type(line).flogic is max else np.minimum
    view(line.array)[start:end] = pick.reduce(values)


def _if(line: Any, start: int, end: int) -> None:
    if isinstance(line.cond, PseudoArray):
        line.once(start, end)
        return
    yes, no = _arguments(line, start, end)
    view(line.array)[start:end] = np.where(view(line.cond.array)[start:end] != 0, yes, no)


KERNELS: Final[dict[Any, Kernel]] = {
    basicops.Average.once: _average,
    basicops.OperationN.once: _window,
    basicops.ExponentialSmoothing.once: _smoothing,
    crossover.NonZeroDifference.once: _last_difference,
    _LineDelay.once: _delay,
    LinesOperation.once: _operation,
    LineOwnOperation.once: _own_operation,
    functions.If.once: _if,
}
# These share one `once`: what they do lies in the class.
LOGIC_KERNELS: Final[dict[type, Kernel]] = {
    functions.And: _logic,
    functions.Or: _logic,
    functions.Max: _pick,
    functions.Min: _pick,
}


def kernel_of(thing: Any) -> Kernel | None:
    """Return what computes this indicator on whole columns, or None if only its own loop can."""
    return LOGIC_KERNELS.get(type(thing)) or KERNELS.get(type(thing).once)


def compute_once(thing: Any) -> None:
    """Compute an indicator or strategy and all below it, as its own `_once` would."""
    if isinstance(thing, LineActions):
        _compute_line(thing)
    elif type(thing)._once is LineIterator._once:
        _compute_lines(thing)
    else:
        thing._once()


def _run(thing: Any, start: int, end: int) -> None:
    kernel = kernel_of(thing)
    if kernel is None or end <= start:
        thing.once(start, end)
    else:
        with np.errstate(all="ignore"):
            kernel(thing, start, end)


def _compute_line(line: Any) -> None:
    if type(line)._once is not LineActions._once:
        line._once()
        return
    bars, warmup = line._clock.buflen(), line._minperiod
    fill(line, values=np.full(bars, np.nan))
    line.preonce(0, warmup - 1)
    line.oncestart(warmup - 1, warmup)
    _run(line, warmup, bars)
    line.oncebinding()


def _compute_lines(owner: Any) -> None:
    bars, warmup = owner._clock.buflen(), owner._minperiod
    for line in owner.lines:
        fill(line, values=np.full(bars, np.nan))
        # Below, indicators and bindings must see the length the stock loop would give.
        line._idx, line.lencount = bars - 1, bars
    below = owner._lineiterators[LineIterator.IndType]
    for indicator in below:
        compute_once(indicator)
    for thing in (*owner.datas, *below, owner):
        thing.home()
    owner.preonce(0, warmup - 1)
    owner.oncestart(warmup - 1, warmup)
    _run(owner, warmup, bars)
    for line in owner.lines:
        line.oncebinding()
