"""The building blocks against the same formulas written bar by bar, and what they promise of gaps and of digits."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.library import smoothing, windows
from indicators.library.tests import plain

PERIODS = (1, 2, 3, 7, 20, 64)
NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60).map(np.array)


def prices(count=200):
    return np.array(plain.bars("close", count=count)[0])


@pytest.mark.parametrize("period", PERIODS)
class TestRollingWindows:
    def test_add_up(self, period):
        plain.agree([windows.rolling_sum(prices(), period)], plain.over(prices().tolist(), period, math.fsum))

    def test_find_the_highest_and_the_lowest(self, period):
        found = [windows.rolling_max(prices(), period), windows.rolling_min(prices(), period)]

        plain.agree(found, *(plain.over(prices().tolist(), period, told) for told in (max, min)), rtol=0, atol=0)

    def test_weigh_the_newest_most(self, period):
        plain.agree([windows.rolling_wma(prices(), period)], plain.wma(prices().tolist(), period))

    def test_tell_how_far_values_spread(self, period):
        plain.agree([windows.rolling_std(prices(), period)], plain.over(prices().tolist(), period, plain.deviation))

    def test_tell_the_sums_of_powers(self, period):
        def power(degree):
            return lambda part: math.fsum((value - plain.mean(part)) ** degree for value in part)

        expected = [plain.over(prices().tolist(), period, power(degree)) for degree in (2, 3, 4)]

        plain.agree(windows.rolling_moments(prices(), period), *expected, atol=1e-6)

    def test_tell_how_two_series_vary_together(self, period):
        other = np.array(plain.bars("volume", count=200)[0])

        found = windows.rolling_covariance(prices(), other, period)

        together = [np.nan] * (period - 1) + [
            np.cov(prices()[i : i + period], other[i : i + period], ddof=0)[0, 1] for i in range(200 - period + 1)
        ]
        plain.agree([found], together, atol=1e-6)


class TestSlope:
    def test_is_that_of_least_squares(self):
        def slope(part):
            return statistics.linear_regression(range(len(part)), part).slope

        plain.agree([windows.rolling_slope(prices(), 9)], plain.over(prices().tolist(), 9, slope))


class TestLongWindows:
    def test_forget_a_value_that_has_left_them(self):
        values = np.array([1e16, *[1.0] * 20])

        assert windows.rolling_sum(values, 5)[5:].tolist() == [5.0] * 16
        assert windows.rolling_std(values, 5)[5:].tolist() == [0.0] * 16

    def test_let_a_gap_go_with_its_bar(self):
        values = np.array([1.0, np.nan, *[1.0] * 10])

        for told in (windows.rolling_sum, windows.rolling_max, windows.rolling_std, windows.rolling_wma):
            assert np.flatnonzero(np.isnan(told(values, 3))).tolist() == [0, 1, 2, 3]

    def test_of_more_bars_than_there_are_say_nothing(self):
        assert np.isnan(windows.rolling_moments(np.ones(3), 4)[0]).all()
        assert np.isnan(windows.weighted_mean(np.ones(3), np.ones(4))).all()
        assert np.isnan(windows.in_windows(np.ones(3), 4, lambda rows: rows.sum(axis=1))).all()


class TestLaidOutWindows:
    def test_are_the_same_however_many_are_looked_at_at_once(self, monkeypatch):
        whole = windows.in_windows(prices(), 6, lambda rows: rows.max(axis=1))

        monkeypatch.setattr(windows, "LAID_OUT", 20)

        np.testing.assert_array_equal(windows.in_windows(prices(), 6, lambda rows: rows.max(axis=1)), whole)


class TestRecursiveAverages:
    @pytest.mark.parametrize("period", PERIODS)
    def test_are_seeded_by_their_first_mean(self, period):
        values = prices().tolist()

        found = [smoothing.ema(prices(), period), smoothing.wilder(prices(), period)]

        plain.agree(found, plain.ema(values, period), plain.wilder(values, period))

    def test_never_come_back_from_a_gap(self):
        assert np.flatnonzero(np.isnan(smoothing.decayed(np.array([1.0, np.nan, 1.0, 1.0]), 0.5))).tolist() == [
            1,
            2,
            3,
        ]

    def test_remember_a_large_value_to_the_last_digit(self):
        values = np.array([1e12, *[1.0] * 400])

        plain.agree([smoothing.ema(values, 20)], plain.ema(values.tolist(), 20), rtol=1e-12, atol=0)

    @given(values=NUMBERS, keeps=NUMBERS)
    def test_keep_what_each_bar_says(self, values, keeps):
        size = min(len(values), len(keeps))
        shares = np.abs(keeps[:size]) / 1e6
        last, expected = 0.0, []
        for value, share in zip(values[:size].tolist(), shares.tolist(), strict=True):
            last = value + share * last
            expected.append(last)

        np.testing.assert_allclose(smoothing.decayed_by(values[:size], shares), expected, rtol=1e-9, atol=1e-6)

    @given(values=NUMBERS)
    def test_stay_within_what_they_average(self, values):
        found = smoothing.ema(values, 3)[2:]

        assert (found <= values.max() + 1e-6).all()
        assert (found >= values.min() - 1e-6).all()


class TestPieces:
    def test_come_to_the_same_as_the_whole(self, monkeypatch):
        def told():
            return [
                *(rolling(prices(), 7) for rolling in (windows.rolling_sum, windows.rolling_max, windows.rolling_std)),
                *windows.rolling_moments(prices(), 20),
                smoothing.ema(prices(), 20),
                smoothing.resonant(prices(), 0.5 + 0.5j),
            ]

        whole = told()
        monkeypatch.setattr(windows, "PIECE", 32)
        monkeypatch.setattr(smoothing, "PIECE", 32)

        for pieced, one in zip(told(), whole, strict=True):
            np.testing.assert_allclose(pieced, one, rtol=1e-12)
