from datetime import date

import numpy as np
import pytest

from engine.metrics.compute import compute
from engine.metrics.trailing import months_before, trailing_returns
from engine.metrics.undefined import undefined_reason
from engine.tests.metrics_cases import account_of

DAYS = np.arange("2013-12-31", "2024-05-16", dtype="datetime64[D]")


def values_of(equity, *, first="2024-01-01", initial=100.0):
    account = account_of(equity, first=first, initial=initial)
    return trailing_returns(times=account.times, equity=account.equity, initial=initial)


class TestTrailingReturns:
    def test_of_ten_steady_years_by_hand(self):
        # One per mille a day: every stretch grows by its own number of days.
        values = values_of(100 * 1.001 ** np.arange(len(DAYS)), first="2013-12-31")

        days = {"month_to_date": 15, "year_to_date": 136, "return_3m": 90, "return_6m": 182, "return_1y": 366}
        for key, count in days.items():
            assert values[key] == pytest.approx(1.001**count - 1)
        # 3, 5 and 10 years to 15 May 2024 have 1,096, 1,827 and 3,653 days; each is the same yearly rate.
        for key in ("return_3y", "return_5y", "return_10y"):
            assert values[key] == pytest.approx(1.001**365.25 - 1)

    def test_start_at_the_last_close_at_or_before_their_first_day(self):
        times = np.array(["2024-01-26", "2024-01-29", "2024-04-28"], dtype="datetime64[us]")

        # Three months before 28 April is a Sunday: the close of the Friday before it counts.
        values = trailing_returns(times=times, equity=np.array([100.0, 200.0, 110.0]), initial=100.0)

        assert values["return_3m"] == pytest.approx(0.1)

    def test_of_a_month_and_year_the_run_began_in_count_from_the_starting_cash(self):
        values = values_of([90.0, 110.0, 120.0], initial=100.0)

        assert (values["month_to_date"], values["year_to_date"]) == (pytest.approx(0.2), pytest.approx(0.2))

    def test_longer_than_the_run_have_no_value_but_a_reason(self):
        values = compute(account_of([100.0, 101.0, 102.0]), periods_per_year=252)

        for key in ("return_3m", "return_6m", "return_1y", "return_3y", "return_5y", "return_10y"):
            assert values[key] is None
            assert "does not go back that far" in undefined_reason(key, values)

    def test_of_an_account_that_had_nothing_left_have_no_value(self):
        values = values_of([100.0] * 20 + [0.0] * 200)

        assert values["return_3m"] is None
        assert values["year_to_date"] == -1


class TestMonthsBefore:
    def test_is_the_last_day_of_a_shorter_month(self):
        assert months_before(date(2023, 3, 31), 1) == date(2023, 2, 28)

    def test_is_none_before_the_first_year(self):
        assert months_before(date(5, 1, 1), 60) is None
