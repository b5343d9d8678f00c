"""Our measures of volatility against their formulas, bar by bar."""

import math
import statistics

import numpy as np
import pytest

from indicators.library import registry
from indicators.library.tests.plain import (
    BARS,
    NAN,
    ago,
    agree,
    bars,
    changes,
    deviation,
    each,
    ema,
    found,
    mean,
    over,
    wilder,
)

OPEN, HIGH, LOW, CLOSE = bars("open", "high", "low", "close")
RETURNS = each(lambda now, then: math.log(now / then), CLOSE, ago(CLOSE))
ROGERS_SATCHELL = each(
    lambda o, h, lo, c: math.log(h / c) * math.log(h / o) + math.log(lo / c) * math.log(lo / o), OPEN, HIGH, LOW, CLOSE
)


def a_year(variances):
    return [100 * math.sqrt(variance * 252) for variance in variances]


class TestVolatilityOfReturns:
    def test_is_their_sample_deviation(self):
        agree(found("HISTVOL"), a_year(over(RETURNS, 20, statistics.variance)))

    def test_fades_where_it_is_weighted(self):
        expected = [NAN, RETURNS[1] ** 2]
        for move in RETURNS[2:]:
            expected.append(0.94 * expected[-1] + 0.06 * move**2)

        agree(found("EWMAVOL"), a_year(expected))


class TestVolatilityOfRanges:
    def test_of_parkinson_takes_high_and_low(self):
        squares = each(lambda h, lo: math.log(h / lo) ** 2 / (4 * math.log(2)), HIGH, LOW)

        agree(found("PARKINSON"), a_year(over(squares, 20, mean)))

    def test_of_garman_and_klass_takes_bodies_too(self):
        def told(o, h, lo, c):
            return 0.5 * math.log(h / lo) ** 2 - (2 * math.log(2) - 1) * math.log(c / o) ** 2

        agree(found("GARMANKLASS"), a_year(over(each(told, OPEN, HIGH, LOW, CLOSE), 20, mean)))

    def test_of_rogers_and_satchell_is_not_disturbed_by_a_trend(self):
        agree(found("ROGERSSATCHELL"), a_year(over(ROGERS_SATCHELL, 20, mean)))

    def test_of_yang_and_zhang_takes_gaps_too(self):
        gaps = each(lambda o, c: math.log(o / c), OPEN, ago(CLOSE))
        bodies = each(lambda o, c: math.log(c / o), OPEN, CLOSE)
        k = 0.34 / (1.34 + 21 / 19)
        parts = (over(gaps, 20, statistics.variance), over(bodies, 20, statistics.variance))

        agree(
            found("YANGZHANG"),
            a_year(each(lambda g, b, r: g + k * b + (1 - k) * r, *parts, over(ROGERS_SATCHELL, 20, mean))),
        )

    @pytest.mark.parametrize("name", ["PARKINSON", "GARMANKLASS", "ROGERSSATCHELL", "YANGZHANG", "HISTVOL"])
    def test_comes_near_the_volatility_prices_were_made_with(self, name):
        random = np.random.default_rng(3)
        steps = random.normal(scale=0.01 / math.sqrt(400), size=(2000, 400))
        paths = np.exp(np.cumsum(steps.ravel())).reshape(2000, 400)
        opened = np.concatenate([[1.0], paths[:-1, -1]])
        prices = {
            "open": opened,
            "high": np.maximum(paths.max(axis=1), opened),
            "low": np.minimum(paths.min(axis=1), opened),
            "close": paths[:, -1],
        }

        values = registry.evaluate(registry.find(name), prices, {"timeperiod": 1900}).outputs[name.lower()]

        # A hundredth a bar; ranges seen at 400 moments a bar are a little too short.
        assert values[-1] == pytest.approx(100 * 0.01 * math.sqrt(252), rel=0.06)


class TestUlcer:
    def test_is_the_depth_below_the_high(self):
        depths = over(CLOSE, 14, lambda part: 100 * (part[-1] / max(part) - 1))

        agree(found("ULCER"), over(depths, 14, lambda part: math.sqrt(mean([x * x for x in part]))))


class TestRelativeVolatility:
    def test_is_the_share_of_the_spread_on_rising_bars(self):
        spread, moves = over(CLOSE, 10, deviation), changes(CLOSE)

        def half(sign):
            return wilder(each(lambda m, s: s if m * sign > 0 else s * 0, moves, spread), 14)

        agree(found("RVI"), each(lambda up, down: 100 * up / (up + down), half(1), half(-1)))


class TestThermometer:
    def test_measures_what_sticks_out_of_the_last_bar(self):
        heat = [NAN] + [max(HIGH[i] - HIGH[i - 1], LOW[i - 1] - LOW[i], 0.0) for i in range(1, BARS)]

        agree(found("THERMO"), heat, ema(heat, 22))


class TestRangeIndex:
    def test_is_a_logarithm_to_the_base_of_the_bars(self):
        tops, bottoms = over(HIGH, 5, max), over(LOW, 5, min)

        agree(found("GAPO"), each(lambda t, b: math.log(t - b) / math.log(5), tops, bottoms))
