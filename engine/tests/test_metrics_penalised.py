"""Ratios of quantstats, worked out again with pandas in the plainest way, and by hand."""

import math
import statistics

import numpy as np
import pandas as pd
import pytest

from engine.metrics.compute import compute
from engine.metrics.distribution import gain_to_pain_ratio, outliers
from engine.metrics.penalised import autocorrelation_penalty, serenity_ratio, smart_sharpe_ratio
from engine.metrics.trades import cpc_index, risk_of_ruin
from engine.metrics.undefined import undefined_reason
from engine.tests.metrics_cases import account_of, trade

SEEDS = range(4)


def walk(seed: int, count: int = 400, *, following: float = 0.0) -> np.ndarray:
    """Return daily returns of which each one takes over a part of the one before."""
    noise = np.random.default_rng(seed).normal(0.0005, 0.012, count)
    returns = noise.copy()
    for at in range(1, count):
        returns[at] += following * returns[at - 1]
    return returns


def equity_of(returns: np.ndarray) -> np.ndarray:
    return 100 * np.concatenate(([1.0], np.cumprod(1 + returns)))


class TestAutocorrelationPenalty:
    @pytest.mark.parametrize("seed", SEEDS)
    @pytest.mark.parametrize("following", [0.0, 0.3, 0.95])
    def test_is_the_sum_over_every_lag(self, seed, following):
        returns = walk(seed, following=following)

        ours = autocorrelation_penalty(returns)

        series, count = pd.Series(returns), len(returns)
        correlation = abs(series.corr(series.shift(-1)))
        total = math.fsum((count - lag) / count * correlation**lag for lag in range(1, count))
        assert ours == pytest.approx(math.sqrt(1 + 2 * total), rel=1e-9)

    def test_takes_more_off_the_sharpe_ratio_the_more_returns_follow_one_another(self):
        free, following = (walk(1, following=share) for share in (0.0, 0.5))

        assert autocorrelation_penalty(following) > autocorrelation_penalty(free) >= 1

    @pytest.mark.parametrize("returns", [[], [0.1], [0.1, 0.2], [0.01] * 5])
    def test_is_undefined_without_spread_or_with_two_returns(self, returns):
        assert autocorrelation_penalty(np.array(returns)) is None
        assert smart_sharpe_ratio(np.array(returns), periods_per_year=252) is None


class TestSerenityRatio:
    @pytest.mark.parametrize("seed", SEEDS)
    def test_is_that_of_quantstats(self, seed):
        returns = walk(seed)
        equity = equity_of(returns)

        ours = serenity_ratio(returns, equity=equity, initial=100.0)

        prices = pd.Series(equity)
        falls = (prices / prices.cummax() - 1).iloc[1:]
        limit = statistics.NormalDist(falls.mean(), falls.std()).inv_cdf(0.05)
        pitfall = -falls[falls < limit].mean() / pd.Series(returns).std()
        ulcer = math.sqrt((falls**2).sum() / (len(falls)))
        assert ours == pytest.approx(returns.sum() / (ulcer * pitfall), rel=1e-9)

    def test_is_undefined_without_a_fall(self):
        returns = np.array([0.01, 0.02, 0.03])

        assert serenity_ratio(returns, equity=equity_of(returns), initial=100.0) is None


class TestDistribution:
    @pytest.mark.parametrize("seed", SEEDS)
    def test_outliers_are_those_of_quantstats(self, seed):
        returns = walk(seed)

        ours = outliers(returns)

        series = pd.Series(returns)
        assert ours["outlier_win_ratio"] == pytest.approx(series.quantile(0.99) / series[series >= 0].mean(), rel=1e-9)
        assert ours["outlier_loss_ratio"] == pytest.approx(series.quantile(0.01) / series[series < 0].mean(), rel=1e-9)

    def test_outliers_need_a_hundred_days(self):
        assert outliers(walk(1, 99)) == {"outlier_win_ratio": None, "outlier_loss_ratio": None}
        values = compute(account_of(equity_of(walk(1, 50))), periods_per_year=252)

        assert "Needs at least 101 trading days" in undefined_reason("outlier_win_ratio", values)

    def test_outliers_without_losses_have_no_value(self):
        assert outliers(np.full(120, 0.01))["outlier_loss_ratio"] is None
        assert outliers(np.zeros(120))["outlier_win_ratio"] is None

    def test_gain_to_pain_by_hand(self):
        # 5 + 2 - 1 - 1 over 2.
        assert gain_to_pain_ratio(np.array([0.05, -0.01, 0.02, -0.01])) == pytest.approx(2.5)
        assert gain_to_pain_ratio(np.array([0.05, 0.01])) is None

    @pytest.mark.parametrize("seed", SEEDS)
    def test_common_sense_is_the_profit_factor_of_days_times_the_tail_ratio(self, seed):
        returns = walk(seed)

        values = compute(account_of(equity_of(returns)), periods_per_year=252)

        factor = returns[returns > 0].sum() / -returns[returns < 0].sum()
        tail = abs(np.percentile(returns, 95) / np.percentile(returns, 5))
        assert values["common_sense_ratio"] == pytest.approx(factor * tail, rel=1e-9)


class TestTrades:
    def test_cpc_index_by_hand(self):
        # Profit factor 6, three of four won, payoff 10 against 5.
        assert cpc_index([10.0, 10.0, 10.0, -5.0]) == pytest.approx(6 * 0.75 * 2)
        assert cpc_index([10.0]) is None

    def test_risk_of_ruin_is_certain_for_trades_that_lose(self):
        assert risk_of_ruin([1.0, -2.0], capital=100.0) == 1.0

    def test_risk_of_ruin_is_none_for_trades_that_only_win_the_same(self):
        assert risk_of_ruin([5.0, 5.0], capital=100.0) == 0.0
        assert risk_of_ruin([5.0], capital=100.0) is None

    def test_risk_of_ruin_is_what_random_walks_do(self):
        # Gains of 11 and losses of 9: about a share exp(-2 * 1 * 60 / 100) of all walks come to nothing.
        random = np.random.default_rng(3)
        paths = np.cumsum(np.where(random.random((2_000, 3_000)) < 0.5, 11.0, -9.0), axis=1)

        ruined = float((paths.min(axis=1) <= -60).mean())

        claimed = risk_of_ruin([11.0, -9.0] * 5_000, capital=60.0)
        assert ruined == pytest.approx(claimed, abs=0.05)

    def test_all_reach_the_account(self):
        closed = [trade(10.0), trade(-5.0), trade(20.0), trade(-5.0)]

        values = compute(account_of([100.0, 101.0], trades=closed, initial=100.0), periods_per_year=252)

        assert values["cpc_index"] == pytest.approx(4.5)
        assert values["risk_of_ruin"] == pytest.approx(math.exp(-2 * 5 * 100 / (450 / 3)))
