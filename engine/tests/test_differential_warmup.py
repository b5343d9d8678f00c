"""Warm-up bars: our engine tells a strategy what stock Backtrader tells one that does nothing before the start."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st

from engine.bars import Bars, warmup_instants
from engine.ledger.audit import audit
from engine.simulation.obstacles import DIFFERENT_DATES
from engine.spec import Spec
from engine.tests.differential import FIXED, HEAD, PERCENT, candidate, make_bars, run_ours, run_stock
from engine.tests.differential_programs import Program, programs
from engine.tests.differential_strategies import ENTER_AND_LEAVE

BATCHES = 4
PROGRAMS_A_BATCH = 15

# A strategy of the unchanged library that sleeps through its first bars.
SLEEPER = """

class Sleeper(Candidate):
    has_begun = False

    def prenext(self):
        if len(self) > {skipped}:
            super().prenext()

    def nextstart(self):
        if len(self) > {skipped}:
            self.has_begun = True
            super().nextstart()

    def next(self):
        if len(self) > {skipped}:
            first, self.has_begun = not self.has_begun, True
            super().nextstart() if first else super().next()

    def notify_cashvalue(self, cash, value):
        if len(self) > {skipped}:
            super().notify_cashvalue(cash, value)

    def notify_timer(self, *args, **kwargs):
        # The strategy itself has not moved to this bar yet.
        if len(self.data) > {skipped}:
            super().notify_timer(*args, **kwargs)

Candidate = Sleeper
"""
SHOW_CALLS = (
    "    def prenext(self):\n        self.seen.append(('prenext', len(self), self.broker.getvalue()))\n"
    "    def nextstart(self):\n        self.seen.append(('nextstart', len(self)))\n        self.next()\n"
    "    def notify_cashvalue(self, cash, value):\n        self.seen.append((len(self), cash, value))\n"
)


def since(feeds: list[Bars], start: np.datetime64) -> list[Bars]:
    """Return the feeds with all bars before an instant as warm-up."""
    return [replace(feed, warmup=int((feed.times < start).sum())) for feed in feeds]


def check(source: str, feeds: list[Bars], *, sizing=PERCENT, cash=100_000.0) -> str:
    """Compare our run over the feeds with stock's over all their bars, and return the path ours took."""
    skipped = warmup_instants(feeds)

    log, seen = run_ours(source, feeds, sizing=sizing, cash=cash)
    expected = run_stock(
        source + SLEEPER.format(skipped=skipped),
        feeds,
        sizing=sizing,
        cash=cash,
        bar_by_bar=log.path_reason == DIFFERENT_DATES,
        waits=True,
    )

    assert repr(seen) == repr(expected)
    symbols = tuple(feed.symbol for feed in feeds)
    # By the rules the run had: Backtrader's own, which lets shorts be of any size.
    spec = Spec(source="", symbols=symbols, sizing=sizing, cash=cash, cash_reserve=0.0, leverage=None)
    account = audit(spec, feeds, log)
    if account.ruined_bar is None:
        assert account.equity[-1] == pytest.approx(expected[-1][0], rel=1e-9)
    return log.engine_path


@st.composite
def cut_programs(draw: st.DrawFn) -> Program:
    program = draw(programs())
    latest = min(feed.times[-1] for feed in program.feeds)
    start = np.datetime64("2015-01-01", "us") + np.timedelta64(draw(st.integers(0, 60)), "D")
    return replace(program, feeds=since(program.feeds, min(start, latest)))


class TestGeneratedStrategies:
    @pytest.mark.parametrize("batch", range(BATCHES))
    def test_are_told_what_a_sleeping_stock_strategy_is_told(self, batch):
        paths: Counter[str] = Counter()

        @seed(batch)
        @settings(max_examples=PROGRAMS_A_BATCH, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(program=cut_programs())
        def agree(program):
            note(program.source)
            note(f"{[(str(bars.times[0]), len(bars), bars.warmup) for bars in program.feeds]}")
            paths[check(program.source, program.feeds, sizing=program.sizing, cash=program.cash)] += 1

        agree()

        # A quarter at least: what is drawn changes with every constant in our source, which Hypothesis reads.
        assert paths["lean"] * 4 >= paths.total()


CROSS = candidate(
    "self.enter = bt.ind.CrossOver(bt.ind.SMA(period=3), bt.ind.SMA(period=20))\nself.leave = -self.enter",
    ENTER_AND_LEAVE,
)


class TestPaths:
    @pytest.mark.parametrize("warmup", [0, 1, 19, 20, 21, 300])
    def test_agree_around_the_bar_that_completes_the_indicators(self, warmup):
        assert check(CROSS + SHOW_CALLS, [replace(make_bars(), warmup=warmup)]) == "lean"

    @pytest.mark.parametrize("warmup", [0, 5, 19, 20, 60])
    def test_agree_on_timers_that_remember_the_days_of_the_warmup(self, warmup):
        terms = "when=bt.timer.SESSION_START, monthdays=[3, 12], monthcarry=True"
        source = CROSS.replace("def __init__(self):\n", f"def __init__(self):\n        self.add_timer({terms})\n")
        timer = "    def notify_timer(self, timer, when, *args, **kwargs):\n        self.buy(size=3)\n"

        assert check(source + SHOW_CALLS + timer, [replace(make_bars(120), warmup=warmup)]) == "lean"

    @pytest.mark.parametrize("warmup", [0, 5, 19, 20, 60])
    def test_agree_in_the_stock_loop_over_columns(self, warmup):
        own_loop = "    def _getminperstatus(self):\n        return super()._getminperstatus()\n"

        assert check(CROSS + SHOW_CALLS + own_loop, [replace(make_bars(120), warmup=warmup)]) == "stock"

    @pytest.mark.parametrize("warmup", [0, 3, 19, 20, 60])
    def test_agree_bar_by_bar(self, warmup):
        source = candidate("self.h = bt.ind.SMA(self.datas[0].close - self.datas[1].close, period=5)", "self.buy()")
        feeds = [make_bars(120), make_bars(60, seed=2, symbol="BBB", step=2)]

        assert check(source + SHOW_CALLS, since(feeds, feeds[0].times[warmup])) == "stock"

    @pytest.mark.parametrize(
        ("own", "path"), [("", "lean"), ("    def clear(self):\n        super().clear()\n", "stock")]
    )
    def test_send_no_signal_before_the_start(self, own, path):
        source = HEAD + (
            "class Candidate(bt.SignalStrategy):\n    seen = []\n"
            "    def __init__(self):\n        self.signal_add(bt.SIGNAL_LONG, bt.ind.ROC(period=2))\n"
            "    def start(self):\n        self.seen.clear()\n"
            "    def stop(self):\n        self.seen.append(self.broker.getvalue())\n" + own
        )
        bars = make_bars(80)

        late, seen = run_ours(source, [replace(bars, warmup=30)], sizing=FIXED, cash=100_000.0)
        full, _ = run_ours(source, [bars], sizing=FIXED, cash=100_000.0)

        assert late.engine_path == path
        assert late.placed[0].bar == 0
        assert seen
        assert full.placed[0].bar < 30
