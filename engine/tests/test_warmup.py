"""Bars before the range asked for: indicators know them, nothing is traded or measured on them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from engine.bars import BarsError, timeline, warmup_instants
from engine.events import Fill
from engine.ledger.audit import BadResult, audit
from engine.ledger.benchmark import buy_and_hold
from engine.ledger.clock import Clock
from engine.report import facts_of_feed
from engine.simulation.failures import StrategyFailed
from engine.simulation.run import simulate
from engine.spec import Spec, SpecError
from engine.tests.differential import HEAD, candidate, make_bars
from engine.tests.ledger_cases import make_bars as rows_as_bars
from engine.tests.ledger_cases import make_log, make_spec, order

FIRST = make_bars(60)
LATE = make_bars(60, seed=2, symbol="BBB", first="2015-01-21")
# Bars 0 and 1 are warm-up; the run's bars are 2, 3 and 4.
CLIMB = rows_as_bars(
    [(90, 91, 89, 90), (95, 96, 94, 95), (100, 102, 99, 101), (102, 104, 101, 103), (104, 106, 103, 105)]
)
WARM = replace(CLIMB, warmup=2)


def run(source, *feeds, params=None):
    told = []
    spec = Spec(source=source, symbols=tuple(feed.symbol for feed in feeds), params=params or {})
    return simulate(spec, feeds, report=told.append), told


class TestBars:
    def test_bring_as_many_earlier_bars_along_as_there_are(self):
        start = date(2015, 1, 11)

        cut = FIRST.between(start, date(2015, 1, 20), warmup=4)
        all_there_is = FIRST.between(start, None, warmup=300)

        assert (len(cut), cut.warmup, str(cut.dates[0]), str(cut.dates[-1])) == (14, 4, "2015-01-07", "2015-01-20")
        assert (len(all_there_is), all_there_is.warmup) == (60, 10)

    def test_bring_none_along_without_a_start_or_without_bars_after_it(self):
        assert FIRST.between(None, None, warmup=5).warmup == 0
        assert len(FIRST.between(date(2030, 1, 1), None, warmup=5)) == 0

    def test_can_do_without_their_warmup(self):
        warm = replace(FIRST, warmup=10)

        assert (warm.asked.times == FIRST.times[10:]).all()
        assert warm.asked.warmup == 0
        assert FIRST.asked is FIRST

    def test_have_another_hash_with_another_warmup(self):
        assert replace(FIRST, warmup=10).content_hash != FIRST.content_hash

    @pytest.mark.parametrize("warmup", [-1, 61])
    def test_refuse_a_warmup_they_do_not_have(self, warmup):
        with pytest.raises(BarsError, match="warm-up"):
            replace(FIRST, warmup=warmup)


class TestTimeline:
    def test_begins_with_the_first_bar_asked_for(self):
        assert timeline([replace(FIRST, warmup=10)])[0] == FIRST.times[10]

    def test_begins_with_the_earliest_one_of_several_feeds(self):
        feeds = [replace(FIRST, warmup=30), LATE.between(date(2015, 1, 31), None, warmup=100)]

        assert (warmup_instants(feeds), str(timeline(feeds)[0])[:10]) == (30, "2015-01-31")

    def test_counts_the_bars_of_a_run_from_there(self):
        clock = Clock.of([WARM])

        assert clock.feeds[0].bar_of.tolist() == [-1, -1, 0, 1, 2]
        assert clock.feeds[0].row_at.tolist() == [2, 3, 4]


class TestSpec:
    def test_loads_three_hundred_bars_unless_told_otherwise(self):
        assert Spec(source="", symbols=("A",)).warmup_bars == 300
        assert Spec(source="", symbols=("A",), warmup=0).warmup_bars == 0

    @pytest.mark.parametrize("warmup", [-1, 10_001, 1.5, float("nan"), True, "9"])
    def test_refuses_what_is_no_number_of_bars(self, warmup):
        with pytest.raises(SpecError, match="warm-up bars"):
            Spec(source="", symbols=("A",), warmup=warmup)

    def test_reads_a_spec_written_before_there_was_a_warmup(self):
        written = Spec(source="", symbols=("A",)).to_dict()
        del written["warmup"]

        assert Spec.from_dict(written).warmup is None


class TestStrategy:
    def test_is_warm_on_its_first_bar(self):
        source = candidate("self.s = bt.ind.SMA(period=20)", "print(len(self), self.datetime.date(0), self.s[0])")

        log, _ = run(source, FIRST.between(date(2015, 2, 10), None, warmup=300))

        assert log.log[0].text == f"41 2015-02-10 {np.mean(FIRST.close[21:41])}"
        assert (log.log[0].bar, log.bars_run, log.warmup_bars) == (0, 20, 19)

    def test_waits_inside_the_range_for_indicators_that_are_not(self):
        source = candidate("bt.ind.SMA(period=20)", "print(len(self))")

        log, _ = run(source, replace(FIRST, warmup=10))

        assert (log.log[0].text, log.log[0].bar) == ("20", 9)

    def test_shows_indicator_values_and_progress_of_the_range_only(self):
        log, told = run(candidate("self.s = bt.ind.SMA(period=5)", "pass"), replace(FIRST, warmup=10))

        assert len(log.series[0].values) == 50
        assert log.series[0].values[0] == pytest.approx(np.mean(FIRST.close[6:11]))
        assert all(0 <= one.bar <= 50 and one.bars in (0, 50) for one in told)

    def test_cannot_send_orders_from_an_indicator_before_its_start(self):
        source = HEAD + (
            "class Hasty(bt.Indicator):\n    lines = ('x',)\n    def next(self):\n"
            "        self.lines.x[0] = self.datas[0].close[0] - self.datas[1].close[0]\n"
            "        self._owner.buy(self.datas[0], size=1)\n"
            "class Candidate(bt.Strategy):\n    def __init__(self):\n        Hasty(*self.datas)\n"
        )
        feeds = [replace(FIRST, warmup=40), replace(make_bars(30, step=2, symbol="BBB"), warmup=20)]

        with pytest.raises(StrategyFailed, match="before the first bar of the run") as raised:
            run(source, *feeds)

        assert "next()" in raised.value.failure.hint

    def test_says_how_much_more_it_would_need(self):
        with pytest.raises(StrategyFailed) as raised:
            run(candidate("bt.ind.SMA(period=70)", "pass"), replace(FIRST, warmup=40))

        failure = raised.value.failure
        assert "need 70 bars of AAA" in failure.message
        assert "the chosen period with the 40 bars before it has 60" in failure.message
        assert failure.warmup_needed == 69


class TestLedger:
    def test_fills_and_values_on_the_bars_asked_for(self):
        log = make_log(3, [order(1, 0, "buy", 10)], [Fill(bar=1, order=1, size=10, price=102)])

        account = audit(make_spec(), [WARM], log)

        assert account.times.tolist() == CLIMB.times[2:].tolist()
        assert account.equity.tolist() == [10_000, 10_010, 10_030]
        assert (str(account.fills[0].at)[:10], account.trades[0].bars) == ("2024-01-04", 1)

    def test_buys_the_benchmark_inside_the_range(self):
        held = buy_and_hold(make_spec(), [WARM])

        assert held.fills[0].price == 102
        assert len(held.equity) == 3

    @pytest.mark.parametrize(
        ("sent", "fills"),
        [
            (order(1, -1, "buy", 10), [Fill(bar=0, order=1, size=10, price=100)]),
            (order(1, -2, "buy", 10), []),
            (order(1, 0, "buy", 10), [Fill(bar=-1, order=1, size=10, price=95)]),
            (order(1, 0, "buy", 10), [Fill(bar=0, order=1, size=10, price=100)]),
            (order(1, 2, "buy", 10), [Fill(bar=3, order=1, size=10, price=104)]),
        ],
    )
    def test_refuses_forged_events_of_the_warmup(self, sent, fills):
        with pytest.raises(BadResult):
            audit(make_spec(), [WARM], make_log(3, [sent], fills))

    def test_refuses_more_bars_than_the_range_has(self):
        with pytest.raises(BadResult, match="reports 5 bars, the prices have 3"):
            audit(make_spec(), [WARM], make_log(5))


class TestFacts:
    def test_tell_the_range_and_its_warmup_apart(self):
        facts = facts_of_feed(WARM)

        assert (facts["bars"], facts["first_date"]) == (3, "2024-01-03")
        assert (facts["warmup_bars"], facts["warmup_from"]) == (2, "2024-01-01")
        assert facts["content_hash"] == WARM.content_hash
