"""Our indicators of trend against their formulas, bar by bar."""

import math
from itertools import pairwise

import numpy as np
import pytest

from indicators.library import registry, trend
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
    sma,
    true_range,
    wilder,
)

HIGH, LOW, CLOSE = bars("high", "low", "close")
MIDDLE = each(lambda h, lo: (h + lo) / 2, HIGH, LOW)
RANGES = true_range(HIGH, LOW, CLOSE)


def middle(period):
    return each(lambda top, bottom: (top + bottom) / 2, over(HIGH, period, max), over(LOW, period, min))


def correlation(part):
    return np.corrcoef(part, range(len(part)))[0, 1]


class TestIchimoku:
    def test_moves_the_cloud_ahead(self):
        conversion, base = middle(9), middle(26)
        span = each(lambda a, b: (a + b) / 2, conversion, base)

        agree(found("ICHIMOKU"), conversion, base, ago(span, 25), ago(middle(52), 25))


class TestVortex:
    def test_compares_each_bar_with_the_other_side_of_the_last(self):
        up = each(lambda h, lo: abs(h - lo), HIGH, ago(LOW))
        down = each(lambda lo, h: abs(lo - h), LOW, ago(HIGH))

        def share(moves):
            return each(lambda move, way: move / way, over(moves, 14, sum), over(RANGES, 14, sum))

        agree(found("VORTEX"), share(up), share(down))


class TestTrix:
    def test_is_the_change_of_a_price_smoothed_three_times(self):
        smooth = ema(ema(ema(CLOSE, 15), 15), 15)
        line = each(lambda now, then: 100 * (now / then - 1), smooth, ago(smooth))

        agree(found("TRIXSIGNAL"), line, ema(line, 9))


class TestDetrendedPrice:
    def test_takes_the_average_of_half_a_period_ago(self):
        agree(found("DPO"), each(lambda c, average: c - average, CLOSE, ago(sma(CLOSE, 20), 11)))


class TestRangesAndWays:
    def test_chop_is_the_way_over_the_height(self):
        heights = each(lambda top, bottom: top - bottom, over(HIGH, 14, max), over(LOW, 14, min))
        ways = over(RANGES, 14, sum)

        agree(found("CHOP"), each(lambda way, height: 100 * math.log(way / height, 14), ways, heights))

    def test_mass_adds_up_how_far_ranges_are_above_their_average(self):
        once = ema(each(lambda h, lo: h - lo, HIGH, LOW), 9)

        agree(found("MASS"), over(each(lambda a, b: a / b, once, ema(once, 9)), 25, sum))

    def test_rwi_takes_the_longest_stride(self):
        def expected(stride):
            rows = []
            for i in range(BARS):
                lengths = range(2, 15) if i >= 14 else ()
                usual = [mean(RANGES[i - k + 1 : i + 1]) * math.sqrt(k) for k in lengths]
                rows.append(max((stride(i, k) / u for k, u in zip(lengths, usual, strict=True)), default=NAN))
            return rows

        up, down = expected(lambda i, k: HIGH[i] - LOW[i - k]), expected(lambda i, k: HIGH[i - k] - LOW[i])

        agree(found("RWI"), up, down)


class TestAlligator:
    def lines(self):
        return [ago(wilder(MIDDLE, n), ahead) for n, ahead in ((13, 8), (8, 5), (5, 3))]

    def test_moves_three_averages_ahead(self):
        agree(found("ALLIGATOR"), *self.lines())

    def test_is_measured_by_the_gator(self):
        jaw, teeth, lips = self.lines()

        upper, lower = each(lambda a, b: abs(a - b), jaw, teeth), each(lambda a, b: -abs(a - b), teeth, lips)
        agree(found("GATOR"), upper, lower)


class TestElder:
    def test_ray_is_what_sticks_out_of_the_average(self):
        average = ema(CLOSE, 13)

        agree(found("ELDERRAY"), *(each(lambda x, a: x - a, side, average) for side in (HIGH, LOW)))

    def test_impulse_is_where_inertia_and_power_agree(self):
        macd = each(lambda fast, slow: fast - slow, ema(CLOSE, 12), ema(CLOSE, 26))
        columns = each(lambda line, average: line - average, macd, ema(macd, 9))

        def told(push, pull):
            if math.isnan(push + pull):
                return NAN
            return 1 if push > 0 and pull > 0 else -1 if push < 0 and pull < 0 else 0

        agree(found("IMPULSE"), each(told, changes(columns), changes(ema(CLOSE, 13))))


class TestStraightness:
    def test_cti_is_the_correlation_with_time(self):
        agree(found("CTI"), over(CLOSE, 20, correlation))

    def test_tii_is_the_share_of_the_way_above_the_average(self):
        away = each(lambda c, average: c - average, CLOSE, sma(CLOSE, 60))

        def share(part):
            return 100 * sum(x for x in part if x > 0) / sum(abs(x) for x in part)

        agree(found("TII"), over(away, 30, share))

    def test_pfe_is_the_line_over_the_way(self):
        line = [NAN] * 10
        for i in range(10, BARS):
            way = sum(math.sqrt((CLOSE[j] - CLOSE[j - 1]) ** 2 + 1) for j in range(i - 9, i + 1))
            straight = 100 * math.sqrt((CLOSE[i] - CLOSE[i - 10]) ** 2 + 100) / way
            line.append(math.copysign(straight, CLOSE[i] - CLOSE[i - 10]))

        agree(found("PFE"), ema(line, 5))


class TestSetup:
    def test_counts_closes_above_that_of_four_bars_before(self):
        count, expected = 0, [NAN] * 4
        for i in range(4, BARS):
            side = (CLOSE[i] > CLOSE[i - 4]) - (CLOSE[i] < CLOSE[i - 4])
            count = count + side if side * count > 0 else side
            expected.append(count)

        agree(found("TDSETUP"), expected)


class TestFractals:
    def test_stand_at_their_own_bars(self):
        def peaks(values, best):
            return [
                values[i] if 2 <= i < BARS - 2 and all(best(values[i], values[i + k]) for k in (-2, -1, 1, 2)) else NAN
                for i in range(BARS)
            ]

        agree(found("FRACTALS"), peaks(HIGH, lambda a, b: a > b), peaks(LOW, lambda a, b: a < b))


class TestZigZag:
    def turns(self, percent):
        prices = {name: np.array(column) for name, column in (("high", HIGH), ("low", LOW))}
        line = registry.evaluate(registry.find("ZIGZAG"), prices, {"percent": percent}).outputs["zigzag"]
        slopes = np.sign(np.round(np.diff(line), 9))
        return line, [i for i in range(1, BARS - 1) if slopes[i] != slopes[i - 1] and not math.isnan(slopes[i - 1])]

    @pytest.mark.parametrize("percent", [3.0, 5.0, 8.0])
    def test_turns_only_after_so_many_percent(self, percent):
        line, turns = self.turns(percent)

        moves = [line[b] / line[a] - 1 for a, b in pairwise(turns)]
        assert len(moves) > 2
        assert all(move >= percent / 100 or move <= -percent / 100 for move in moves)
        assert all(a * b < 0 for a, b in pairwise(moves))

    def test_leaves_nothing_outside_between_two_turns(self):
        line, turns = self.turns(5.0)

        for a, b in pairwise(turns):
            low, high = sorted((line[a], line[b]))
            assert min(LOW[a + 1 : b]) >= low - 1e-9
            assert max(HIGH[a + 1 : b]) <= high + 1e-9

    def test_of_a_price_that_never_turns_is_one_line(self):
        prices = np.arange(10.0, 20.0)

        assert trend.zigzag(prices, prices, percent=5)[0].tolist() == prices.tolist()

    def test_of_a_price_that_never_moves_is_none(self):
        assert np.isnan(trend.zigzag(np.ones(9), np.ones(9))[0]).all()
