"""Orders kept back with transmit=False whose children come some bars later: as stock Backtrader has them."""

import random
from typing import Final

import pytest

from engine.tests.ledger_cases import random_bars
from engine.tests.test_stock_agreement import HEADER, check_agreement, make_spec, ours

PROGRAMS_IN_A_BATCH: Final = 30
KINDS: Final = ("Market", "Limit", "Stop")
FACTORS: Final = (0.98, 0.99, 1.0, 1.01, 1.02)
TWO_ORDERS = """
    def next(self):
        if len(self) == 3:
            self.parent = self.buy(size=1, transmit=False)
        elif len(self) == 7:
            self.sell(size=1, exectype=bt.Order.Stop, price=self.data.close[0] * 0.99, parent=self.parent)
"""
TOO_LATE = """
    def next(self):
        if len(self) == 3:
            self.parent = self.buy(size=1)
        elif len(self) == 7:
            self.sell(size=1, parent=self.parent)
"""
CALLED_OFF_AT_ONCE = """
    def next(self):
        if len(self) == 3:
            self.parent = self.buy(size=1, exectype=bt.Order.Limit, price=1.0)
        elif len(self) == 7:
            self.sell(size=1, parent=self.parent)
            self.cancel(self.parent)
"""


def terms(draw: random.Random) -> str:
    """Return the size and the price of an order."""
    kind = draw.choice(KINDS)
    price = "" if kind == "Market" else f", price=self.data.close[0] * {draw.choice(FACTORS)}"
    return f"size={draw.randint(1, 20)}, exectype=bt.Order.{kind}{price}"


def program(seed: int, *, sends_parent: float, sends_early: float) -> str:
    """Return a program of brackets sent order by order, some of them kept back until a later one."""
    draw = random.Random(seed)
    entry, leave = draw.sample(["buy", "sell"], 2)
    steps = sorted(draw.randint(0, 9) for _ in range(draw.randint(1, 3)))
    sent = [draw.random() < sends_early for _ in steps[1:]] + [draw.random() < 0.9]
    lines = [
        f"step = len(self) % {draw.randint(12, 25)}",
        f"if step == 0: self.parent = self.{entry}({terms(draw)}, transmit={draw.random() < sends_parent})",
        "if not self.parent: return",
    ]
    for step, is_sent in zip(steps, sent, strict=True):
        lines.append(f"if step == {step}: self.{leave}({terms(draw)}, parent=self.parent, transmit={is_sent})")
    if draw.random() < 0.3:
        lines.append(f"if step == {draw.randint(1, 11)}: self.cancel(self.parent)")
    lines.append("if step == 11: self.close()")
    return f"{HEADER}    parent = None\n\n    def next(self):\n" + "".join(f"        {line}\n" for line in lines)


def case(source: str, seed: int = 1):
    """Return a spec and prices for a program."""
    cash = random.Random(seed).choice([1_500.0, 100_000.0])
    return make_spec(source, ["S0"], cash=cash), [random_bars(seed, 120, symbol="S0")]


class TestOrderKeptBack:
    def test_is_in_the_market_since_its_child_was_sent(self):
        account = check_agreement(*case(HEADER + TWO_ORDERS))

        assert account.fills[0].bar == 7

    @pytest.mark.parametrize("batch", range(10))
    def test_agrees_with_stock_backtrader(self, batch):
        fills = 0
        for seed in range(batch * PROGRAMS_IN_A_BATCH, (batch + 1) * PROGRAMS_IN_A_BATCH):
            source = program(seed, sends_parent=0.0, sends_early=0.0)
            fills += len(check_agreement(*case(source, seed)).fills)

        assert fills > 5 * PROGRAMS_IN_A_BATCH

    @pytest.mark.parametrize("batch", range(10))
    def test_is_never_refused_however_often_it_is_sent(self, batch):
        # No oracle: stock sends the parent again with each child, counts its cost each time, and may break over it.
        for seed in range(batch * PROGRAMS_IN_A_BATCH, (batch + 1) * PROGRAMS_IN_A_BATCH):
            assert ours(*case(program(seed, sends_parent=0.0, sends_early=0.5), seed))


class TestChild:
    def test_sent_after_its_parent_was_filled_waits_for_ever(self):
        account = check_agreement(*case(HEADER + TOO_LATE))

        assert len(account.fills) == 1

    def test_is_turned_away_when_its_parent_is_called_off_as_it_is_sent(self):
        account = check_agreement(*case(HEADER + CALLED_OFF_AT_ONCE))

        assert {one.reason for one in account.unfilled} == {"cancelled", "rejected"}
