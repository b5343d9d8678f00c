"""Falls, trades, exposure and costs, on cases worked out by hand."""

import math
from datetime import datetime

import pytest

from engine.metrics.compute import compute
from engine.metrics.drawdown import worst_drawdowns
from engine.tests.metrics_cases import account_of, fill_of, trade


def measured(account) -> dict:
    return compute(account, periods_per_year=252)


class TestFalls:
    def test_of_three_by_hand(self):
        # From 100 to 90 and back in two days; from 120 to 60 over two days, back on the third; 140 to 133 at the end.
        values = measured(account_of([100, 90, 100, 120, 90, 60, 120, 140, 133]))

        assert values["max_drawdown_money"] == 60
        assert values["average_drawdown"] == pytest.approx((0.1 + 0.5 + 0.05) / 3)
        assert values["longest_drawdown_days"] == 3
        assert values["longest_drawdown_bars"] == 2
        assert values["time_under_water"] == pytest.approx(4 / 9)
        squares = 0.1**2 + 0.25**2 + 0.5**2 + 0.05**2
        assert values["ulcer_index"] == pytest.approx(math.sqrt(squares / 8))
        assert values["ulcer_performance_index"] == pytest.approx(0.33 / math.sqrt(squares / 8))
        assert values["recovery_factor"] == pytest.approx(0.33 / 0.5)

    def test_that_never_happened(self):
        values = measured(account_of([100, 110, 120]))

        assert (values["longest_drawdown_days"], values["longest_drawdown_bars"], values["time_under_water"]) == (
            0,
            0,
            0,
        )
        assert (values["max_drawdown_money"], values["ulcer_index"]) == (0, 0)
        for key in ("average_drawdown", "recovery_factor", "ulcer_performance_index"):
            assert values[key] is None

    def test_from_the_starting_cash_count_from_the_first_bar(self):
        values = measured(account_of([90, 80, 100], initial=100.0))

        assert (values["longest_drawdown_bars"], values["longest_drawdown_days"]) == (2, 2)
        assert values["average_drawdown"] == pytest.approx(0.2)

    def test_the_longest_need_not_be_the_deepest(self):
        values = measured(account_of([100, 50, 100, 99, 99, 99, 99, 100]))

        assert (values["max_drawdown_days"], values["longest_drawdown_days"]) == (2, 5)


class TestWorstDrawdowns:
    def test_are_the_deepest_five_in_order(self):
        equity = [100.0]
        for depth in (1, 5, 3, 2, 6, 4):
            equity += [100.0 - depth, 100.0]
        account = account_of(equity)

        falls = worst_drawdowns(times=account.times, equity=account.equity, initial=100.0)

        assert [fall.depth for fall in falls] == pytest.approx([0.06, 0.05, 0.04, 0.03, 0.02])
        assert all(fall.days == 2 and fall.recovery_date is not None for fall in falls)

    def test_start_with_the_max_drawdown(self):
        account = account_of([100, 120, 90, 96, 110, 95, 94, 130, 129])
        values = measured(account)

        worst = worst_drawdowns(times=account.times, equity=account.equity, initial=100.0)[0]

        assert worst.depth == values["max_drawdown"]
        assert worst.valley_date.isoformat() == values["max_drawdown_valley_date"]
        assert worst.start_date.isoformat() == values["max_drawdown_start_date"]
        assert worst.days == values["max_drawdown_days"]

    def test_of_a_rising_curve_are_none(self):
        account = account_of([100, 101])

        assert worst_drawdowns(times=account.times, equity=account.equity, initial=100.0) == ()


class TestTrades:
    def test_of_five_by_hand(self):
        facts = {"bars": 4, "mae": -0.02, "mfe": 0.1, "return_fraction": 0.05}
        shorts = {"side": "short", "bars": 1, "mae": -0.1, "mfe": 0.0, "return_fraction": -0.1}
        trades = [
            trade(30, **facts), trade(10, **facts), trade(0, **facts), trade(-10, **shorts), trade(-30, **shorts),
            trade(99, is_open=True, **facts),
        ]  # fmt: skip

        values = measured(account_of([100, 100], trades=trades))

        assert (values["open_trades"], values["winning_trades"], values["losing_trades"]) == (1, 2, 2)
        assert values["payoff_ratio"] == 1
        assert values["kelly_fraction"] == pytest.approx(0.4 - 0.6)
        assert values["system_quality_number"] == pytest.approx(0)
        assert (values["max_consecutive_wins"], values["max_consecutive_losses"]) == (2, 2)
        assert values["average_bars"] == pytest.approx((3 * 4 + 2 * 1) / 5)
        assert values["average_trade_return"] == pytest.approx((3 * 0.05 - 2 * 0.1) / 5)
        assert (values["best_trade_return"], values["worst_trade_return"]) == (0.05, -0.1)
        assert values["average_mae"] == pytest.approx((3 * -0.02 + 2 * -0.1) / 5)
        assert values["average_mfe"] == pytest.approx(3 * 0.1 / 5)
        assert (values["long_trades"], values["long_win_rate"], values["long_profit"]) == (3, pytest.approx(2 / 3), 40)
        assert (values["short_trades"], values["short_win_rate"], values["short_profit"]) == (2, 0, -40)

    def test_system_quality_number_takes_the_sample_deviation(self):
        # Mean 4, squares off it 36 + 36 + 0.
        values = measured(account_of([100, 100], trades=[trade(10), trade(-2), trade(4)]))

        assert values["system_quality_number"] == pytest.approx(math.sqrt(3) * 4 / 6)

    def test_system_quality_number_of_equal_results_is_undefined(self):
        values = measured(account_of([100, 100], trades=[trade(0.1), trade(0.1), trade(0.1)]))

        assert values["system_quality_number"] is None

    def test_runs_follow_the_order_of_exits(self):
        trades = [
            trade(1, exit_at=datetime(2024, 1, day)) if won else trade(-1, exit_at=datetime(2024, 1, day))
            for day, won in ((9, True), (2, True), (5, False), (3, True))
        ]

        values = measured(account_of([100, 100], trades=trades))

        assert (values["max_consecutive_wins"], values["max_consecutive_losses"]) == (2, 1)

    def test_runs_without_a_win_are_zero(self):
        values = measured(account_of([100, 100], trades=[trade(-1), trade(0)]))

        assert (values["max_consecutive_wins"], values["max_consecutive_losses"]) == (0, 1)


class TestExposure:
    def test_leverage_leaves_out_bars_without_equity(self):
        values = measured(account_of([100, 50, -10], gross=[50, 100, 400]))

        assert (values["average_leverage"], values["max_leverage"]) == (1.25, 2.0)

    def test_turnover_of_a_year_by_hand(self):
        # 1,000 bought and 1,000 sold over 731 days with 100 at work.
        fills = [fill_of(price=10, size=100), fill_of(price=10, size=100)]

        values = measured(account_of([100.0] * 732, fills=fills))

        assert values["turnover"] == pytest.approx(1000 / 100 / (731 / 365.25))

    def test_costs_are_a_share_of_the_profit_before_them(self):
        fills = [fill_of(price=10, commission=4, slippage_cost=1)]

        won, lost = (measured(account_of([100, final], fills=fills)) for final in (115, 90))

        assert won["costs_share"] == pytest.approx(5 / 20)
        assert lost["costs_share"] is None
