"""Waiting orders: those no bar reaches are not looked at, and everybody is told what stock Backtrader tells."""

import time

import backtrader as bt
import pytest
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st

from engine.simulation.waiting import WaitingOrders
from engine.tests.differential import PERCENT, assert_same, candidate, make_bars, run_ours, run_stock

KINDS = (
    "exectype=bt.Order.Limit, price={d}.close[0] * {p}",
    "exectype=bt.Order.Stop, price={d}.close[0] * {p}",
    "exectype=bt.Order.StopLimit, price={d}.close[0] * {p}, plimit={d}.close[0] * {q}",
    "exectype=bt.Order.StopTrail, trailpercent=abs({p} - 1) + 0.001",
    "exectype=bt.Order.StopTrailLimit, price={d}.close[0], plimit={d}.close[0] * {q}, trailamount=3.0",
)
ENDS = ("", ", valid=datetime.timedelta(days={n})", ", valid=0", ", oco=self.held[-1] if self.held else None")


@st.composite
def crowds(draw):
    """Draw a strategy that sends several orders a bar, most of which wait for long, and calls some off."""
    lines = ["if any(len(d) < 2 for d in self.datas): return"]
    for _ in range(draw(st.integers(2, 5))):
        words = {
            "d": f"self.datas[{draw(st.integers(0, 1))}]",
            "p": draw(st.sampled_from([0.8, 0.9, 0.97, 0.99, 1.0, 1.01, 1.04, 1.1, 1.3])),
            "q": draw(st.sampled_from([0.95, 0.99, 1.0, 1.01, 1.05])),
            "n": draw(st.integers(1, 30)),
        }
        words["rest"] = (draw(st.sampled_from(KINDS)) + draw(st.sampled_from(ENDS))).format(**words)
        side = draw(st.sampled_from(["buy", "sell"]))
        sent = "self.held.append(self.{side}({d}, size=1, {rest}))"
        bracket = (
            "self.held += self.{side}_bracket(data={d}, size=1, price={d}.close[0] * {p}, "
            "limitprice={d}.close[0] * (1 + {w}), stopprice={d}.close[0] * (1 - {w}))"
        )
        action = draw(st.sampled_from([sent, sent, sent, bracket]))
        w = draw(st.sampled_from([0.01, 0.05, -0.05]))
        lines.append(f"if len(self) % {draw(st.integers(1, 4))} == 0: " + action.format(side=side, w=w, **words))
    lines.append(f"if len(self) % 5 == 0 and len(self.held) > {draw(st.integers(2, 30))}:")
    lines.append(f"    self.cancel(self.held.pop({draw(st.sampled_from([0, -1, 2]))}))")
    feeds = [make_bars(90, seed=draw(st.integers(0, 999)))]
    feeds.append(make_bars(90, seed=7, symbol="BBB", step=draw(st.sampled_from([1, 1, 2]))))
    return candidate("self.held = []", "\n".join(lines)), feeds


class TestCrowds:
    @pytest.mark.parametrize("batch", range(4))
    def test_are_told_what_stock_backtrader_tells_them(self, batch):
        @seed(batch)
        @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(crowd=crowds())
        def agree(crowd):
            source, feeds = crowd
            note(source)
            expected = run_stock(source, feeds, sizing=PERCENT, cash=1e6, waits=True)
            _, seen = run_ours(source, feeds, sizing=PERCENT, cash=1e6)

            assert repr(seen) == repr(expected)

        agree()

    def test_wait_inactive_until_their_parent_is_filled(self):
        source = candidate(
            "pass",
            "close = self.data.close[0]\n"
            "if len(self) % 20 == 1: self.buy_bracket(size=1, price=close * 0.98, limitprice=close, stopprice=1.0)",
        )

        log = assert_same(source, [make_bars()])

        assert len(log.fills) > 20

    def test_cost_no_more_on_more_bars(self):
        source = candidate(
            "pass",
            "for _ in range(4_000 * (len(self) == 1)):\n"
            "    self.buy(size=1, exectype=bt.Order.Limit, price=self.data.close[0] * 0.01)\n"
            "    self.sell(size=1, exectype=bt.Order.Limit, price=self.data.close[0] * 100)",
        )

        start = time.process_time()
        log, _ = run_ours(source, [make_bars(1_500)], sizing=PERCENT, cash=1e9)

        assert (len(log.placed), log.fills) == (8_000, [])
        # Trying every order on every bar took minutes.
        assert time.process_time() - start < 20


class Feed:
    """A bar of a feed, as the queue reads it."""

    def __init__(self, *, low, high, day=1.0, number=1):
        self._id = number
        self.low, self.high, self.datetime = [low], [high], [day]


class Waiting:
    """An order, as far as the queue looks at it."""

    def __init__(self, ref, kind, price=0.0, *, buys=True, valid=None, limit=0.0, triggered=False, filled=0):
        self.ref, self.exectype, self.valid, self.triggered = ref, kind, valid, triggered
        self.data, self._buys, self.is_active = Feed(low=0, high=0), buys, True
        self.created = type("Created", (), {"price": price, "pricelimit": limit})
        self.executed = type("Executed", (), {"size": filled})

    def isbuy(self):
        return self._buys

    def active(self):
        return self.is_active


def queue(*orders):
    waiting = WaitingOrders()
    # A single order is always looked at: with one of another symbol there are two.
    other = Waiting(99, bt.Order.Market)
    other.data = Feed(low=0, high=0, number=2)
    for order in (*orders, other):
        waiting.append(order)
    # The first look, which everyone gets.
    for place in waiting.due([]):
        waiting.put_back(place, waiting.take(place))
    return waiting


class TestWaitingOrders:
    @pytest.mark.parametrize(
        ("order", "reaching", "missing"),
        [
            (Waiting(1, bt.Order.Limit, 90.0), (90.0, 95.0), (90.1, 95.0)),
            (Waiting(1, bt.Order.Limit, 110.0, buys=False), (105.0, 110.0), (105.0, 109.9)),
            (Waiting(1, bt.Order.Stop, 110.0), (105.0, 110.0), (105.0, 109.9)),
            (Waiting(1, bt.Order.Stop, 90.0, buys=False), (90.0, 95.0), (90.1, 95.0)),
            (Waiting(1, bt.Order.StopLimit, 110.0, limit=80.0), (105.0, 110.0), (81.0, 109.9)),
            (Waiting(1, bt.Order.StopLimit, 110.0, limit=80.0, triggered=True), (80.0, 85.0), (81.0, 110.0)),
        ],
    )
    def test_are_due_when_a_bar_reaches_their_price(self, order, reaching, missing):
        waiting = queue(order)

        assert waiting.due([Feed(low=missing[0], high=missing[1])]) == []
        assert waiting.due([Feed(low=reaching[0], high=reaching[1])]) == [0]

    @pytest.mark.parametrize(
        "order",
        [
            Waiting(1, bt.Order.Market),
            Waiting(1, bt.Order.Close),
            Waiting(1, bt.Order.StopTrail, 1.0),
            Waiting(1, bt.Order.Limit, 1.0, filled=5),
            Waiting(1, bt.Order.Stop, 1e9, triggered=True),
        ],
    )
    def test_are_due_on_every_bar_where_no_price_is_waited_for(self, order):
        waiting = queue(order)

        for _ in range(3):
            assert waiting.due([Feed(low=100, high=101)]) == [0]

    def test_are_due_when_their_time_is_over(self):
        waiting = queue(Waiting(1, bt.Order.Limit, 1.0, valid=5.0), Waiting(2, bt.Order.Limit, 1.0, valid=9.0))

        assert waiting.due([Feed(low=100, high=101, day=4.0)]) == []
        assert waiting.due([Feed(low=100, high=101, day=6.0)]) == [0]

    def test_are_due_again_when_they_were_put_back(self):
        waiting = queue(Waiting(1, bt.Order.StopLimit, 110.0, limit=80.0))
        [place] = waiting.due([Feed(low=105, high=111)])
        order = waiting.take(place)
        order.triggered = True
        waiting.put_back(place, order)

        assert waiting.due([Feed(low=81, high=120)]) == []
        assert waiting.due([Feed(low=79, high=85)]) == [0]

    def test_are_looked_for_only_once_they_are_active(self):
        child = Waiting(1, bt.Order.Limit, 90.0)
        child.is_active = False
        waiting = queue(child)

        assert waiting.due([Feed(low=80, high=95)]) == []
        child.is_active = True
        waiting.wake(child)
        assert waiting.due([Feed(low=80, high=95)]) == [0]

    def test_are_never_due_once_taken(self):
        order = Waiting(1, bt.Order.Limit, 90.0)
        waiting = queue(order)
        waiting.remove(order)

        assert waiting.due([Feed(low=80, high=95)]) == []
        with pytest.raises(ValueError, match="not waiting"):
            waiting.remove(order)
