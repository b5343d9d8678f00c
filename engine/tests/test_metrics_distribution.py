"""Tails, moments, confidence and calendar periods, on cases worked out by hand."""

import math

import numpy as np
import pytest

from engine.metrics import confidence, distribution
from engine.metrics.compute import compute
from engine.metrics.periods import period_returns, positive_share
from engine.metrics.risk import downside_volatility
from engine.tests.metrics_cases import account_of


class TestOmegaRatio:
    def test_is_gains_over_losses(self):
        # Gains of 3 % and 1 %, losses of 1 % and 1 %.
        assert distribution.omega_ratio(np.array([0.03, -0.01, 0.01, -0.01])) == pytest.approx(2)

    def test_measures_from_its_threshold(self):
        # Above 1 %: 2 %; below it: 2 % and 2 %.
        returns = np.array([0.03, -0.01, 0.01, -0.01])

        assert distribution.omega_ratio(returns, threshold=0.01) == pytest.approx(0.5)

    @pytest.mark.parametrize("returns", [[], [0.1], [0.1, 0.0]])
    def test_without_a_loss_is_undefined(self, returns):
        assert distribution.omega_ratio(np.array(returns)) is None


class TestDownsideVolatility:
    def test_counts_days_without_a_loss_as_zero(self):
        # sqrt((0.03^2 + 0.01^2) / 4) a day, and four days a year.
        returns = np.array([0.02, -0.03, 0.0, -0.01])

        assert downside_volatility(returns, periods_per_year=4) == pytest.approx(math.sqrt(0.001 / 4) * 2)


class TestTails:
    def test_of_forty_one_days_by_hand(self):
        # -20 % to +20 % in steps of 1 %: the 5th percentile is the third value, the mean of the three is -19 %.
        returns = np.random.default_rng(1).permutation(np.arange(-20, 21) / 100)

        values = distribution.tails(returns)

        assert values["value_at_risk"] == pytest.approx(-0.18)
        assert values["conditional_value_at_risk"] == pytest.approx(-0.19)
        assert values["tail_ratio"] == pytest.approx(1.0)

    def test_of_nineteen_days_are_undefined(self):
        assert set(distribution.tails(np.linspace(-0.1, 0.1, 19)).values()) == {None}

    def test_ratio_is_undefined_when_bad_days_lose_nothing(self):
        values = distribution.tails(np.array([0.0] * 10 + [0.1] * 10))

        assert (values["value_at_risk"], values["tail_ratio"]) == (0.0, None)


class TestMoments:
    def test_of_a_symmetric_sample_have_no_skewness(self):
        assert distribution.skewness(np.array([-0.02, 0.0, 0.02])) == pytest.approx(0)

    def test_of_four_days_by_hand(self):
        # Off the mean of 1: -1, -1, -1, 3; central moments 3, 6, 21.
        returns = np.array([0.0, 0.0, 0.0, 4.0])

        assert distribution.skewness(returns) == pytest.approx(6 / 3**1.5 * math.sqrt(12) / 2)
        assert distribution.excess_kurtosis(returns) == pytest.approx((5 * (21 / 9 - 3) + 6) * 3 / 2)

    def test_of_two_points_taken_often_have_the_lowest_kurtosis(self):
        assert distribution.excess_kurtosis(np.array([1.0, -1.0] * 5000)) == pytest.approx(-2, abs=1e-3)

    @pytest.mark.parametrize("returns", [[], [0.1], [0.1, 0.2], [0.1, 0.1, 0.1, 0.1]])
    def test_of_too_few_or_equal_days_are_undefined(self, returns):
        assert distribution.skewness(np.array(returns)) is None
        assert distribution.excess_kurtosis(np.array(returns)) is None


class TestStability:
    def test_of_steady_growth_is_one(self):
        assert distribution.stability(100 * 1.01 ** np.arange(10)) == pytest.approx(1)

    def test_of_growth_that_is_lost_again_is_nothing(self):
        assert distribution.stability(np.array([1.0, 1.0, 2.0, 1.0])) == pytest.approx(0)

    @pytest.mark.parametrize("equity", [[1.0, 2.0, 3.0], [1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 0.0, 0.0]])
    def test_of_too_few_equal_or_no_values_is_undefined(self, equity):
        assert distribution.stability(np.array(equity)) is None


class TestProbabilisticSharpe:
    def test_of_no_return_is_even(self):
        shape = {"skewness": 0.0, "kurtosis": 3.0}

        assert confidence.probabilistic_sharpe_ratio(sharpe=0.0, count=100, **shape) == 0.5

    def test_follows_the_published_example(self):
        # Bailey and Lopez de Prado (2012), section 4.1: 24 months, yearly Sharpe 1.59, skewness -2.45, kurtosis 10.16:
        # 91 % against a threshold of zero.
        likely = confidence.probabilistic_sharpe_ratio(
            sharpe=1.585 / math.sqrt(12), count=24, skewness=-2.448, kurtosis=10.164
        )

        assert likely == pytest.approx(0.913, abs=0.002)

    def test_is_undefined_where_its_variance_is_none(self):
        assert confidence.probabilistic_sharpe_ratio(sharpe=1.0, count=9, skewness=3.0, kurtosis=3.0) is None
        assert confidence.minimum_track_record(sharpe=1.0, skewness=3.0, kurtosis=3.0) is None


class TestMinimumTrackRecord:
    def test_is_the_first_length_at_which_one_can_be_sure(self):
        shape = {"sharpe": 0.08, "skewness": -0.5, "kurtosis": 6.0}

        needed = confidence.minimum_track_record(**shape)

        assert confidence.probabilistic_sharpe_ratio(count=needed, **shape) >= 0.95
        assert confidence.probabilistic_sharpe_ratio(count=needed - 1, **shape) < 0.95

    @pytest.mark.parametrize("sharpe", [-0.1, 0.0, 1e-9])
    def test_without_enough_return_is_undefined(self, sharpe):
        assert confidence.minimum_track_record(sharpe=sharpe, skewness=0.0, kurtosis=3.0) is None

    def test_rests_on_the_shape_that_is_shown(self):
        random = np.random.default_rng(3)
        values = compute(account_of(100 * np.cumprod(1 + random.normal(0.001, 0.01, 300))), periods_per_year=252)
        sharpe = values["sharpe_ratio"] / math.sqrt(252)

        spread = 1 - values["skewness"] * sharpe + (values["excess_kurtosis"] + 2) / 4 * sharpe**2

        assert values["minimum_track_record"] == math.ceil(1 + spread * (1.6448536 / sharpe) ** 2)
        assert math.erf(sharpe * math.sqrt(298 / spread) / math.sqrt(2)) == pytest.approx(
            2 * values["probabilistic_sharpe_ratio"] - 1
        )


class TestPeriods:
    def test_of_two_months_by_hand(self):
        # January from 100 to 110, February to 99 and March to 99.
        account = account_of([100.0] * 30 + [110.0] + [90.0] * 28 + [99.0] + [99.0] * 3)

        values = compute(account, periods_per_year=252)

        assert (values["best_month"], values["worst_month"]) == (pytest.approx(0.1), pytest.approx(-0.1))
        assert values["positive_months"] == 0.5
        assert (values["best_year"], values["worst_year"]) == (pytest.approx(-0.01), pytest.approx(-0.01))
        assert values["positive_years"] == 0
        assert (values["best_day"], values["worst_day"]) == (pytest.approx(0.1), pytest.approx(90 / 110 - 1))
        assert values["positive_days"] == pytest.approx(2 / 3)
        assert values["trading_days"] == 63

    def test_of_the_first_month_count_from_the_starting_cash(self):
        account = account_of([90.0], initial=100.0)

        returns = period_returns(times=account.times, equity=account.equity, initial=100.0, unit="M")

        assert returns == pytest.approx([-0.1])

    def test_without_any_change_have_no_share_of_gains(self):
        assert positive_share(np.zeros(3)) is None

    def test_multiply_to_the_total_return(self):
        random = np.random.default_rng(5)
        account = account_of(100 * np.cumprod(1 + random.normal(0, 0.02, 900)))

        for unit in ("M", "Y"):
            returns = period_returns(times=account.times, equity=account.equity, initial=100.0, unit=unit)
            assert np.prod(1 + returns) == pytest.approx(account.equity[-1] / 100)

    def test_count_intraday_days_once(self):
        assert compute(account_of([100.0] * 50, step="h"), periods_per_year=252)["trading_days"] == 3
