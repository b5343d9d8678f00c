"""Yearly figures of bars of every interval, against the figures' own definitions and pandas."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from engine.ledger.benchmark import benchmark_of
from engine.metrics.annualising import OF_A_DAY, Annualisation
from engine.metrics.catalogue import METRICS
from engine.metrics.compute import compute
from engine.metrics.conventions import conventions
from engine.metrics.tables import tables
from engine.metrics.undefined import undefined_reason
from engine.spec import Spec
from engine.tests.market_bars import INTERVALS, INTRADAY, market_bars
from engine.tests.metrics_cases import account_of

PERIODS = {**dict.fromkeys(INTRADAY, 252), "1d": 252, "1wk": 52, "1mo": 12}
WEEKLY = Annualisation(span="week", periods_per_year=52, bars_per_year=52, calendars=("XNYS",))
HOURLY = Annualisation(bars_per_year=1_755, calendars=("XNYS",), is_reduced=True)


def held(interval, market="stocks"):
    """Return the account of one who buys on the second bar and holds."""
    bars = market_bars(interval, market, count=600)
    return bars, benchmark_of(spec=Spec(source="", symbols=("AAA",)), feeds=[bars])


class TestAnnualisation:
    @pytest.mark.parametrize("interval", INTERVALS)
    def test_counts_sessions_weeks_or_months(self, interval):
        yearly = Annualisation.of([market_bars(interval, count=5)])

        assert yearly.periods_per_year == PERIODS[interval]
        assert yearly.span == {"1wk": "week", "1mo": "month"}.get(interval, "day")
        assert yearly.is_reduced == (interval in INTRADAY)

    @pytest.mark.parametrize(("interval", "periods"), [("1h", 365), ("5m", 365), ("1wk", 52)])
    def test_counts_every_day_of_coins(self, interval, periods):
        assert Annualisation.of([market_bars(interval, "coins", count=5)]).periods_per_year == periods

    def test_of_a_basket_counts_the_days_that_either_has(self):
        stocks, coins = (
            replace(market_bars("1h", market, count=5), calendar=market) for market in ("stocks", "coins")
        )

        yearly = Annualisation.of([stocks, coins])

        assert (yearly.periods_per_year, yearly.calendars) == (365, ("stocks", "coins"))

    @pytest.mark.parametrize("yearly", [Annualisation(), WEEKLY, HOURLY])
    def test_survives_being_stored(self, yearly):
        assert Annualisation.from_facts({"annualisation": yearly.to_facts()}) == yearly

    def test_of_older_runs_is_what_they_said(self):
        assert Annualisation.from_facts({"periods_per_year": 365}).periods_per_year == 365


class TestYearlyFigures:
    @pytest.mark.parametrize("interval", INTERVALS)
    def test_are_those_of_pandas_over_the_closes_of_days_weeks_or_months(self, interval):
        bars, account = held(interval)
        yearly = Annualisation.of([bars])
        curve = pd.Series(account.equity, index=pd.DatetimeIndex(account.times))
        closes = curve.groupby(curve.index.date).last()
        if interval in INTRADAY:
            closes = pd.concat([curve.iloc[:1], closes])
        returns = closes.pct_change().dropna()

        values = compute(account, periods_per_year=yearly.periods_per_year, span=yearly.span)

        root = math.sqrt(PERIODS[interval])
        assert values["volatility"] == pytest.approx(returns.std() * root)
        assert values["sharpe_ratio"] == pytest.approx(returns.mean() / returns.std() * root)
        whole_days = pd.Timestamp(account.times[-1]).normalize() - pd.Timestamp(account.times[0]).normalize()
        years = whole_days.days / 365.25
        assert values["cagr"] == pytest.approx((account.equity[-1] / account.initial_cash) ** (1 / years) - 1)

    def test_of_weeks_know_no_day(self):
        _, account = held("1wk")

        values = compute(account, periods_per_year=52, span="week")

        assert {values[key] for key in OF_A_DAY} == {None}
        assert undefined_reason("best_day", values, WEEKLY) == "The bars are weeks: what a day brought is not known."

    def test_too_few_weeks_are_told_in_weeks(self):
        values = compute(account_of([100.0, 101.0, 99.0]), periods_per_year=52, span="week")

        reason = undefined_reason("value_at_risk", values, WEEKLY)

        assert reason == "Needs at least 21 weeks, and there were 3."


class TestFallsWithinADay:
    def test_are_dated_with_the_moment(self):
        account = account_of([100.0, 120.0, 90.0, 96.0, 120.0], step="h")

        values = compute(account, periods_per_year=252)

        assert values["max_drawdown_start_date"] == f"{account.times[1].item().isoformat()}"
        assert values["max_drawdown_valley_date"] == f"{account.times[2].item().isoformat()}"
        assert values["max_drawdown_recovery_date"] == f"{account.times[4].item().isoformat()}"
        assert values["max_drawdown_days"] == 0
        assert values["longest_drawdown_bars"] == 2

    def test_have_whole_moments_in_the_table_too(self):
        account = account_of([100.0, 120.0, 90.0, 96.0, 120.0], step="h")

        found = tables(account, account, metrics=compute(account, periods_per_year=252), annualisation=HOURLY)

        assert found.drawdowns[0].valley_date == account.times[2].item().isoformat()


class TestTables:
    @pytest.mark.parametrize(
        ("interval", "units"),
        [
            ("1h", ["day", "week", "month", "quarter", "year"]),
            ("1wk", ["week", "month", "quarter", "year"]),
            ("1mo", ["month", "quarter", "year"]),
        ],
    )
    def test_have_no_unit_shorter_than_the_bars(self, interval, units):
        bars, account = held(interval)
        yearly = Annualisation.of([bars])
        metrics = compute(account, periods_per_year=yearly.periods_per_year, span=yearly.span)

        found = tables(account, account, metrics=metrics, annualisation=yearly)

        assert [row.unit for row in found.units] == units
        assert found.rolling.window == PERIODS[interval] // 2


class TestConventions:
    def rows(self, interval):
        bars, account = held(interval)
        yearly = Annualisation.of([bars])
        metrics = compute(account, periods_per_year=yearly.periods_per_year, span=yearly.span)
        return account, {row.tool: row for row in conventions(account, metrics, annualisation=yearly)[:12]}

    def test_of_hours_have_the_ratio_of_every_bar_beside_that_of_days(self):
        account, rows = self.rows("1h")
        changes = np.diff(account.equity) / account.equity[:-1]

        assert rows["Every bar"].value == pytest.approx(changes.mean() / changes.std(ddof=1) * math.sqrt(1_764))
        assert rows["Every bar"].formula == "of every bar's change, not of days, * sqrt(1764 bars a year)"

    @pytest.mark.parametrize(("interval", "tool"), [("1wk", "Backtrader, weeks"), ("1mo", "Backtrader, months")])
    def test_of_longer_bars_name_no_day(self, interval, tool):
        _, rows = self.rows(interval)

        assert rows[tool].value is not None
        assert not {"jesse", "Every bar", "Backtrader, days"} & set(rows)


class TestTexts:
    def test_say_how_many_returns_a_year_has(self):
        told = Annualisation(calendars=("XNYS",)).told(METRICS["sharpe_ratio"])

        assert told.convention.endswith(
            "Backtrader's own differs widely. A year has 252 trading days (calendar XNYS)."
        )

    def test_speak_of_weeks_where_bars_are_weeks(self):
        told = WEEKLY.told(METRICS["value_at_risk"])

        assert told.meaning == "On one week in twenty the account lost at least this much."
        assert told.convention.startswith("From weekly changes of equity after all costs. Historical")
        assert WEEKLY.told(METRICS["trading_days"]).label == "Weeks"
        assert WEEKLY.told(METRICS["minimum_track_record"]).format == "count"

    @pytest.mark.parametrize("key", METRICS)
    def test_of_days_are_the_catalogue_s_but_for_the_year(self, key):
        told = HOURLY.told(METRICS[key])

        assert (told.label, told.meaning, told.format) == (
            METRICS[key].label,
            METRICS[key].meaning,
            METRICS[key].format,
        )
        assert told.convention in (METRICS[key].convention, f"{METRICS[key].convention} {HOURLY.text}")

    @pytest.mark.parametrize("key", [key for key, entry in METRICS.items() if entry.sample == "daily returns"])
    def test_of_weeks_leave_no_day_behind(self, key):
        told = WEEKLY.told(METRICS[key])

        if key not in OF_A_DAY:
            assert "day" not in f"{told.label} {told.meaning} {told.convention}".lower()
