"""Our statistics against their formulas, bar by bar, and against pandas and NumPy where those have them."""

import math
import statistics

import numpy as np
import pandas as pd
import pytest

from indicators.library import registry
from indicators.library.statistic import hurst
from indicators.library.tests.plain import (
    BARS,
    NAN,
    ago,
    agree,
    bars,
    changes,
    deviation,
    each,
    found,
    mean,
    over,
)

(CLOSE,) = bars("close")
RETURNS = each(lambda now, then: now / then - 1, CLOSE, ago(CLOSE))
PRICES = pd.Series(CLOSE)


class TestZScore:
    def test_counts_deviations(self):
        agree(found("ZSCORE"), over(CLOSE, 30, lambda part: (part[-1] - mean(part)) / deviation(part)))


class TestRatios:
    def test_of_sharpe_divide_by_the_deviation(self):
        def told(part):
            return math.sqrt(252) * (mean(part) - 0.03 / 252) / statistics.stdev(part)

        agree(found("SHARPE", riskfree=3), over(RETURNS, 63, told))

    def test_of_sortino_divide_by_the_falls(self):
        def told(part):
            above = [x - 0.03 / 252 for x in part]
            return math.sqrt(252) * mean(above) / math.sqrt(mean([min(x, 0) ** 2 for x in above]))

        agree(found("SORTINO", riskfree=3), over(RETURNS, 63, told))

    def test_of_variances_divide_by_that_of_single_bars(self):
        logs = [math.log(price) for price in CLOSE]
        longer, single = over(changes(logs, 5), 60, deviation), over(changes(logs), 60, deviation)

        agree(found("VARRATIO"), each(lambda a, b: a * a / (5 * b * b), longer, single))


class TestHurst:
    def test_is_half_the_slope_of_mean_squares(self):
        logs, expected = np.log(CLOSE), [NAN] * 99
        for end in range(100, BARS + 1):
            part = logs[end - 100 : end]
            sizes = [np.mean((part[lag:] - part[:-lag]) ** 2) for lag in range(1, 20)]
            expected.append(np.polyfit(np.log(range(1, 20)), np.log(sizes), 1)[0] / 2)

        agree(found("HURST"), expected)

    @pytest.mark.parametrize(("kept", "low", "high"), [(0.0, 0.45, 0.55), (0.8, 0.6, 1.0), (-0.8, 0.0, 0.4)])
    def test_tells_trends_from_noise(self, kept, low, high):
        moves = np.random.default_rng(5).normal(size=3000)
        for i in range(1, 3000):
            moves[i] += kept * moves[i - 1]

        (values,) = hurst(np.exp(np.cumsum(moves) / 100), timeperiod=2500)

        assert low < values[-1] < high


class TestRanks:
    def test_count_what_is_below(self):
        expected = [NAN] * 100 + [
            sum(price < CLOSE[i] for price in CLOSE[i - 100 : i]) * 1.0 for i in range(100, BARS)
        ]

        agree(found("PERCENTRANK"), expected)


class TestEntropy:
    @pytest.mark.parametrize("order", [2, 3, 4])
    def test_counts_the_orders_of_neighbours(self, order):
        orders = [NAN] * (order - 1) + [
            tuple(sorted(range(order), key=lambda k: CLOSE[i + k])) for i in range(BARS - order + 1)
        ]
        expected = [NAN] * (order + 48)
        for end in range(order + 49, BARS + 1):
            shares = [orders[end - 50 : end].count(one) / 50 for one in set(orders[end - 50 : end])]
            expected.append(-sum(p * math.log(p) for p in shares) / math.log(math.factorial(order)))

        agree(found("ENTROPY", order=order), expected)

    def test_of_a_straight_line_is_none(self):
        line = {"close": np.arange(1.0, 100.0)}

        assert registry.evaluate(registry.find("ENTROPY"), line).outputs["entropy"][-1] == 0


class TestShape:
    def test_is_that_of_pandas(self):
        agree(found("SKEW"), PRICES.rolling(30).skew().tolist(), rtol=1e-6)
        agree(found("KURTOSIS"), PRICES.rolling(30).kurt().tolist(), rtol=1e-6)

    def test_of_prices_without_spread_is_unknown(self):
        flat = {"close": np.full(60, 7.0)}

        for name in ("SKEW", "KURTOSIS", "ZSCORE", "AUTOCORR", "RSQUARED", "SHARPE", "HURST", "VARRATIO"):
            (values,) = registry.evaluate(registry.find(name), flat, {"timeperiod": 30}).outputs.values()
            assert np.isnan(values).all(), name


class TestCorrelations:
    def test_of_returns_with_earlier_ones(self):
        returns = pd.Series(RETURNS)

        agree(found("AUTOCORR", lag=2), returns.rolling(60).corr(returns.shift(2)).tolist(), rtol=1e-6)

    def test_with_time_are_squared(self):
        expected = over(CLOSE, 14, lambda part: statistics.correlation(part, range(14)) ** 2)

        agree(found("RSQUARED"), expected)


class TestRuns:
    def test_of_rises_and_falls_are_counted(self):
        count, expected = 0, [NAN]
        for i in range(1, BARS):
            side = (CLOSE[i] > CLOSE[i - 1]) - (CLOSE[i] < CLOSE[i - 1])
            count = count + side if side * count > 0 else side
            expected.append(count)

        agree(found("STREAK"), expected)

    def test_below_the_highest_are_measured(self):
        agree(found("DRAWDOWN"), (100 * (PRICES / PRICES.cummax() - 1)).tolist())
