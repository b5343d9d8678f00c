from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import Fill
from engine.ledger.account import Account
from engine.ledger.audit import audit
from engine.metrics.catalogue import METRICS
from engine.metrics.compute import compute
from engine.metrics.drawdown import Drawdown, drawdown_curve
from engine.metrics.returns import cagr, daily_equity, simple_returns
from engine.metrics.risk import sharpe_ratio, sortino_ratio, volatility
from engine.metrics.trades import profit_factor, win_rate
from engine.metrics.undefined import undefined_reason
from engine.tests.ledger_cases import make_bars, make_log, make_spec, order
from engine.tests.metrics_cases import account_of, fill_of, trade

# Whole cents: a fall of the last bit of a float is rounding, not a drawdown.
CURVES = st.lists(st.integers(100, 10**8).map(lambda cents: cents / 100), min_size=2, max_size=60).map(np.array)


def measured(account: Account, **settings) -> dict:
    return compute(account, **{"periods_per_year": 252, **settings})


class TestCompute:
    def test_gives_every_metric_of_the_catalogue_and_no_other(self):
        assert set(measured(account_of([100, 101, 102]))) == set(METRICS)

    def test_gives_only_finite_numbers_texts_and_none(self):
        for equity in ([100.0], [100, 100], [100, 0, 0], [100, -50, -50], [100, 1e300]):
            for value in measured(account_of(equity)).values():
                assert value is None or isinstance(value, str) or np.isfinite(value)

    def test_of_a_year_by_hand(self):
        # 100 at the start, a fall to 80, and 120 after exactly 366 days of a leap year.
        account = account_of([100.0] * 100 + [80.0] * 100 + [120.0] * 167)

        values = measured(account)

        assert values["total_return"] == pytest.approx(0.2)
        assert values["cagr"] == pytest.approx(1.2 ** (365.25 / 366) - 1)
        assert values["max_drawdown"] == pytest.approx(0.2)
        assert values["max_drawdown_start_date"] == "2024-04-09"
        assert values["max_drawdown_valley_date"] == "2024-04-10"
        assert values["max_drawdown_recovery_date"] == "2024-07-19"
        assert values["max_drawdown_days"] == 101
        assert values["calmar_ratio"] == pytest.approx(values["cagr"] / 0.2)
        assert (values["initial_value"], values["final_value"]) == (100, 120)

    def test_of_five_days_by_hand(self):
        # Returns of +10 %, -10 %, +20 % and 0.
        values = measured(account_of([100, 110, 99, 118.8, 118.8]))

        mean, spread = 0.05, np.sqrt((0.05**2 + 0.15**2 + 0.15**2 + 0.05**2) / 3)
        assert values["volatility"] == pytest.approx(spread * np.sqrt(252))
        assert values["sharpe_ratio"] == pytest.approx(mean / spread * np.sqrt(252))
        assert values["sortino_ratio"] == pytest.approx(mean / np.sqrt(0.1**2 / 4) * np.sqrt(252))

    def test_takes_periods_a_year_from_its_caller(self):
        account = account_of([100, 110, 99, 118.8, 118.8])

        stock, crypto = measured(account), measured(account, periods_per_year=365)

        assert crypto["sharpe_ratio"] / stock["sharpe_ratio"] == pytest.approx(np.sqrt(365 / 252))

    def test_measures_against_the_starting_cash(self):
        values = measured(account_of([90, 95], initial=100.0))

        assert values["total_return"] == pytest.approx(-0.05)
        assert values["max_drawdown"] == pytest.approx(0.1)

    def test_reduces_intraday_bars_to_days_for_yearly_figures(self):
        hourly = account_of([100, 90, 130, 110] * 6 + [110, 99], step="h")
        daily = account_of([100, 110, 99])

        assert measured(hourly)["sharpe_ratio"] == pytest.approx(measured(daily)["sharpe_ratio"])
        assert measured(hourly)["max_drawdown"] == pytest.approx(1 - 90 / 130)

    def test_counts_closed_trades_only(self):
        account = account_of([100, 101], trades=[trade(30), trade(-10), trade(0), trade(500, is_open=True)])

        values = measured(account)

        assert values["total_trades"] == 3
        assert values["win_rate"] == pytest.approx(1 / 3)
        assert values["profit_factor"] == pytest.approx(3)
        assert values["expectancy"] == pytest.approx(20 / 3)
        assert (values["average_win"], values["average_loss"]) == (30, -10)
        assert (values["best_trade"], values["worst_trade"]) == (30, -10)

    def test_adds_up_costs_over_all_fills(self):
        fill = fill_of(price=1, commission=2.0, slippage_cost=0.5)

        values = measured(account_of([100, 101], fills=[fill, fill]))

        assert (values["commission_paid"], values["slippage_paid"], values["costs_paid"]) == (4.0, 1.0, 5.0)

    def test_counts_bars_that_close_with_a_position(self):
        assert measured(account_of([100] * 4, gross=[0, 50, 50, 0]))["time_in_market"] == 0.5

    def test_of_a_ruined_account_is_a_full_loss(self):
        values = measured(account_of([100] * 200 + [-20] * 200))

        assert values["cagr"] == -1.0
        assert values["total_return"] == pytest.approx(-1.2)
        assert values["max_drawdown"] == pytest.approx(1.2)

    def test_of_a_real_account_adds_up(self):
        bars = make_bars([(100, 102, 99, 101), (102, 104, 101, 103), (104, 106, 103, 105), (106, 108, 105, 107)])
        fills = [Fill(bar=1, order=1, size=10, price=102), Fill(bar=3, order=2, size=10, price=106)]
        log = make_log(4, [order(1, 0, "buy", 10), order(2, 2, "sell", 10)], fills)

        values = measured(audit(make_spec(cash=2_000.0), [bars], log))

        assert values["total_return"] == pytest.approx(40 / 2_000)
        assert values["time_in_market"] == 0.5
        assert values["expectancy"] == pytest.approx(40)


class TestUndefinedReason:
    def test_is_none_for_a_value(self):
        values = measured(account_of([100, 110, 99]))

        assert undefined_reason("sharpe_ratio", values) is None

    @pytest.mark.parametrize(
        "account",
        [
            account_of([100.0]),
            account_of([100.0] * 5),
            account_of([100, 101, 102.01]),
            account_of([100, 110, 99], trades=[trade(1)]),
            account_of([100, 110, 99], trades=[trade(-1)]),
            account_of([100, 110, 99], trades=[trade(0)]),
        ],
    )
    def test_is_a_sentence_for_every_undefined_metric(self, account):
        values = measured(account)

        missing = [key for key, value in values.items() if value is None]

        assert missing
        for key in missing:
            assert undefined_reason(key, values).endswith(".")

    @pytest.mark.parametrize(
        ("equity", "reason"), [([100, 90, 95], "had not come back"), ([100, 101, 102], "never fell")]
    )
    def test_tells_a_fall_that_lasts_from_none(self, equity, reason):
        assert reason in undefined_reason("max_drawdown_recovery_date", measured(account_of(equity)))

    def test_tells_no_winning_trade_from_no_losing_one(self):
        lost, won = (measured(account_of([100, 101], trades=[trade(profit)])) for profit in (-5.0, 5.0))

        assert "no winning trade" in undefined_reason("average_win", lost)
        assert "no losing trade" in undefined_reason("average_loss", won)
        assert "no losing trade" in undefined_reason("profit_factor", won)

    def test_tells_no_trades_from_no_losing_trade(self):
        none = measured(account_of([100, 101]))
        only_wins = measured(account_of([100, 101], trades=[trade(5)]))

        assert undefined_reason("profit_factor", none) == "No trade was closed."
        assert undefined_reason("profit_factor", only_wins) == "There was no losing trade to divide by."


class TestCatalogue:
    def test_says_everything_about_every_metric(self):
        for key, metric in METRICS.items():
            assert metric.key == key
            for text in (metric.label, metric.meaning, metric.formula, metric.convention):
                assert text.strip()
            assert metric.meaning.endswith(".")
            assert metric.convention.endswith(".")

    def test_has_labels_that_are_told_apart(self):
        assert len({metric.label for metric in METRICS.values()}) == len(METRICS)


class TestProperties:
    @given(CURVES)
    def test_drawdown_lies_between_zero_and_one(self, equity):
        curve = drawdown_curve(equity, initial=float(equity[0]))

        assert ((curve >= 0) & (curve < 1)).all()

    @given(CURVES, st.floats(0.01, 100))
    def test_scaling_an_account_changes_no_ratio(self, equity, factor):
        one = account_of(equity, initial=float(equity[0]))
        scaled = replace(one, equity=one.equity * factor, initial_cash=one.initial_cash * factor)

        before, after = measured(one), measured(scaled)

        for key in ("total_return", "cagr", "volatility", "sharpe_ratio", "max_drawdown", "calmar_ratio"):
            assert (after[key] is None) == (before[key] is None)
            assert before[key] is None or after[key] == pytest.approx(before[key], rel=1e-6, abs=1e-9)

    @given(st.lists(st.floats(-0.1, 0.1), min_size=3, max_size=60).map(np.array))
    def test_sharpe_of_mirrored_returns_is_mirrored(self, returns):
        ours, mirrored = (sharpe_ratio(one, periods_per_year=252) for one in (returns, -returns))

        assert (ours is None) == (mirrored is None)
        if ours is not None:
            assert mirrored == pytest.approx(-ours)

    @given(st.lists(st.floats(-0.1, 0.1), min_size=3, max_size=60).map(np.array), st.floats(-0.05, 0.05))
    def test_a_constant_added_to_returns_leaves_volatility(self, returns, constant):
        before, after = (volatility(one, periods_per_year=252) for one in (returns, returns + constant))

        assert after == pytest.approx(before, abs=1e-12)

    @given(st.lists(st.floats(-1e6, 1e6), min_size=1))
    def test_win_rate_is_a_share(self, profits):
        assert 0 <= win_rate(profits) <= 1
        assert (profit_factor(profits) is None) == all(profit >= 0 for profit in profits)


class TestReturns:
    def test_are_zero_after_ruin(self):
        assert simple_returns(np.array([100.0, -10.0, -10.0])).tolist() == [-1.1, 0.0]

    def test_of_one_day_alone_are_none(self):
        times = np.array(["2024-01-02"], dtype="datetime64[us]")

        assert simple_returns(daily_equity(times=times, equity=np.array([100.0]))).size == 0


class TestCagr:
    def test_of_one_day_is_undefined(self):
        day = datetime(2024, 1, 2).date()

        assert cagr(growth=0.1, first_date=day, last_date=day) is None

    def test_too_large_for_a_number_is_undefined(self):
        first, last = datetime(2024, 1, 2).date(), datetime(2024, 1, 3).date()

        assert cagr(growth=1000.0, first_date=first, last_date=last) is None


class TestRatios:
    @pytest.mark.parametrize("ratio", [sharpe_ratio, sortino_ratio])
    @pytest.mark.parametrize("returns", [[], [0.1], [0.0, 0.0, 0.0], [0.01, 0.01, 0.01], [0.1, 0.1, 0.1]])
    def test_without_risk_are_undefined(self, ratio, returns):
        # The last bits of three equal tenths differ from their mean: rounding is no risk either.
        assert ratio(np.array(returns), periods_per_year=252) is None

    def test_of_two_returns_are_defined(self):
        returns = np.array([0.03, -0.01])

        # By hand: mean 0.01, sample deviation sqrt(2 * 0.02^2) and downside deviation sqrt(0.01^2 / 2).
        assert volatility(returns, periods_per_year=4) == pytest.approx(2 * 0.02 * 2**0.5)
        assert sharpe_ratio(returns, periods_per_year=4) == pytest.approx(2 * 0.01 / (0.02 * 2**0.5))
        assert sortino_ratio(returns, periods_per_year=4) == pytest.approx(2 * 0.01 / (0.01 / 2**0.5))

    def test_take_the_risk_free_rate_of_a_period_off_every_return(self):
        returns = np.array([0.02, -0.01, 0.04])

        # 1 % a period compounds to 1.01^4 a year.
        shifted = {"periods_per_year": 4, "risk_free_rate": 1.01**4 - 1}

        assert sharpe_ratio(returns, **shifted) == pytest.approx(sharpe_ratio(returns - 0.01, periods_per_year=4))
        assert sortino_ratio(returns, **shifted) == pytest.approx(sortino_ratio(returns - 0.01, periods_per_year=4))


class TestDrawdown:
    def test_of_a_rising_curve_has_no_dates(self):
        times = account_of([100, 101]).times

        fall = Drawdown.deepest(times=times, equity=np.array([100.0, 101.0]), initial=100.0)

        assert (fall.depth, fall.start_date, fall.days) == (0, None, 0)

    def test_has_recovered_only_when_it_is_back_at_its_peak(self):
        account = account_of([100, 80, 99.9, 100, 110])

        fall = Drawdown.deepest(times=account.times, equity=account.equity, initial=100.0)

        assert (fall.recovery_date.day, fall.days) == (4, 3)

    def test_began_on_the_last_day_at_the_peak(self):
        account = account_of([100, 100, 80, 100])

        fall = Drawdown.deepest(times=account.times, equity=account.equity, initial=100.0)

        assert fall.start_date.day == 2

    def test_that_did_not_recover_lasts_to_the_end(self):
        account = account_of([100, 120, 90, 100, 110])

        fall = Drawdown.deepest(times=account.times, equity=account.equity, initial=100.0)

        assert (fall.recovery_date, fall.days) == (None, 3)
