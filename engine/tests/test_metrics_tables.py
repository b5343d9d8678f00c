"""The tables of a report agree with the metrics and with pandas, fit into JSON, and stay small."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from pydantic import TypeAdapter

from engine.metrics.annualising import Annualisation
from engine.metrics.compute import compute
from engine.metrics.relative import compared
from engine.metrics.risk import sharpe_ratio, sortino_ratio, volatility
from engine.metrics.rolling import MOST_POINTS, rolling
from engine.metrics.tables import MOST_BINS, Tables, histogram, tables
from engine.tests.metrics_cases import account_of, fill_of
from engine.tests.test_metrics_properties import accounts

CODEC = TypeAdapter(Tables)


def walk(seed=1, count=900, *, step="D"):
    """Return an account that wanders, and half of it in the market."""
    returns = np.random.default_rng(seed).normal(0.0004, 0.01, count)
    equity = 100 * np.cumprod(1 + returns)
    return account_of(equity, first="2021-03-15", step=step, gross=equity / 2)


def made(account=None, benchmark=None):
    account = account or walk()
    metrics = compute(account, periods_per_year=252)
    return tables(account, benchmark or walk(2), metrics=metrics, annualisation=Annualisation())


class TestYears:
    def test_of_two_years_by_hand(self):
        # From 30 November to 2 January: 10 % in what is left of November, -10 % in December, 20 % in January.
        equity = [100.0, 110.0] + [99.0] * 30 + [99.0, 118.8]
        held = [100.0] * 33 + [150.0]

        old, new = made(account_of(equity, first="2023-11-29"), account_of(held, first="2023-11-29")).years

        assert (old.year, new.year) == (2023, 2024)
        assert old.months == (*[None] * 10, pytest.approx(0.1), pytest.approx(-0.1))
        assert new.months == (pytest.approx(0.2), *[None] * 11)
        assert (old.total, new.total) == (pytest.approx(-0.01), pytest.approx(0.2))
        assert (old.benchmark, new.benchmark) == (0, pytest.approx(0.5))

    def test_compound_to_the_whole_run(self):
        account = walk()

        years = made(account).years

        for rows in ([row.total for row in years], [month for row in years for month in row.months if month]):
            assert np.prod(1 + np.array(rows)) == pytest.approx(account.equity[-1] / 100)

    def test_hold_the_best_and_worst_month_of_the_metrics(self):
        account = walk()
        values = compute(account, periods_per_year=252)

        months = [month for row in made(account).years for month in row.months if month is not None]

        assert (max(months), min(months)) == (values["best_month"], values["worst_month"])


class TestUnits:
    def test_are_those_of_pandas(self):
        account = walk()
        closes = pd.Series(account.equity, index=pd.DatetimeIndex(account.times))

        rows = {row.unit: row for row in made(account).units}

        assert list(rows) == ["day", "week", "month", "quarter", "year"]
        for unit, rule in (("week", "W-SUN"), ("month", "ME"), ("quarter", "QE"), ("year", "YE")):
            ends = closes.resample(rule).last()
            returns = ends / ends.shift(fill_value=100.0) - 1
            assert rows[unit].count == len(returns)
            expected = returns.quantile([0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]).tolist()
            assert rows[unit].quantiles == pytest.approx(expected, rel=1e-9)

    def test_name_the_days_of_the_extremes(self):
        account = account_of([100.0, 110.0, 99.0, 100.0], first="2024-01-01")

        day = made(account, account).units[0]

        assert [(one.period, round(one.value, 9)) for one in day.best[:2]] == [
            ("2024-01-02", 0.1),
            ("2024-01-04", 0.01010101),
        ]
        assert (day.worst[0].period, day.worst[0].value) == ("2024-01-03", pytest.approx(-0.1))


class TestHistogram:
    def test_counts_every_return_once(self):
        returns = np.random.default_rng(1).normal(0, 0.01, 5_000)

        bins = histogram(returns)

        assert sum(bins.counts) == 5_000
        assert len(bins.counts) == MOST_BINS == len(bins.edges) - 1
        assert (bins.edges[0], bins.edges[-1]) == (returns.min(), returns.max())

    @pytest.mark.parametrize("returns", [[], [0.0], [0.1] * 9])
    def test_without_spread_is_empty(self, returns):
        assert histogram(np.array(returns)).counts == []


class TestRolling:
    def test_is_the_metric_of_each_window(self):
        account, benchmark = walk(1, 300), walk(2, 300)
        ours, theirs = (one.equity[1:] / one.equity[:-1] - 1 for one in (account, benchmark))

        series = made(account, benchmark).rolling

        assert (series.window, len(series.dates)) == (126, 174)
        for at in (0, 50, 173):
            window, other = ours[at : at + 126], theirs[at : at + 126]
            assert series.dates[at] == str(account.times[at + 126].astype("datetime64[D]"))
            assert series.sharpe_ratio[at] == pytest.approx(sharpe_ratio(window, periods_per_year=252))
            assert series.sortino_ratio[at] == pytest.approx(sortino_ratio(window, periods_per_year=252))
            assert series.volatility[at] == pytest.approx(volatility(window, periods_per_year=252))
            assert series.beta[at] == pytest.approx(compared(window, other, periods_per_year=252)["beta"])

    def test_is_thinned_and_ends_on_the_last_day(self):
        account = walk(1, 3_000)

        series = made(account, walk(2, 3_000)).rolling

        assert len(series.dates) == len(series.beta) == MOST_POINTS
        assert series.dates[-1] == str(account.times[-1].astype("datetime64[D]"))
        assert series.dates == sorted(set(series.dates))

    def test_needs_half_a_year(self):
        assert made(walk(1, 126), walk(2, 126)).rolling.dates == []
        assert len(made(walk(1, 127), walk(2, 127)).rolling.dates) == 1

    def test_has_no_value_where_nothing_moved(self):
        returns = np.zeros(130)
        days = np.arange("2024-01-01", "2024-05-10", dtype="datetime64[D]")

        series = rolling(days=days, returns=returns, benchmark=returns, periods_per_year=252)

        assert set(series.sharpe_ratio + series.sortino_ratio + series.beta) == {None}
        assert set(series.volatility) == {0.0}


class TestExposure:
    def test_of_two_months_by_hand(self):
        # Three days in January with nothing, 50 and 100 of 100; two in February with 50 of 200.
        fills = [fill_of(price=40.0)]
        account = account_of([100, 100, 100, 200, 200], first="2024-01-29", gross=[0, 50, 100, 50, 50], fills=fills)

        exposure = made(account, account).exposure

        assert exposure.months == ["2024-01", "2024-02"]
        assert exposure.gross == [pytest.approx(0.5), pytest.approx(0.25)]
        assert exposure.net == [0, 0]
        assert exposure.turnover == [pytest.approx(40 / 2 / 100), 0]


class TestTables:
    @given(accounts(sizes=(2, 60)), accounts(sizes=(2, 60)))
    def test_of_every_account_fit_into_json_and_back(self, account, other):
        benchmark = other if np.array_equal(other.times, account.times) else account

        whole = made(account, benchmark)

        stored = json.dumps(CODEC.dump_python(whole, mode="json"), allow_nan=False)
        assert CODEC.dump_json(CODEC.validate_python(json.loads(stored))) == CODEC.dump_json(whole)

    def test_list_the_five_deepest_falls_as_the_metrics_have_them(self):
        account = walk()
        values = compute(account, periods_per_year=252)

        falls = made(account).drawdowns

        assert len(falls) == 5
        assert (falls[0].depth, falls[0].start_date) == (values["max_drawdown"], values["max_drawdown_start_date"])
        assert falls[0].days == values["max_drawdown_days"]

    def test_of_many_bars_are_small(self):
        account = walk(1, 250_000, step="m")

        size = len(CODEC.dump_json(made(account, account)))

        assert size < 60_000

    def test_reduce_intraday_bars_to_days(self):
        hourly = account_of(np.repeat([100.0, 110.0, 99.0], 24), step="h")

        day = made(hourly, hourly).units[0]

        assert (day.count, math.isclose(day.best[0].value, 0.1)) == (3, True)
