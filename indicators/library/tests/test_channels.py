"""Our bands and stops against their formulas, bar by bar."""

import math
import statistics

import numpy as np
import pytest

from indicators.library import channels
from indicators.library.averages import adaptive
from indicators.library.tests.plain import (
    BARS,
    NAN,
    agree,
    bars,
    deviation,
    each,
    ema,
    found,
    mean,
    over,
    sma,
    true_range,
    wilder,
)

HIGH, LOW, CLOSE = bars("high", "low", "close")


def atr(period):
    return wilder(true_range(HIGH, LOW, CLOSE), period)


def banded(middle, away, factor):
    return (
        each(lambda m, a: m + factor * a, middle, away),
        middle,
        each(lambda m, a: m - factor * a, middle, away),
    )


class TestBands:
    def test_of_keltner_are_true_ranges_away(self):
        agree(found("KELTNER"), *banded(ema(CLOSE, 20), atr(10), 2))

    def test_of_stoller_are_true_ranges_from_a_short_average(self):
        agree(found("STARC"), *banded(sma(CLOSE, 6), atr(15), 2))

    def test_of_donchian_are_the_extremes(self):
        top, bottom = over(HIGH, 20, max), over(LOW, 20, min)

        agree(found("DONCHIAN"), top, each(lambda t, b: (t + b) / 2, top, bottom), bottom)

    def test_of_kaufman_are_deviations_away(self):
        middle = adaptive(np.array(CLOSE), 10, 2, 30).tolist()

        agree(found("KAMABANDS"), *banded(middle, over(CLOSE, 10, deviation), 2))

    def test_of_an_envelope_are_percents_away(self):
        agree(found("ENVELOPE"), *banded(sma(CLOSE, 20), sma(CLOSE, 20), 0.025))

    def test_of_errors_are_those_of_least_squares(self):
        def fitted(part):
            slope, intercept = statistics.linear_regression(range(len(part)), part)
            return [intercept + slope * i for i in range(len(part))]

        def error(part):
            squares = sum((x - y) ** 2 for x, y in zip(part, fitted(part), strict=True))
            return math.sqrt(squares / (len(part) - 2))

        ends, errors = over(CLOSE, 21, lambda part: fitted(part)[-1]), over(CLOSE, 21, error)

        agree(found("SEBANDS"), *banded(sma(ends, 3), sma(errors, 3), 2))


class TestBollinger:
    def test_percent_b_is_the_place_between_the_bands(self):
        expected = over(CLOSE, 20, lambda part: (part[-1] - mean(part)) / (4 * deviation(part)) + 0.5)

        agree(found("PERCENTB"), expected)

    def test_band_width_is_the_gap_in_percent(self):
        agree(found("BANDWIDTH"), over(CLOSE, 20, lambda part: 100 * 4 * deviation(part) / mean(part)))


def supertrend(period, factor):
    """SuperTrend as TradingView's manual writes it."""
    ranges, upper, lower = atr(period), [NAN] * BARS, [NAN] * BARS
    line, direction = [NAN] * BARS, [NAN] * BARS
    for i in range(BARS):
        if math.isnan(ranges[i]):
            continue
        middle = (HIGH[i] + LOW[i]) / 2
        upper[i], lower[i] = middle + factor * ranges[i], middle - factor * ranges[i]
        if math.isnan(ranges[i - 1]):
            direction[i] = -1
        else:
            if not (lower[i] > lower[i - 1] or CLOSE[i - 1] < lower[i - 1]):
                lower[i] = lower[i - 1]
            if not (upper[i] < upper[i - 1] or CLOSE[i - 1] > upper[i - 1]):
                upper[i] = upper[i - 1]
            if line[i - 1] == upper[i - 1]:
                direction[i] = 1 if CLOSE[i] > upper[i] else -1
            else:
                direction[i] = -1 if CLOSE[i] < lower[i] else 1
        line[i] = lower[i] if direction[i] > 0 else upper[i]
    return line, direction


class TestSuperTrend:
    @pytest.mark.parametrize(("period", "factor"), [(10, 3.0), (7, 1.5), (3, 0.5)])
    def test_follows_the_price_and_never_steps_back(self, period, factor):
        expected = supertrend(period, factor)

        agree(found("SUPERTREND", timeperiod=period, nbatr=factor), *expected)
        assert {1, -1} <= set(expected[1])

    def test_is_below_a_rising_price_below_zero_too(self):
        prices = [np.array(column) - 200 for column in (HIGH, LOW, CLOSE)]

        line, direction = channels.supertrend(*prices)

        whole = ~np.isnan(line)
        assert ((line < prices[2]) == (direction > 0))[whole].all()


class TestHiLo:
    def test_shows_the_average_of_the_other_side(self):
        highs, lows = sma(HIGH, 3), sma(LOW, 3)
        side, line, direction = NAN, [], []
        for i in range(BARS):
            if i and CLOSE[i] > highs[i - 1]:
                side = 1
            elif i and CLOSE[i] < lows[i - 1]:
                side = -1
            direction.append(side)
            line.append(NAN if math.isnan(side) else lows[i] if side > 0 else highs[i])

        agree(found("HILO"), line, direction)


class TestStops:
    def test_hang_from_the_extremes(self):
        long = each(lambda top, a: top - 3 * a, over(HIGH, 22, max), atr(22))
        short = each(lambda bottom, a: bottom + 3 * a, over(LOW, 22, min), atr(22))

        agree(found("CHANDELIER"), long, short)

    def test_hold_at_their_worst(self):
        under = each(lambda top, a: top - a, over(HIGH, 10, max), atr(10))
        above = each(lambda bottom, a: bottom + a, over(LOW, 10, min), atr(10))

        agree(found("CKSTOP"), over(above, 9, min), over(under, 9, max))


def volatility_stop(period, factor):
    """The volatility stop, with the trade's side, best close and stop carried from bar to bar."""
    ranges, is_long, best, stop = atr(period), True, NAN, NAN
    line, direction = [NAN] * BARS, [NAN] * BARS
    for i in range(BARS):
        if math.isnan(ranges[i]):
            continue
        width = factor * ranges[i]
        if math.isnan(best):
            best, stop = CLOSE[i], CLOSE[i] - width
        elif is_long:
            best = max(best, CLOSE[i])
            stop = max(stop, best - width)
        else:
            best = min(best, CLOSE[i])
            stop = min(stop, best + width)
        if is_long and CLOSE[i] < stop:
            is_long, best, stop = False, CLOSE[i], CLOSE[i] + width
        elif not is_long and CLOSE[i] >= stop:
            is_long, best, stop = True, CLOSE[i], CLOSE[i] - width
        line[i], direction[i] = stop, 1 if is_long else -1
    return line, direction


class TestVolatilityStop:
    @pytest.mark.parametrize(("period", "factor"), [(20, 2.0), (7, 1.0)])
    def test_hangs_from_the_best_close_of_the_trade(self, period, factor):
        expected = volatility_stop(period, factor)

        agree(found("VSTOP", timeperiod=period, nbatr=factor), *expected)
        assert {1, -1} <= set(expected[1])


class TestBandTrend:
    def test_compares_both_sides_of_two_bands(self):
        def side(period, sign):
            return over(CLOSE, period, lambda part: mean(part) + sign * 2 * deviation(part))

        lows = each(lambda a, b: abs(a - b), side(20, -1), side(50, -1))
        highs = each(lambda a, b: abs(a - b), side(20, 1), side(50, 1))

        agree(found("BBTREND"), each(lambda lo, h, m: 100 * (lo - h) / m, lows, highs, sma(CLOSE, 20)))
