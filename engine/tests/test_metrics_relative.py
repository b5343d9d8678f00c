"""An account beside its benchmark, on cases worked out by hand."""

import math

import numpy as np
import pytest

from engine.metrics.catalogue import METRICS
from engine.metrics.compute import compute
from engine.metrics.relative import KEYS, capture, compared, paired_returns
from engine.metrics.undefined import undefined_reason
from engine.tests.metrics_cases import account_of

MARKET = np.array([0.02, -0.01, 0.03, -0.04])


class TestCompared:
    def test_of_twice_the_market_by_hand(self):
        values = compared(2 * MARKET, MARKET, periods_per_year=4)

        assert values["beta"] == pytest.approx(2)
        assert values["alpha"] == pytest.approx(0, abs=1e-12)
        assert (values["correlation"], values["r_squared"]) == (pytest.approx(1), pytest.approx(1))
        # What it differs by is the market itself, with a mean of 0.
        spread = math.sqrt((0.02**2 + 0.01**2 + 0.03**2 + 0.04**2) / 3)
        assert values["tracking_error"] == pytest.approx(spread * 2)
        assert values["information_ratio"] == pytest.approx(0, abs=1e-12)
        assert values["treynor_ratio"] == pytest.approx(0, abs=1e-12)

    def test_gives_a_steady_extra_as_alpha(self):
        values = compared(MARKET + 0.01, MARKET, periods_per_year=4)

        assert values["alpha"] == pytest.approx(1.01**4 - 1)
        assert values["beta"] == pytest.approx(1)
        # The extra never varies, so there is no error to divide by.
        assert values["tracking_error"] == pytest.approx(0, abs=1e-12)
        assert values["information_ratio"] is None
        assert values["treynor_ratio"] == pytest.approx(0.01 * 4)

    def test_of_returns_without_relation_to_the_market(self):
        values = compared(
            np.array([0.01, 0.01, -0.01, -0.01]), np.array([0.01, -0.01, 0.01, -0.01]), periods_per_year=4
        )

        assert values["beta"] == pytest.approx(0)
        assert values["correlation"] == pytest.approx(0)
        assert values["treynor_ratio"] is None

    def test_takes_the_risk_free_rate_of_a_period_off_both(self):
        plain = compared(2 * MARKET - 0.01, MARKET - 0.01, periods_per_year=4)

        shifted = compared(2 * MARKET, MARKET, periods_per_year=4, risk_free_rate=1.01**4 - 1)

        for key in ("alpha", "beta", "correlation", "treynor_ratio"):
            assert shifted[key] == pytest.approx(plain[key])

    def test_with_a_market_that_stands_still_has_no_line(self):
        values = compared(MARKET, np.zeros(4), periods_per_year=4)

        assert [key for key in KEYS if values[key] is not None] == ["tracking_error", "information_ratio"]

    def test_of_two_days_is_undefined(self):
        assert set(compared(MARKET[:2], MARKET[:2], periods_per_year=4).values()) == {None}


class TestCapture:
    def test_is_the_share_of_the_markets_growth_on_the_days_it_rose(self):
        # Up, 10 % a day against 21 % a day; down, -10 % against -20 %.
        ours, market = np.array([0.1, -0.1, 0.1]), np.array([0.21, -0.2, 0.21])

        assert capture(ours, market, is_up=True) == pytest.approx(0.1 / 0.21)
        assert capture(ours, market, is_up=False) == pytest.approx(0.5)

    def test_of_a_market_that_never_fell_is_undefined(self):
        assert capture(np.array([0.1]), np.array([0.1]), is_up=False) is None

    def test_of_ruin_is_a_total_loss(self):
        assert capture(np.array([-1.0]), np.array([-0.5]), is_up=False) == pytest.approx(2)


class TestPairedReturns:
    def test_are_those_of_the_same_days(self):
        account = account_of([100, 110, 121, 133.1], first="2024-01-01")
        benchmark = account_of([50, 100, 150], first="2024-01-02", initial=50.0)

        ours, theirs = paired_returns(account, benchmark)

        assert ours == pytest.approx([0.1, 0.1])
        assert theirs == pytest.approx([1.0, 0.5])

    def test_of_days_that_never_meet_are_none(self):
        ours, theirs = paired_returns(account_of([1, 2, 3]), account_of([1, 2, 3], first="2030-01-01"))

        assert (ours.size, theirs.size) == (0, 0)

    def test_set_intraday_bars_beside_days(self):
        hourly = account_of([100] * 24 + [110] * 24 + [121], step="h")

        ours, theirs = paired_returns(hourly, account_of([100, 120, 120]))

        assert ours == pytest.approx([0.1, 0.1])
        assert theirs == pytest.approx([0.2, 0.0])


class TestCompute:
    def test_gives_the_difference_of_total_returns(self):
        benchmark = account_of([200, 210, 220], initial=200.0)

        values = compute(account_of([100, 110, 130]), periods_per_year=252, benchmark=benchmark)

        assert values["excess_return"] == pytest.approx(0.2)

    def test_without_a_benchmark_says_so(self):
        values = compute(account_of([100, 110, 130, 120]), periods_per_year=252)

        for key, metric in METRICS.items():
            if metric.group == "Against the benchmark":
                assert values[key] is None
                assert undefined_reason(key, values) == "There is nothing to compare with."

    def test_with_a_benchmark_of_few_days_says_how_many_are_needed(self):
        account = account_of([100, 110, 120])

        values = compute(account, periods_per_year=252, benchmark=account)

        assert undefined_reason("beta", values) == "Needs at least 4 trading days, and there were 3."

    def test_of_an_account_beside_itself(self):
        account = account_of([100, 110, 105, 120])

        values = compute(account, periods_per_year=252, benchmark=account)

        assert [values[key] for key in ("excess_return", "beta", "up_capture", "down_capture")] == pytest.approx(
            [0, 1, 1, 1]
        )
        assert values["information_ratio"] is None
