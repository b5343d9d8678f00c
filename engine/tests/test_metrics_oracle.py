"""empyrical-reloaded as the oracle, on seeded curves."""

import warnings
from datetime import date

import numpy as np
import pandas as pd
import pytest

from engine.metrics.drawdown import Drawdown, drawdown_curve
from engine.metrics.returns import cagr, simple_returns
from engine.metrics.risk import calmar_ratio, period_rate, sharpe_ratio, sortino_ratio, volatility

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
