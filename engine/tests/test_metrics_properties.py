"""What holds for the metrics of every account, however odd."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.account import Account
from engine.metrics.catalogue import METRICS
from engine.metrics.compute import compute
from engine.metrics.drawdown import worst_drawdowns
from engine.metrics.undefined import undefined_reason
from engine.tests.metrics_cases import account_of, fill_of, trade

MONEY = st.one_of(st.floats(-1e4, 1e6), st.sampled_from([0.0, 1e-300, 1e-9, 1e150, 1e300, -1e300, 100.0, 100.0]))
CENTS = st.integers(100, 10**7).map(lambda cents: cents / 100)
IN_MONEY = {key for key, metric in METRICS.items() if metric.format == "money"}


@st.composite
def trades(draw: st.DrawFn, profits=MONEY):
    """Draw a few round trips, some of them still open."""
    return tuple(
        trade(
            draw(profits),
            is_open=is_open,
            side=draw(st.sampled_from(["long", "short"])),
            exit_at=None if is_open else datetime(2024, 1, 2) + timedelta(days=draw(st.integers(0, 9))),
            bars=draw(st.integers(0, 20)),
            return_fraction=draw(st.floats(-2, 2)),
        )
        for is_open in draw(st.lists(st.booleans(), max_size=6))
    )


@st.composite
def accounts(draw: st.DrawFn, values=MONEY, sizes=(1, 60)) -> Account:
    """Draw an account, sound or absurd."""
    equity = draw(st.lists(values, min_size=sizes[0], max_size=sizes[1]))
    fills = [fill_of(price=draw(st.floats(0.01, 1e4)), size=draw(st.floats(0, 1e6)), commission=draw(st.floats(0, 9)))]
    return account_of(
        equity,
        initial=draw(st.sampled_from([1e-3, 100.0, 1e9])),
        trades=draw(trades()),
        fills=fills * draw(st.integers(0, 3)),
        gross=[draw(st.floats(0, 1e6))] * len(equity),
        step=draw(st.sampled_from(["D", "h"])),
    )


class TestEveryAccount:
    @given(accounts(), accounts())
    def test_has_finite_numbers_or_a_reason_for_every_metric(self, account, benchmark):
        values = compute(account, periods_per_year=252, risk_free_rate=0.02, benchmark=benchmark)

        assert set(values) == set(METRICS)
        for key, value in values.items():
            if value is None:
                assert undefined_reason(key, values).endswith(".")
            else:
                assert type(value) in (float, int, str)
                assert isinstance(value, str) or np.isfinite(value)

    @given(accounts())
    def test_has_the_same_essentials_in_both_profiles(self, account):
        basic, full = (compute(account, periods_per_year=252, profile=name) for name in ("basic", "advanced"))

        assert basic == {key: full[key] for key, metric in METRICS.items() if metric.profile == "basic"}

    @given(accounts(values=CENTS))
    def test_has_shares_between_nothing_and_all(self, account):
        values = compute(account, periods_per_year=252)

        shares = ("time_under_water", "positive_days", "positive_months", "positive_years", "win_rate", "stability")
        for key in (*shares, "probabilistic_sharpe_ratio", "average_drawdown", "ulcer_index", "long_win_rate"):
            # The ulcer index divides by one less than the values.
            assert values[key] is None or 0 <= values[key] <= (2**0.5 if key == "ulcer_index" else 1)
        order = [values[key] for key in ("worst_day", "conditional_value_at_risk", "value_at_risk", "best_day")]
        assert None in order or order == sorted(order)
        assert values["average_drawdown"] is None or values["average_drawdown"] <= values["max_drawdown"] + 1e-12
        assert values["max_drawdown_days"] <= values["longest_drawdown_days"]
        assert values["winning_trades"] + values["losing_trades"] <= values["total_trades"]
        assert values["long_trades"] + values["short_trades"] == values["total_trades"]

    @given(accounts(values=CENTS))
    def test_has_five_falls_at_most_from_the_deepest_on(self, account):
        falls = worst_drawdowns(times=account.times, equity=account.equity, initial=account.initial_cash)

        depths = [fall.depth for fall in falls]
        assert len(depths) <= 5
        assert depths == sorted(depths, reverse=True)
        assert all(fall.start_date <= fall.valley_date for fall in falls)


class TestScaling:
    @given(st.lists(CENTS, min_size=25, max_size=60), trades(CENTS), st.sampled_from([0.5, 4.0, 1024.0]))
    def test_money_scales_money_and_nothing_else(self, equity, closed, factor):
        # Powers of two: scaling is exact, so what differs is the formula, not rounding.
        benchmark = account_of(equity[::-1])
        account = account_of(equity, trades=closed, gross=[50.0] * len(equity), fills=[fill_of(price=7, commission=1)])

        before, after = (
            compute(one, periods_per_year=252, benchmark=benchmark) for one in (account, scaled(account, factor))
        )

        for key, value in before.items():
            if value is None or isinstance(value, str):
                assert after[key] == value, key
            else:
                assert after[key] == pytest.approx(value * factor if key in IN_MONEY else value, rel=1e-6, abs=1e-9), (
                    key
                )


def scaled(account: Account, factor: float) -> Account:
    """Return the account in another currency."""
    series = {name: getattr(account, name) * factor for name in ("equity", "cash", "position_value", "gross_value")}
    return replace(
        account,
        **series,
        initial_cash=account.initial_cash * factor,
        trades=tuple(replace(one, pnl_net=one.pnl_net * factor) for one in account.trades),
        fills=tuple(
            replace(one, price=one.price * factor, commission=one.commission * factor) for one in account.fills
        ),
    )
