"""Borrow cost as stock Backtrader charges it, and as strategies see it on both paths."""

import random

import backtrader as bt
import pytest

from engine.spec import Costs
from engine.tests.differential_strategies import HEAD, candidate
from engine.tests.ledger_cases import random_bars
from engine.tests.test_ledger_random_trader import SOURCE as RANDOM_TRADER
from engine.tests.test_ledger_random_trader import gappy
from engine.tests.test_stock_agreement import HEADER, check_agreement, make_spec, ours

RATES = Costs(commission_rate=0.001, slippage_rate=0.0005, borrow_rate=0.08)
SHORTS = (
    HEADER
    + """
    def next(self):
        for at, data in enumerate(self.datas):
            step = (len(self) + at) % 9
            if step == 0: self.sell(data, size=40)
            elif step == 3: self.sell(data, size=20)
            elif step == 5: self.buy(data, size=25)
            elif step == 7: self.order_target_size(data, target=15)
"""
)


@pytest.fixture
def stock_charges(monkeypatch):
    """Let the stock oracle charge the same yearly rate."""
    charge = bt.brokers.BackBroker.setcommission

    def with_interest(self, **settings):
        charge(self, interest=RATES.borrow_rate, **settings)

    def choose(self, **settings):
        (with_interest if type(self) is bt.brokers.BackBroker else charge)(self, **settings)

    monkeypatch.setattr(bt.brokers.BackBroker, "setcommission", choose)


@pytest.mark.usefixtures("stock_charges")
class TestBorrowCost:
    @pytest.mark.parametrize("symbols", [1, 2])
    def test_agrees_with_stock_backtrader(self, symbols):
        feeds = [random_bars(at, 200, symbol=f"S{at}") for at in range(symbols)]

        account = check_agreement(make_spec(SHORTS, [bars.symbol for bars in feeds], costs=RATES), feeds)

        assert account.borrow_cost > 50
        assert account.borrow_cost == pytest.approx(sum(trade.borrow_cost for trade in account.trades))

    @pytest.mark.parametrize("seed", range(3))
    def test_of_random_orders_agrees_with_stock_backtrader(self, seed):
        bars = random_bars(seed, 250, symbol="S0")
        random.seed(seed)
        spec = make_spec(RANDOM_TRADER, ["S0"], cash=1_000_000.0, seed=seed, costs=RATES)

        assert check_agreement(spec, [bars]).borrow_cost > 0


class TestStrategies:
    @pytest.mark.parametrize("path", ["lean", "stock"])
    @pytest.mark.parametrize("leverage", [1.0, 3.0])
    def test_see_the_cash_and_the_value_of_the_ledger(self, path, leverage):
        timer = "" if path == "lean" else "    def notify_timer(self, *args, **kwargs): pass\n"
        init = "self.add_timer(when=bt.timer.SESSION_START)" if timer else "pass"
        following = (
            "print(self.broker.getcash(), self.broker.getvalue())\n"
            "if len(self) % 6 == 1: self.order_target_percent(target=0.7 * LEVERAGE)\n"
            "if len(self) % 6 == 4: self.order_target_percent(target=-0.7)"
        ).replace("LEVERAGE", str(leverage))
        source = candidate(init, following).replace(HEAD, HEAD) + timer
        costs = Costs(borrow_rate=0.1, cash_rate=0.05)
        bars = random_bars(4, 60)
        spec = make_spec(source, ["AAA"], costs=costs, leverage=leverage)
        seen = []

        account = ours_listening(spec, bars, seen)

        assert account.interest > 0
        assert account.borrow_cost > 0
        cash, value = zip(*seen, strict=True)
        assert account.cash == pytest.approx(list(cash), rel=1e-12)
        assert account.equity == pytest.approx(list(value), rel=1e-12)

    @pytest.mark.parametrize("seed", range(4))
    def test_over_symbols_with_gaps_are_believed(self, seed):
        feeds = [gappy(random_bars(seed * 10 + at, 200, symbol=f"S{at}"), seed * 10 + at) for at in range(3)]
        costs = Costs(borrow_rate=0.5, cash_rate=0.2)
        spec = make_spec(
            RANDOM_TRADER, [bars.symbol for bars in feeds], cash=8_000, seed=seed, leverage=2.0, costs=costs
        )

        account = ours(spec, feeds)

        assert account.borrow_cost > 0
        profit = sum(trade.pnl_net for trade in account.trades) + account.interest
        on_cash = account.borrow_cost - sum(trade.borrow_cost for trade in account.trades)
        assert account.equity[-1] - 8_000 == pytest.approx(profit - on_cash)


def ours_listening(spec, bars, seen):
    from engine.events import LogLine
    from engine.ledger.audit import audit
    from engine.simulation.run import simulate

    def listen(event):
        if isinstance(event, LogLine):
            seen.append(tuple(map(float, event.text.split())))

    return audit(spec, [bars], simulate(spec, [bars], report=listen))
