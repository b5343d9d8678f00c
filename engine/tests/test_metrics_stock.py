"""Stock Backtrader's analyzers as the oracle, wherever their definition is ours: equal to 1e-9."""

import math
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

import backtrader as bt
import numpy as np
import pytest

from engine.bars import Bars
from engine.ledger.account import Account
from engine.metrics import analyzers
from engine.metrics.compute import compute
from engine.spec import Sizing, Spec
from engine.tests.ledger_cases import random_bars
from engine.tests.test_ledger_random_trader import SOURCE as RANDOM_TRADER
from engine.tests.test_stock_agreement import TEMPLATES, bars_of, frame, make_spec, ours, strategy_class

ANALYZERS = {
    "falls": (bt.analyzers.DrawDown, {}),
    "trades": (bt.analyzers.TradeAnalyzer, {}),
    "quality": (bt.analyzers.SQN, {}),
    "fills": (bt.analyzers.Transactions, {}),
    "leverage": (bt.analyzers.GrossLeverage, {}),
    "positions": (bt.analyzers.PositionsValue, {}),
    "months": (bt.analyzers.TimeReturn, {"timeframe": bt.TimeFrame.Months}),
    "years": (bt.analyzers.TimeReturn, {"timeframe": bt.TimeFrame.Years}),
    "annual": (bt.analyzers.AnnualReturn, {}),
    "returns": (bt.analyzers.Returns, {}),
    "periods": (bt.analyzers.PeriodStats, {"timeframe": bt.TimeFrame.Years}),
    "sharpe": (bt.analyzers.SharpeRatio, {}),
    "sharpe_a": (bt.analyzers.SharpeRatio_A, {}),
    "sharpe_days": (
        bt.analyzers.SharpeRatio,
        {"timeframe": bt.TimeFrame.Days, "annualize": True, "riskfreerate": 0.02, "stddev_sample": True},
    ),
    "sharpe_months": (bt.analyzers.SharpeRatio_A, {"timeframe": bt.TimeFrame.Months}),
    "period_falls": (bt.analyzers.TimeDrawDown, {"timeframe": bt.TimeFrame.Months}),
    "weekly_falls": (bt.analyzers.TimeDrawDown, {"timeframe": bt.TimeFrame.Weeks}),
    "vwr": (bt.analyzers.VWR, {}),
    "vwr_months": (bt.analyzers.VWR, {"timeframe": bt.TimeFrame.Months}),
    "calmar": (bt.analyzers.Calmar, {}),
    "log": (bt.analyzers.LogReturnsRolling, {}),
    "log_months": (bt.analyzers.LogReturnsRolling, {"timeframe": bt.TimeFrame.Months, "compression": 3}),
    "month_periods": (bt.analyzers.PeriodStats, {"timeframe": bt.TimeFrame.Months}),
    "days": (bt.analyzers.TimeReturn, {"timeframe": bt.TimeFrame.Days}),
    "month_returns": (bt.analyzers.Returns, {"timeframe": bt.TimeFrame.Months}),
}
CASES = [*(path.stem for path in TEMPLATES), "random"]


def analysed(spec: Spec, feeds: Sequence[Bars]) -> dict[str, Any]:
    """Return what stock Backtrader's own analyzers say of a strategy."""
    # AnnualReturn reads the observers.
    cerebro = bt.Cerebro()
    for bars in feeds:
        cerebro.adddata(bt.feeds.PandasData(dataname=frame(bars)), name=bars.symbol)
    cerebro.broker.setcash(spec.cash)
    cerebro.broker.setcommission(commission=spec.costs.commission_rate)
    cerebro.broker.set_slippage_perc(spec.costs.slippage_rate)
    cerebro.addsizer(bt.sizers.PercentSizerInt, percents=spec.sizing.amount * 100)
    cerebro.addstrategy(strategy_class(spec.source))
    for name, (kind, settings) in ANALYZERS.items():
        cerebro.addanalyzer(kind, _name=name, **settings)
    strategy = cerebro.run()[0]
    return {name: getattr(strategy.analyzers, name).get_analysis() for name in ANALYZERS}


@cache
def case(name: str) -> tuple[Account, dict[str, Any], dict[str, Any]]:
    """Return an account, its metrics, and what stock Backtrader says of the same run."""
    is_random = name == "random"
    source = RANDOM_TRADER if is_random else next(path for path in TEMPLATES if path.stem == name).read_text()
    bars = random_bars(3, 600, symbol="IBM") if is_random else bars_of("IBM")
    spec = make_spec(source, ["IBM"], sizing=Sizing(kind="percent", amount=0.95), cash=1_000_000.0, seed=3)
    random.seed(3)
    expected = analysed(spec, [bars])
    account = ours(spec, [bars])
    return account, compute(account, periods_per_year=252), expected


def same(value: float | None, expected: float) -> None:
    assert value == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", CASES)
class TestAgainstStockAnalyzers:
    def test_drawdown(self, name):
        _, values, expected = case(name)

        deepest = expected["falls"]["max"]
        same(values["max_drawdown"], deepest["drawdown"] / 100)
        same(values["max_drawdown_money"], deepest["moneydown"])
        assert values["longest_drawdown_bars"] == deepest["len"]

    def test_trades(self, name):
        account, values, expected = case(name)

        trades = expected["trades"]
        assert values["open_trades"] == trades["total"].get("open", 0)
        assert values["total_trades"] == trades["total"].get("closed", 0)
        if not values["total_trades"]:
            assert not [one for one in account.trades if not one.is_open]
            return
        # Backtrader counts a trade that made nothing as won; none of these did.
        for ours_key, side in (("winning_trades", "won"), ("losing_trades", "lost")):
            assert values[ours_key] == trades[side]["total"]
        for side, average, longest in (
            ("won", "average_win", "max_consecutive_wins"), ("lost", "average_loss", "max_consecutive_losses")
        ):  # fmt: skip
            same(values[average] or 0.0, trades[side]["pnl"]["average"])
            assert values[longest] == trades["streak"][side]["longest"]
        same(values["expectancy"], trades["pnl"]["net"]["average"])
        same(values["average_bars"], trades["len"]["average"])
        for side in ("long", "short"):
            assert values[f"{side}_trades"] == trades[side]["total"]
            same(values[f"{side}_profit"] or 0.0, trades[side]["pnl"]["total"])

    def test_system_quality_number_but_for_its_deviation(self, name):
        _, values, expected = case(name)

        count = values["total_trades"]
        if count < 2:
            assert values["system_quality_number"] is None
        else:
            # Backtrader divides by the population's deviation, we by the sample's.
            same(values["system_quality_number"], expected["quality"]["sqn"] * math.sqrt((count - 1) / count))

    def test_fills(self, name):
        account, values, expected = case(name)

        # Backtrader nets the fills of a bar.
        ours_net: dict[Any, float] = defaultdict(float)
        for fill in account.fills:
            ours_net[fill.at] += fill.size if fill.side == "buy" else -fill.size
        stock = {at: sum(one[0] for one in fills) for at, fills in expected["fills"].items()}
        assert {at: net for at, net in ours_net.items() if net} == {at: net for at, net in stock.items() if net}
        if len(ours_net) == len(account.fills):
            traded = sum(abs(one[0]) * one[1] for fills in expected["fills"].values() for one in fills)
            days = (account.times[-1] - account.times[0]).astype("timedelta64[D]").astype(int)
            same(values["turnover"], traded / 2 / account.equity.mean() / (days / 365.25))

    def test_positions_and_leverage(self, name):
        account, values, expected = case(name)

        held = np.array([sum(one) for one in expected["positions"].values()])
        assert account.position_value[-len(held) :] == pytest.approx(held, rel=1e-9, abs=1e-6)
        # Backtrader takes shorts off, we add them up: its figure is signed.
        levers = np.abs(list(expected["leverage"].values()))
        same(values["max_leverage"], levers.max())
        same(values["average_leverage"], levers.sum() / len(account.times))

    def test_months_and_years(self, name):
        _, values, expected = case(name)

        for period in ("month", "year"):
            returns = np.array(list(expected[f"{period}s"].values()))
            same(values[f"best_{period}"], returns.max())
            same(values[f"worst_{period}"], returns.min())
        same(values["best_year"], max(expected["annual"].values()))
        same(values["best_year"], expected["periods"]["best"])
        same(values["worst_year"], expected["periods"]["worst"])
        same(values["total_return"], math.expm1(expected["returns"]["rtot"]))


def series(values: Sequence[float | None]) -> list[float]:
    return [math.nan if value is None else value for value in values]


def flat(nested: Any, name: str = "") -> dict[str, float]:
    """Return nested figures under dotted names, without the lengths Backtrader has no trade for."""
    if not isinstance(nested, dict):
        return {} if nested == sys.maxsize else {name: nested}
    return {key: one for part, inner in nested.items() for key, one in flat(inner, f"{name}.{part}").items()}


@pytest.mark.parametrize("name", CASES)
class TestAnalyzers:
    def test_sharpe_ratio_in_every_time_frame(self, name):
        account, _, expected = case(name)

        same(analyzers.sharpe_ratio(account), expected["sharpe"]["sharperatio"])
        same(analyzers.sharpe_ratio(account, is_annualised=True), expected["sharpe_a"]["sharperatio"])
        daily = analyzers.sharpe_ratio(account, "D", rate=0.02, is_annualised=True, is_sample=True)
        same(daily, expected["sharpe_days"]["sharperatio"])
        same(analyzers.sharpe_ratio(account, "M", is_annualised=True), expected["sharpe_months"]["sharperatio"])

    def test_falls(self, name):
        account, _, expected = case(name)

        ours, stock = analyzers.draw_down(account), expected["falls"]
        for mine, theirs in (
            (ours.length, stock["len"]), (ours.drawdown, stock["drawdown"]), (ours.moneydown, stock["moneydown"]),
            (ours.max_length, stock["max"]["len"]), (ours.max_drawdown, stock["max"]["drawdown"]),
            (ours.max_moneydown, stock["max"]["moneydown"]),
        ):  # fmt: skip
            assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-6)
        for unit, key in (("M", "period_falls"), ("W", "weekly_falls")):
            deepest, longest = analyzers.time_draw_down(account, unit)
            same(deepest, expected[key]["maxdrawdown"])
            assert longest == expected[key]["maxdrawdownperiod"]

    def test_calmar_month_by_month(self, name):
        account, _, expected = case(name)

        ours = series(analyzers.calmar(account))

        assert ours == pytest.approx(list(expected["calmar"].values()), rel=1e-9, abs=1e-12, nan_ok=True)
        # The random walk is too short for it, the templates' prices are not.
        assert math.isnan(ours[-1]) == (name == "random")

    def test_variability_weighted_return(self, name):
        account, _, expected = case(name)

        same(analyzers.vwr(account), expected["vwr"]["vwr"])
        same(analyzers.vwr(account, "M"), expected["vwr_months"]["vwr"])

    def test_logarithmic_returns(self, name):
        account, _, expected = case(name)

        days, months = analyzers.log_returns_rolling(account), analyzers.log_returns_rolling(account, "M", count=3)

        assert series(days) == pytest.approx(list(expected["log"].values()), rel=1e-9, abs=1e-12)
        assert series(months) == pytest.approx(list(expected["log_months"].values()), rel=1e-9, abs=1e-12, nan_ok=True)
        for unit, key in (("D", "returns"), ("M", "month_returns")):
            figures = analyzers.returns(account, unit)
            for field in ("rtot", "ravg", "rnorm"):
                same(getattr(figures, field), expected[key][field])

    def test_returns_of_periods(self, name):
        account, _, expected = case(name)

        for unit, key in (("D", "days"), ("M", "months"), ("Y", "years")):
            assert analyzers.time_return(account, unit).tolist() == pytest.approx(
                list(expected[key].values()), rel=1e-9, abs=1e-12
            )
        assert analyzers.annual_return(account).tolist() == pytest.approx(list(expected["annual"].values()), rel=1e-9)
        for unit, key in (("Y", "periods"), ("M", "month_periods")):
            assert asdict(analyzers.period_stats(account, unit)) == pytest.approx(dict(expected[key]), rel=1e-9)

    def test_transactions(self, name):
        account, _, expected = case(name)

        ours = analyzers.transactions(account)

        assert list(ours) == list(expected["fills"])
        for at, rows in expected["fills"].items():
            stock = [(size, price, symbol, cash) for size, price, _, symbol, cash in rows]
            assert [row[2] for row in ours[at]] == [row[2] for row in stock]
            for mine, theirs in zip(ours[at], stock, strict=True):
                assert (mine[0], mine[1], mine[3]) == pytest.approx((theirs[0], theirs[1], theirs[3]), rel=1e-9)

    def test_leverage_and_positions(self, name):
        account, _, expected = case(name)

        # Backtrader's begin with the strategy's first bar.
        levers, held = list(expected["leverage"].values()), [sum(one) for one in expected["positions"].values()]
        bars = [random_bars(3, 600, symbol="IBM") if name == "random" else bars_of("IBM")]

        assert series(analyzers.gross_leverage(account))[-len(levers) :] == pytest.approx(levers, rel=1e-9, abs=1e-9)
        ours = analyzers.positions_value(account, bars)[:, 0][-len(held) :]
        assert ours == pytest.approx(np.array(held), rel=1e-9, abs=1e-6)

    def test_quality_and_trades(self, name):
        account, _, expected = case(name)

        same(analyzers.sqn(account), expected["quality"]["sqn"])
        ours, stock = flat(analyzers.trade_analyzer(account)), flat(expected["trades"])
        if not expected["trades"]["total"].get("open"):
            # Backtrader knows of no open trades before there was one.
            ours.pop(".total.open", None), stock.pop(".total.open", None)
        assert ours == pytest.approx(stock, rel=1e-9, abs=1e-6)
