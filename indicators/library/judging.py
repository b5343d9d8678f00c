"""Whether a rule holds on the last bar of each of many symbols."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.library import registry
from indicators.library.entry import Floats
from indicators.library.registry import Columns
from indicators.library.rules import (
    CROSSINGS,
    Comparison,
    Every,
    Line,
    Number,
    Operand,
    Price,
    Rule,
    Scaled,
    comparisons,
    lines,
)

# What is between holding and not holding: `and` is then the least, `or` the greatest of several (Kleene, 1938).
HOLDS: Final = 1.0
UNKNOWN: Final = 0.5
FAILS: Final = 0.0


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A verdict a symbol, the values of every line on the last two bars (2 x symbols), and what a symbol lacks."""

    verdicts: Floats
    values: dict[Price | Line, Floats]
    lacks: tuple[str, ...]


def judge(rule: Rule, symbols: Sequence[Columns]) -> Judged:
    """
    Return whether a rule holds on the last bar of each symbol, from all of its bars.

    >>> from indicators.library.rules import parse
    >>> rising, falling = ({"close": np.arange(9.0)[::step]} for step in (1, -1))
    >>> judge(parse("CLOSE > SMA(3)"), [rising, falling]).verdicts.tolist()
    [1.0, 0.0]

    :raises BadParameter: if settings do not fit together.
    """
    values = {line: np.full((2, len(symbols)), np.nan) for line in lines(rule)}
    needs = {line: registry.warm_up(line.entry, dict(line.settings)) + 1 for line in values if isinstance(line, Line)}
    for at, columns in enumerate(symbols):
        computed: dict[tuple[object, ...], dict[str, Floats]] = {}
        for line, found in values.items():
            last = _series(line, columns, computed)[-2:]
            found[2 - len(last) :, at] = last
    crosses = any(one.sign in CROSSINGS for one in comparisons(rule))
    bars = [len(next(iter(columns.values()))) for columns in symbols]
    lacks = tuple(_lack(values, needs, at, count, crosses=crosses) for at, count in enumerate(bars))
    return Judged(verdicts=_verdicts(rule, values, len(symbols)), values=values, lacks=lacks)


def _series(line: Price | Line, columns: Columns, computed: dict[tuple[object, ...], dict[str, Floats]]) -> Floats:
    """Return a line over all bars; the lines of one indicator are computed together, once."""
    if isinstance(line, Price):
        return np.asarray(columns[line.column], dtype=np.float64)
    key = line.entry.name, line.settings, line.over
    if key not in computed:
        put = dict.fromkeys(line.entry.columns, columns[line.over]) if line.over else {}
        computed[key] = registry.evaluate(line.entry, {**columns, **put}, dict(line.settings)).outputs
    return computed[key][line.output.name]


def _verdicts(rule: Rule, values: dict[Price | Line, Floats], count: int) -> Floats:
    if isinstance(rule, Comparison):
        return _tested(rule, _sides(rule.left, values, count), _sides(rule.right, values, count))
    parts = np.stack([_verdicts(one, values, count) for one in rule.rules])
    least_or_greatest: Floats = parts.min(axis=0) if isinstance(rule, Every) else parts.max(axis=0)
    return least_or_greatest


def _sides(side: Operand, values: dict[Price | Line, Floats], count: int) -> Floats:
    if isinstance(side, Number):
        return np.full((2, count), side.value)
    if isinstance(side, Scaled):
        return side.factor * _sides(side.of, values, count)
    return values[side]


def _tested(one: Comparison, left: Floats, right: Floats) -> Floats:
    is_known = np.isfinite(left) & np.isfinite(right)
    if one.sign in CROSSINGS:
        # A touch is no crossing: the bar before stood on the other side, or on the line.
        rises = one.sign == CROSSINGS[0]
        before, now = (left - right) * (1 if rises else -1)
        return _told((before <= 0) & (now > 0), is_known[0] & is_known[1])
    signs = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
    signs |= {"=": np.equal, "!=": np.not_equal}
    return _told(signs[one.sign](left[1], right[1]), is_known[1])


def _told(holds: NDArray[np.bool_], is_known: NDArray[np.bool_]) -> Floats:
    return np.where(is_known, np.where(holds, HOLDS, FAILS), UNKNOWN)


def _lack(values: dict[Price | Line, Floats], needs: dict[Line, int], at: int, bars: int, *, crosses: bool) -> str:
    """Return which line of a symbol has no value, and why; nothing if each has what the rule asks for."""
    for line, found in values.items():
        before, now = np.isfinite(found[:, at])
        needed = needs.get(line, 1) if isinstance(line, Line) else 1
        if not now:
            short = f" It needs {needed:,} bars; there {_are(bars)}." if bars < needed else ""
            return f"{line.label} has no value on the last bar.{short}"
        if crosses and not before:
            return f"A crossing needs a value on the bar before, too, and {line.label} has none."
    return ""


def _are(bars: int) -> str:
    return "is 1" if bars == 1 else f"are {bars:,}"
