"""Sums that must come out for every account, worked out here from its fills and the prices alone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bars import Bars
from engine.events import LogLine, Progress
from engine.ledger.account import Account
from engine.ledger.audit import audit
from engine.ledger.benchmark import buy_and_hold
from engine.metrics.compute import compute
from engine.metrics.symbols import earned_by_cash, symbol_results
from engine.simulation.run import simulate
from engine.spec import Costs, Spec
from engine.tests.ledger_cases import random_bars
from engine.tests.test_ledger_random_trader import SOURCE, gappy

CENT = 0.01
HOLDER = """
import backtrader as bt


class Holder(bt.Strategy):
    def __init__(self):
        self.sizes = SIZES

    def prenext(self):
        self.next()

    def next(self):
        for data in self.datas:
            if len(data) and data._name in self.sizes:
                # Tried at a cent: the benchmark is judged at the price it pays, not at the close before it.
                self.buy(data, size=self.sizes.pop(data._name), price=0.01)
"""


def one_of(*values: float | None) -> st.SearchStrategy[float | None]:
    return st.sampled_from(values)


COSTS = st.builds(
    Costs,
    commission_rate=one_of(0.0, 0.001, 0.02),
    commission_per_share=one_of(0.0, 0.005, 1.0),
    commission_per_trade=one_of(0.0, 1.0),
    commission_minimum=one_of(0.0, 5.0),
    commission_maximum_rate=one_of(None, 0.01),
    us_fees=st.booleans(),
    slippage_rate=one_of(0.0, 0.0005, 0.01),
    slippage_ticks=one_of(0.0, 3.0),
    slippage_volume=one_of(0.0, 0.1),
    impact=one_of(0.0, 1.0),
    borrow_rate=one_of(0.0, 0.05, 1.0),
    cash_rate=one_of(0.0, 0.02, 0.5),
)


@st.composite
def markets(draw: st.DrawFn) -> list[Bars]:
    """Draw the bars of a few symbols, with gaps where there are several."""
    seed, count = draw(st.integers(0, 10_000)), draw(st.integers(1, 3))
    feeds = [random_bars(seed + at, 60, symbol=f"S{at}") for at in range(count)]
    volume = np.random.default_rng(seed).integers(10, 2_000, 60).astype(np.float64)
    feeds = [replace(bars, volume=volume) for bars in feeds]
    return feeds if count == 1 else [gappy(bars, seed + at) for at, bars in enumerate(feeds)]


def account_of(spec: Spec, feeds: Sequence[Bars]) -> Account:
    def ignore(event: Progress | LogLine) -> None:
        del event

    return audit(spec, feeds, simulate(spec, feeds, report=ignore))


@st.composite
def runs(draw: st.DrawFn) -> tuple[Spec, list[Bars]]:
    """Draw a trader at random, by terms at random."""
    feeds = draw(markets())
    spec = Spec(
        source=SOURCE,
        symbols=tuple(bars.symbol for bars in feeds),
        cash=draw(st.sampled_from([5_000.0, 100_000.0])),
        costs=replace(draw(COSTS), volume_cap=draw(one_of(None, 0.01, 0.5))),
        leverage=draw(one_of(None, 1.0, 3.0)),
        seed=draw(st.integers(0, 10_000)),
    )
    return spec, feeds


def live(account: Account) -> slice:
    """Return the bars up to ruin, or all."""
    return slice(None if account.ruined_bar is None else account.ruined_bar + 1)


def owing(account: Account) -> float:
    """Return what cash owed cost: the part of the borrow cost that is no trade's."""
    return account.borrow_cost - sum(trade.borrow_cost for trade in account.trades)


class TestEveryAccount:
    @settings(max_examples=40)
    @given(runs())
    def test_adds_up(self, run):
        spec, feeds = run

        account = account_of(spec, feeds)

        check_result(account)
        check_costs(account)
        check_symbols(account, feeds)
        check_cash(account)
        check_positions(account, feeds)


def check_result(account: Account) -> None:
    """Check that what came in is the trades' results and interest, less what cash owed cost."""
    earned = sum(trade.pnl_net for trade in account.trades) + account.interest - owing(account)

    assert account.equity[-1] == pytest.approx(account.initial_cash + earned, abs=CENT)
    assert owing(account) > -CENT


def check_costs(account: Account) -> None:
    """Check that every figure of the costs is the sum over the fills, and over the trades."""
    metrics = compute(account, periods_per_year=252)

    names = {"commission": "commission", "fees": "fees", "slippage_cost": "slippage", "impact_cost": "impact"}
    for name, figure in names.items():
        paid = sum(getattr(fill, name) for fill in account.fills)
        assert metrics[f"{figure}_paid"] == pytest.approx(paid)
        assert sum(getattr(trade, name) for trade in account.trades) == pytest.approx(paid)
    assert metrics["costs_paid"] == pytest.approx(sum(metrics[f"{name}_paid"] for name in (*names.values(), "borrow")))
    assert (metrics["borrow_paid"], metrics["interest_earned"]) == (account.borrow_cost, account.interest)


def check_symbols(account: Account, feeds: Sequence[Bars]) -> None:
    """Check that the results of the symbols are the account's, the cash's own apart."""
    results = symbol_results(account, feeds)

    profit = account.equity[-1] - account.initial_cash
    by_cash = account.interest - owing(account)
    assert sum(one.profit for one in results) + by_cash == pytest.approx(profit, abs=CENT)
    assert earned_by_cash(account, results) == pytest.approx(by_cash, abs=2 * CENT)
    assert sum(one.trades + one.open_trades for one in results) == len(account.trades)
    assert sum(one.costs for one in results) + owing(account) == pytest.approx(
        compute(account, periods_per_year=252)["costs_paid"]
    )


def check_cash(account: Account) -> None:
    """Check that cash moves by what the fills paid, and else only by interest and borrow cost."""
    flows = np.zeros(len(account.times))
    for fill in account.fills:
        units = fill.size if fill.side == "buy" else -fill.size
        flows[fill.bar] -= units * fill.price + fill.commission + fill.fees
    carried = account.cash - account.initial_cash - np.cumsum(flows)
    if account.borrow_cost == account.interest == 0:
        assert carried[live(account)] == pytest.approx(0, abs=CENT)

    assert carried[live(account)][-1] == pytest.approx(account.interest - account.borrow_cost, abs=CENT)


def check_positions(account: Account, feeds: Sequence[Bars]) -> None:
    """Check that equity is cash and what the fills left, each symbol at its last close."""
    worth, gross = np.zeros(len(account.times)), np.zeros(len(account.times))
    for bars in feeds:
        moves = np.zeros(len(account.times))
        for fill in account.fills:
            if fill.symbol == bars.symbol:
                moves[fill.bar] += fill.size if fill.side == "buy" else -fill.size
        last = np.searchsorted(bars.times, account.times, side="right") - 1
        held = np.cumsum(moves) * bars.close[last]
        worth, gross = worth + held, gross + np.abs(held)

    assert account.position_value[live(account)] == pytest.approx(worth[live(account)], abs=CENT)
    assert account.gross_value[live(account)] == pytest.approx(gross[live(account)], abs=CENT)
    assert np.array_equal(account.equity, account.cash + account.position_value)
    if account.ruined_bar is not None:
        assert set(account.equity[account.ruined_bar :]) == {account.equity[account.ruined_bar]}
        assert not account.position_value[account.ruined_bar + 1 :].any()


class TestBuyAndHold:
    @settings(max_examples=20)
    @given(markets(), COSTS)
    def test_is_the_account_of_a_strategy_that_sends_its_orders(self, feeds, costs):
        # With leverage the last bit of a price decides nothing.
        spec = Spec(source="", symbols=tuple(bars.symbol for bars in feeds), costs=costs, leverage=2.0)
        held = buy_and_hold(spec, feeds)
        sizes = {fill.symbol: fill.size for fill in held.fills}

        account = account_of(replace(spec, source=HOLDER.replace("SIZES", repr(sizes))), feeds)

        assert account.equity == pytest.approx(held.equity, rel=1e-12)
        assert [replace(fill, order=0) for fill in account.fills] == [replace(fill, order=0) for fill in held.fills]
        assert sizes
