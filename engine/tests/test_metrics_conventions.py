"""Other tools' figures, worked out again with pandas from their formulas, or by stock Backtrader's analyzers."""

import math
from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from engine.ledger.account import Account
from engine.metrics import analyzers
from engine.metrics.annualising import Annualisation
from engine.metrics.compute import compute
from engine.metrics.conventions import Convention, conventions
from engine.tests.metrics_cases import account_of, trade
from engine.tests.test_metrics_properties import accounts

PROFITS = (12.0, -4.0, 6.0, -9.0, 3.0)


def walk(count: int = 1_500) -> Account:
    """Return four years that wander, and five trades."""
    returns = np.random.default_rng(5).normal(0.0005, 0.01, count)
    closed = [trade(profit, exit_at=datetime(2021, month, 1)) for month, profit in enumerate(PROFITS, start=3)]
    return account_of(100 * np.cumprod(1 + returns), first="2020-01-01", trades=closed)


def read(account: Account, quantity: str, tool: str) -> Convention:
    metrics = compute(account, periods_per_year=252)
    found = conventions(account, metrics, annualisation=Annualisation())
    (one,) = [row for row in found if (row.quantity, row.tool) == (quantity, tool)]
    return one


def value(quantity: str, tool: str) -> float:
    one = read(walk(), quantity, tool)
    assert one.value is not None
    return one.value


@pytest.fixture
def equity():
    account = walk()
    return pd.Series(account.equity, index=pd.DatetimeIndex(account.times))


@pytest.fixture
def returns(equity):
    return equity.pct_change().dropna()


class TestSharpeRatios:
    def test_of_backtrader_are_its_analyzers(self):
        account = walk()

        assert value("Sharpe ratio", "Backtrader, default") == pytest.approx(analyzers.sharpe_ratio(account))
        # Backtrader also counts the first day, which never has a return.
        daily = analyzers.sharpe_ratio(account, "D", rate=0.0, is_annualised=True)
        assert value("Sharpe ratio", "Backtrader, days") == pytest.approx(daily)

    def test_of_jesse(self, returns):
        assert value("Sharpe ratio", "jesse") == pytest.approx(returns.mean() / returns.std() * math.sqrt(365))

    def test_of_lean(self, returns):
        yearly = (1 + returns.mean()) ** 252 - 1

        assert value("Sharpe ratio", "LEAN") == pytest.approx((yearly - 0.02) / (returns.std() * math.sqrt(252)))
        downside = returns[returns < 0].std() * math.sqrt(252)
        assert value("Sortino ratio", "LEAN") == pytest.approx((yearly - 0.02) / downside)

    def test_of_tradingview(self, equity):
        closes = equity.resample("ME").last()
        months = closes / closes.shift(fill_value=100.0) - 1

        expected = (months.mean() - 0.02 / 12) / months.std()

        assert value("Sharpe ratio", "TradingView") == pytest.approx(expected)

    def test_of_freqtrade(self):
        shares = pd.Series(PROFITS) / 100

        daily = shares.sum() / 1_499 * math.sqrt(365)

        assert value("Sharpe ratio", "freqtrade") == pytest.approx(daily / shares.std(ddof=0))
        assert value("Sortino ratio", "freqtrade") == pytest.approx(daily / shares[shares < 0].std(ddof=0))

    def test_of_backtesting_py(self, equity):
        daily = equity.pct_change()
        mean = math.exp(np.log1p(daily.fillna(0)).sum() / len(daily)) - 1
        yearly = (1 + mean) ** 252 - 1
        spread = math.sqrt((daily.var() + (1 + mean) ** 2) ** 252 - (1 + mean) ** 504)
        downside = math.sqrt((daily.clip(upper=0) ** 2).mean()) * math.sqrt(252)
        fall = (1 - equity / equity.cummax().clip(lower=100)).max()

        assert value("Sharpe ratio", "backtesting.py") == pytest.approx(yearly / spread)
        assert value("Sortino ratio", "backtesting.py") == pytest.approx(yearly / downside)
        assert value("Calmar ratio", "backtesting.py") == pytest.approx(yearly / fall)


class TestOtherQuantities:
    def test_growth_a_year_by_three_calendars(self, equity):
        growth, count = equity.iloc[-1] / 100, len(equity) - 1

        expected = {
            "Statis": count / 365.25,
            "empyrical, quantstats": count / 252,
            "LEAN, jesse, freqtrade": count / 365,
            "backtesting.py": (count + 1) / 252,
        }

        for tool, years in expected.items():
            assert value("CAGR", tool) == pytest.approx(growth ** (1 / years) - 1)

    def test_on_days_instead_of_trades(self, returns):
        won, lost = returns[returns > 0], returns[returns < 0]

        assert value("Profit factor", "quantstats") == pytest.approx(won.sum() / -lost.sum())
        assert value("Win rate", "quantstats") == pytest.approx(len(won) / (len(won) + len(lost)))
        assert (value("Profit factor", "Statis"), value("Win rate", "Statis")) == (pytest.approx(21 / 13), 0.6)

    def test_value_at_risk_of_a_normal_distribution(self, returns):
        expected = returns.mean() - 1.6448536269514722 * returns.std()

        assert value("Value at risk, 95 %", "quantstats") == pytest.approx(expected)

    def test_system_quality_with_the_deviation_of_the_population(self):
        profits = np.array(PROFITS)

        assert value("SQN", "Backtrader") == pytest.approx(math.sqrt(5) * profits.mean() / profits.std())

    def test_calmar_and_variability_weighted_return_are_the_analyzers(self):
        account = walk()

        assert value("Calmar ratio", "Backtrader") == pytest.approx(analyzers.calmar(account)[-1])
        assert value("Variability-weighted return", "Backtrader") == pytest.approx(analyzers.vwr(account))

    def test_that_one_year_has_none_of_is_none(self):
        short = account_of([100.0, 101.0, 99.0])

        for quantity, tool in (("Sharpe ratio", "Backtrader, default"), ("Calmar ratio", "Backtrader")):
            assert read(short, quantity, tool).value is None


class TestConventions:
    def test_of_hours_read_the_bars_that_the_analyzers_read(self):
        returns = np.random.default_rng(7).normal(0.0001, 0.004, 6 * 1_500)
        # Six bars a day for four years.
        times = np.datetime64("2020-01-01", "h") + np.arange(6 * 1_500) * 4
        account = replace(account_of(100 * np.cumprod(1 + returns), step="h"), times=times.astype("datetime64[us]"))

        for quantity, expected in (
            ("Calmar ratio", analyzers.calmar(account)[-1]),
            ("Variability-weighted return", analyzers.vwr(account)),
        ):
            assert read(account, quantity, "Backtrader").value == pytest.approx(expected)
        assert read(account, "Sharpe ratio", "Backtrader, default").value == pytest.approx(
            analyzers.sharpe_ratio(account)
        )

    @given(accounts(sizes=(2, 60)))
    def test_have_finite_values_or_none_for_every_account(self, account):
        rows = conventions(account, compute(account, periods_per_year=252), annualisation=Annualisation())

        assert all(row.value is None or math.isfinite(row.value) for row in rows)

    def test_say_formula_and_source_and_put_ours_first(self):
        metrics = compute(walk(), periods_per_year=252)
        rows = conventions(walk(), metrics, annualisation=Annualisation())

        assert all(row.formula and row.source for row in rows)
        quantities = dict.fromkeys(row.quantity for row in rows if row.tool != "Backtrader")
        for quantity in quantities:
            ours = next(row for row in rows if row.quantity == quantity)
            assert ours.is_ours
            assert ours.value in metrics.values()
