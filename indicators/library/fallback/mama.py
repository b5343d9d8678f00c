"""Ehlers's MESA adaptive moving average: a price's cycle by the Hilbert transform, and an average as quick as it."""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from indicators.library.entry import Floats
from indicators.library.windows import blank, first_number, led

_WARM_UP: Final = 32
# Bars of which only the smoothed price is made, before the transform begins.
_SMOOTHED_FIRST: Final = 12
_A, _B = 0.0962, 0.5769
_SHORTEST, _LONGEST = 6.0, 50.0


def mama(real: Floats, fastlimit: float, slowlimit: float) -> tuple[Floats, Floats]:
    """Return MAMA and the slower FAMA that follows it; quick on a change of phase, within both limits."""
    values = real[first_number(real) :]
    if len(values) <= _WARM_UP:
        return blank(real), blank(real)
    cycle, average, following, found = _Cycle(), 0.0, 0.0, []
    prices = values[_SMOOTHED_FIRST:].tolist()
    for value, smoothed in zip(prices, _smoothed(values)[_SMOOTHED_FIRST - 3 :].tolist(), strict=True):
        turned = cycle.turned(smoothed)
        share = max(fastlimit / turned, slowlimit) if turned > 1.0 else fastlimit
        average = share * value + (1 - share) * average
        following = 0.5 * share * average + (1 - 0.5 * share) * following
        found.append((average, following))
    averages, followers = np.array(found[_WARM_UP - _SMOOTHED_FIRST :]).T
    return led(averages, len(real)), led(followers, len(real))


def _smoothed(values: Floats) -> Floats:
    """Return the average of each four bars by the weights 4, 3, 2 and 1, rounded as TA-Lib rounds it."""
    # One sum less its own oldest part, bar by bar: on an unmoved price the phase is made of what these steps round.
    steps = np.zeros(2 * len(values))
    steps[0::2], steps[9::2] = values, -values[:-4]
    plain = np.add.accumulate(steps)[7::2]
    steps = np.empty(2 * len(values) - 4)
    steps[:3] = values[:3] * (1, 2, 3)
    steps[3::2], steps[4::2] = 4 * values[3:], -plain[:-1]
    return np.add.accumulate(steps)[3::2] * 0.1


@dataclass
class _Transform:
    """The Hilbert transform of one series, which sees the bars of now and two, four and six bars ago."""

    _seen: deque[float] = field(default_factory=lambda: deque([0.0] * 7, maxlen=7))

    def of(self, value: float, scale: float) -> float:
        seen = self._seen
        seen.append(value)
        return (_A * value - _A * seen[0] - _B * seen[2] + _B * seen[4]) * scale


class _Cycle:
    """The length and phase of the cycle a price is in, bar by bar."""

    def __init__(self) -> None:
        self._detrend, self._quadrature, self._ahead, self._ahead_q = (_Transform() for _ in range(4))
        self._detrended = deque([0.0] * 4, maxlen=4)
        self._i2 = self._q2 = self._re = self._im = 0.0
        self._phase = self._length = 0.0

    def turned(self, smoothed: float) -> float:
        """Return by how many degrees the phase fell with this bar, one at least."""
        scale = 0.075 * self._length + 0.54
        self._detrended.append(self._detrend.of(smoothed, scale))
        q1 = self._quadrature.of(self._detrended[-1], scale)
        i1 = self._detrended[0]
        self._measure(i1=i1, q1=q1, scale=scale)
        before, self._phase = self._phase, math.degrees(math.atan(q1 / i1)) if i1 else 0.0
        return max(before - self._phase, 1.0)

    def _measure(self, *, i1: float, q1: float, scale: float) -> None:
        i2_before, q2_before, length_before = self._i2, self._q2, self._length
        leading, leading_q = self._ahead.of(i1, scale), self._ahead_q.of(q1, scale)
        self._q2 = 0.2 * (q1 + leading) + 0.8 * q2_before
        self._i2 = 0.2 * (i1 - leading_q) + 0.8 * i2_before
        self._re = 0.2 * (self._i2 * i2_before + self._q2 * q2_before) + 0.8 * self._re
        self._im = 0.2 * (self._i2 * q2_before - self._q2 * i2_before) + 0.8 * self._im
        length = length_before
        if self._im and self._re:
            length = 360 / math.degrees(math.atan(self._im / self._re))
        length = max(min(length, 1.5 * length_before), 0.67 * length_before)
        self._length = 0.2 * max(min(length, _LONGEST), _SHORTEST) + 0.8 * length_before
