"""empyrical-reloaded as the oracle, on seeded curves."""

import warnings
from datetime import date

import numpy as np
import pandas as pd
import pytest

from engine.metrics import distribution
from engine.metrics.drawdown import Drawdown, drawdown_curve
from engine.metrics.periods import period_returns
from engine.metrics.relative import compared
from engine.metrics.returns import cagr, simple_returns
from engine.metrics.risk import calmar_ratio, downside_volatility, period_rate, sharpe_ratio, sortino_ratio, volatility

with warnings.catch_warnings():
    # Its import warns about its own optional parts.
    warnings.simplefilter("ignore")
    import empyrical

SEEDS = range(8)


def returns_of(seed: int, count: int = 750) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.normal(random.uniform(-0.001, 0.001), 0.015, count)


def series(returns: np.ndarray) -> pd.Series:
    return pd.Series(returns, index=pd.bdate_range("2020-01-01", periods=len(returns)))


@pytest.fixture(autouse=True)
def _names_empyrical_still_expects(monkeypatch):
    # Its Sortino ratio reads a name that NumPy 2 dropped.
    monkeypatch.setattr(np, "NINF", -np.inf, raising=False)


@pytest.mark.parametrize("seed", SEEDS)
class TestAgainstEmpyrical:
    @pytest.mark.parametrize("rate", [0.0, 0.03])
    def test_sharpe_ratio(self, seed, rate):
        returns = returns_of(seed)

        ours = sharpe_ratio(returns, periods_per_year=252, risk_free_rate=rate)

        # empyrical takes the risk-free rate per period.
        per_period = period_rate(rate, periods_per_year=252)
        assert ours == pytest.approx(empyrical.sharpe_ratio(returns, risk_free=per_period), rel=1e-12)

    @pytest.mark.parametrize("rate", [0.0, 0.03])
    def test_sortino_ratio(self, seed, rate):
        returns = returns_of(seed)

        ours = sortino_ratio(returns, periods_per_year=252, risk_free_rate=rate)

        per_period = period_rate(rate, periods_per_year=252)
        assert ours == pytest.approx(empyrical.sortino_ratio(returns, required_return=per_period), rel=1e-12)

    def test_volatility(self, seed):
        returns = returns_of(seed)

        assert volatility(returns, periods_per_year=365) == pytest.approx(
            empyrical.annual_volatility(returns, annualization=365), rel=1e-12
        )

    def test_max_drawdown(self, seed):
        returns = returns_of(seed)
        equity = 1000 * np.cumprod(1 + returns)

        deepest = drawdown_curve(equity, initial=1000.0).max()

        assert deepest == pytest.approx(-empyrical.max_drawdown(series(returns)), rel=1e-9)

    def test_calmar_ratio_but_for_its_years_of_252_days(self, seed):
        returns = returns_of(seed)
        equity = 1000 * np.cumprod(1 + returns)
        times = series(returns).index.to_numpy().astype("datetime64[us]")
        fall = Drawdown.deepest(times=times, equity=equity, initial=1000.0)
        # As many calendar days as make count / 252 years: the only convention in which the two differ.
        days = round(len(returns) / 252 * 365.25)
        last = date.fromordinal(date(2020, 1, 1).toordinal() + days)

        yearly = cagr(growth=equity[-1] / 1000 - 1, first_date=date(2020, 1, 1), last_date=last)

        ours = calmar_ratio(cagr=yearly, max_drawdown=fall.depth)
        assert ours == pytest.approx(empyrical.calmar_ratio(series(returns)), rel=2e-3)

    def test_returns(self, seed):
        equity = 1000 * np.cumprod(1 + returns_of(seed))

        ours = simple_returns(equity)

        assert ours == pytest.approx(empyrical.simple_returns(pd.Series(equity)).to_numpy(), rel=1e-12)

    def test_downside_volatility(self, seed):
        returns = returns_of(seed)

        ours = downside_volatility(returns, periods_per_year=252)

        assert ours == pytest.approx(empyrical.downside_risk(returns), rel=1e-12)

    def test_omega_ratio(self, seed):
        returns = returns_of(seed)

        ours = distribution.omega_ratio(returns, threshold=0.0005)

        assert ours == pytest.approx(empyrical.omega_ratio(returns, risk_free=0.0005), rel=1e-12)

    @pytest.mark.parametrize("count", [20, 21, 750])
    def test_tails(self, seed, count):
        returns = returns_of(seed, count)

        ours = distribution.tails(returns)

        assert ours["value_at_risk"] == pytest.approx(empyrical.value_at_risk(returns), rel=1e-12)
        expected = empyrical.conditional_value_at_risk(returns)
        assert ours["conditional_value_at_risk"] == pytest.approx(expected, rel=1e-12)
        assert ours["tail_ratio"] == pytest.approx(empyrical.tail_ratio(returns), rel=1e-12)

    def test_moments_of_pandas(self, seed):
        returns = returns_of(seed)

        assert distribution.skewness(returns) == pytest.approx(pd.Series(returns).skew(), rel=1e-9)
        assert distribution.excess_kurtosis(returns) == pytest.approx(pd.Series(returns).kurt(), rel=1e-9)

    def test_stability(self, seed):
        returns = returns_of(seed)
        equity = np.concatenate(([1.0], np.cumprod(1 + returns)))

        assert distribution.stability(equity) == pytest.approx(empyrical.stability_of_timeseries(returns), rel=1e-9)

    @pytest.mark.parametrize("rate", [0.0, 0.03])
    def test_alpha_and_beta(self, seed, rate):
        returns, market = returns_of(seed), returns_of(seed + 100)
        returns = returns + 0.5 * market

        ours = compared(returns, market, periods_per_year=252, risk_free_rate=rate)

        per_period = period_rate(rate, periods_per_year=252)
        alpha, beta = empyrical.alpha_beta(returns, market, risk_free=per_period)
        assert (ours["alpha"], ours["beta"]) == (pytest.approx(alpha, rel=1e-9), pytest.approx(beta, rel=1e-9))
        assert ours["correlation"] == pytest.approx(np.corrcoef(returns, market)[0, 1], rel=1e-9)

    def test_information_ratio_but_for_its_year(self, seed):
        returns, market = returns_of(seed), returns_of(seed + 100)

        ours = compared(returns, market, periods_per_year=252)

        expected = empyrical.excess_sharpe(returns, market) * np.sqrt(252)
        assert ours["information_ratio"] == pytest.approx(expected, rel=1e-12)

    def test_capture_per_period(self, seed):
        returns, market = series(returns_of(seed)), series(returns_of(seed + 100))

        ours = compared(returns.to_numpy(), market.to_numpy(), periods_per_year=252)

        # One period a year: empyrical's yearly rate is then that of a period.
        up, down = (rule(returns, market, period="yearly") for rule in (empyrical.up_capture, empyrical.down_capture))
        assert (ours["up_capture"], ours["down_capture"]) == (
            pytest.approx(up, rel=1e-9),
            pytest.approx(down, rel=1e-9),
        )

    def test_months_and_years(self, seed):
        returns = series(returns_of(seed))
        equity = 1000 * np.cumprod(1 + returns.to_numpy())
        times = returns.index.to_numpy().astype("datetime64[us]")

        for unit, name in (("M", "monthly"), ("Y", "yearly")):
            ours = period_returns(times=times, equity=equity, initial=1000.0, unit=unit)
            expected = empyrical.aggregate_returns(returns, convert_to=name).to_numpy()
            assert ours == pytest.approx(expected, rel=1e-9, abs=1e-12)
