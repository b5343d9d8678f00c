"""Our moving averages against their formulas, bar by bar."""

import math

import numpy as np
import pytest

from indicators.library import averages, registry
from indicators.library.tests.plain import (
    BARS,
    NAN,
    ago,
    agree,
    bars,
    changes,
    each,
    ema,
    found,
    mean,
    over,
    wilder,
    wma,
)

HIGH, LOW, CLOSE, VOLUME = bars("high", "low", "close", "volume")
MIDDLE = each(lambda h, lo: (h + lo) / 2, HIGH, LOW)


def weighted(values, weights):
    total = sum(weights)
    return over(values, len(weights), lambda part: sum(w * x for w, x in zip(weights, part, strict=True)) / total)


class TestFasterAverages:
    @pytest.mark.parametrize(("length", "root"), [(16, 4), (9, 3), (21, 4)])
    def test_hull_takes_the_slow_from_twice_the_fast(self, length, root):
        ahead = each(lambda fast, slow: 2 * fast - slow, wma(CLOSE, length // 2), wma(CLOSE, length))

        agree(found("HMA", timeperiod=length), wma(ahead, root))

    @pytest.mark.parametrize(("length", "lag"), [(20, 9), (7, 3)])
    def test_zero_lag_pushes_the_price_ahead(self, length, lag):
        ahead = each(lambda now, then: 2 * now - then, CLOSE, ago(CLOSE, lag))

        agree(found("ZLEMA", timeperiod=length), ema(ahead, length))


class TestWeightedAverages:
    def test_take_volumes_for_weights(self):
        paid = each(lambda c, v: c * v, CLOSE, VOLUME)

        agree(found("VWMA"), each(lambda p, v: p / v, over(paid, 20, sum), over(VOLUME, 20, sum)))

    def test_take_a_bell_for_weights(self):
        weights = [math.exp(-((i - 0.85 * 8) ** 2) / (2 * (9 / 6) ** 2)) for i in range(9)]

        agree(found("ALMA"), weighted(CLOSE, weights))

    def test_take_half_a_wave_for_weights(self):
        agree(found("SINWMA"), weighted(CLOSE, [math.sin(math.pi * (i + 1) / 15) for i in range(14)]))


class TestRecursiveAverages:
    def test_smma_is_wilders(self):
        agree(found("SMMA"), wilder(CLOSE, 14))

    def test_mcginley_divides_by_the_fourth_power(self):
        expected = [NAN] * 13 + [mean(CLOSE[:14])]
        for price in CLOSE[14:]:
            last = expected[-1]
            expected.append(last + (price - last) / (14 * (price / last) ** 4))

        agree(found("MCGINLEY"), expected)

    def test_mcginley_ends_where_a_price_is_not_above_zero(self):
        prices = {"close": np.array([1.0, 1.0, 0.0, 1.0])}

        values = registry.evaluate(registry.find("MCGINLEY"), prices, {"timeperiod": 2}).outputs["mcginley"]

        assert np.isnan(values).tolist() == [True, False, True, True]

    def test_vidya_moves_by_how_sure_the_direction_is(self):
        moves = changes(CLOSE)
        sure = over(moves, 9, lambda part: abs(sum(part)) / sum(abs(move) for move in part))
        expected = [NAN] * 9 + [CLOSE[9]]
        for i in range(10, BARS):
            expected.append(expected[-1] + 2 / 15 * sure[i] * (CLOSE[i] - expected[-1]))

        agree(found("VIDYA"), expected)

    def test_frama_slows_down_as_the_dimension_rises(self):
        expected = [NAN] * 15
        for i in range(15, BARS):
            parts = [slice(i - 7, i + 1), slice(i - 15, i - 7), slice(i - 15, i + 1)]
            first, second, whole = ((max(HIGH[part]) - min(LOW[part])) / (part.stop - part.start) for part in parts)
            dimension = (math.log(first + second) - math.log(whole)) / math.log(2)
            share = min(max(math.exp(-4.6 * (dimension - 1)), 0.01), 1)
            last = MIDDLE[i] if i == 15 else expected[-1]
            expected.append(last + share * (MIDDLE[i] - last))

        agree(found("FRAMA"), expected)

    def test_kama_is_that_of_talib(self):
        talib = pytest.importorskip("talib")
        prices = np.array(CLOSE)

        agree([averages.adaptive(prices, 10, 2, 30)], talib.KAMA(prices, 10))


class TestFilters:
    def test_super_smoother_has_two_poles(self):
        a = math.exp(-math.sqrt(2) * math.pi / 10)
        b = 2 * a * math.cos(math.sqrt(2) * math.pi / 10)
        expected = CLOSE[:2]
        for i in range(2, BARS):
            new = (1 - b + a * a) * (CLOSE[i] + CLOSE[i - 1]) / 2
            expected.append(new + b * expected[-1] - a * a * expected[-2])

        agree(found("SUPERSMOOTHER"), expected)

    def test_decycler_has_one(self):
        x = 2 * math.pi / 125
        a = (math.cos(x) + math.sin(x) - 1) / math.cos(x)
        expected = CLOSE[:1]
        for i in range(1, BARS):
            expected.append(a / 2 * (CLOSE[i] + CLOSE[i - 1]) + (1 - a) * expected[-1])

        agree(found("DECYCLER"), expected)

    def test_laguerre_delays_the_price_four_times(self):
        g, held = 0.8, [CLOSE[0]] * 4
        expected = [CLOSE[0]]
        for price in CLOSE[1:]:
            fresh = [(1 - g) * price + g * held[0]]
            for k in (1, 2, 3):
                fresh.append(-g * fresh[k - 1] + held[k - 1] + g * held[k])
            held = fresh
            expected.append((held[0] + 2 * held[1] + 2 * held[2] + held[3]) / 6)

        agree(found("LAGUERREFILTER"), expected)


class TestGuppy:
    def test_draws_twelve_averages(self):
        agree(found("GMMA"), *(ema(CLOSE, n) for n in (3, 5, 8, 10, 12, 15, 30, 35, 40, 45, 50, 60)))
