import math
from collections.abc import Callable
from dataclasses import replace
from threading import Event, get_ident

import numpy as np
import pytest

from engine.backtest import CANCELLED, Ending, run_backtest
from engine.bars import timeline
from engine.events import EndReason, Failure, Fill, OrderEnded, OrderLog
from engine.lookahead.check import Thoroughness, check_look_ahead
from engine.lookahead.comparing import first_difference
from engine.lookahead.cuts import choose_cuts, first_comparable
from engine.lookahead.findings import Cut, LookAhead, Suspect
from engine.lookahead.shortening import cut_at, with_another_future
from engine.report import Report
from engine.sandbox.outcome import Outcome
from engine.tests.ledger_cases import make_log, make_spec, order, random_bars
from engine.verdict import Verdict

BARS = random_bars(3)
SPEC = make_spec(slippage=0.0)
COUNT = len(BARS)
SYMBOLS = ("AAA",)
USUAL = Thoroughness()
FAILURES = (Verdict.STRATEGY_ERROR, Verdict.FORBIDDEN, Verdict.CRASHED, Verdict.OUTPUT)
OF_THE_MACHINE = (Verdict.TIME, Verdict.MEMORY, Verdict.OUR_FAULT)
SUSPECT = Suspect(line=3, code="prices.shift(-1)", text="A negative shift takes values from later rows.")


def log_of(*bars: int, size: float = 1.0, count: int = COUNT) -> OrderLog:
    """Return the log of a run that buys at these bars."""
    bought = [order(number, bar, "buy", size) for number, bar in enumerate(bars, 1)]
    fills = [
        Fill(bar=bar + 1, order=number, size=size, price=float(BARS.open[bar + 1]))
        for number, bar in enumerate(bars, 1)
        if bar + 1 < count
    ]
    return make_log(count, bought, fills)


class Program:
    """A sandbox whose program buys at the bars that `bought` names, given the bars it can see."""

    def __init__(
        self, bought: Callable[..., list[int]], verdict: Verdict = Verdict.OK, *, is_cut_off: bool = False
    ) -> None:
        self.bought, self.verdict, self.is_cut_off = bought, verdict, is_cut_off
        self.specs: list = []
        self.lengths: list[int] = []

    def run(self, spec, feeds, **callbacks) -> Outcome:
        self.specs.append(spec)
        self.lengths.append(len(feeds[0]))
        is_cut = len(feeds[0]) < COUNT
        if is_cut and self.verdict is not Verdict.OK:
            failure = Failure(message="It broke.", line=2, bar=len(feeds[0]) - 1)
            return Outcome(
                verdict=self.verdict, order_log=None, failure=failure, elapsed_ms=1.0, is_cut_off=self.is_cut_off
            )
        log = replace(log_of(*self.bought(feeds[0]), count=len(feeds[0])))
        if spec.is_rehearsal:
            log = replace(log, lines=[2] * len(log.placed))
        return Outcome(verdict=Verdict.OK, order_log=log, failure=None, elapsed_ms=1.0)


def every_third(bars) -> list[int]:
    return list(range(0, len(bars), 3))


def before_rises(bars) -> list[int]:
    return np.flatnonzero(bars.close[1:] > bars.close[:-1]).tolist()


def but_the_last(bars) -> list[int]:
    return list(range(len(bars) - 1))


def checked(program: Program, thoroughness=USUAL, **settings) -> Ending:
    spec = replace(SPEC, source="one = 1\nself.buy()\n")
    ended = run_backtest(sandbox=program, spec=spec, feeds=[BARS])
    assert ended.report, ended.failure
    return check_look_ahead(
        sandbox=program, spec=spec, feeds=[BARS], ending=ended, thoroughness=thoroughness, **settings
    )


class TestCheckLookAhead:
    def test_finds_nothing_in_a_run_that_knows_only_the_past(self):
        program = Program(every_third)

        found = checked(program, suspects=[SUSPECT] * 0).report.look_ahead

        assert (found.finding, found.identical, found.compared, found.difference) == ("clean", 12, 12, None)
        assert [cut.date for cut in found.cuts] == [str(BARS.dates[cut.bar]) for cut in found.cuts]

    def test_runs_rehearsals_on_the_data_up_to_each_cut(self):
        program = Program(every_third)

        found = checked(program).report.look_ahead

        assert sorted(program.lengths[1:]) == [cut.bar + 1 for cut in found.cuts]
        assert [spec.is_rehearsal for spec in program.specs] == [False] + [True] * 12
        assert {spec.limits for spec in program.specs} == {SPEC.limits}

    def test_names_the_first_order_that_knew_the_future(self):
        found = checked(Program(before_rises), suspects=[SUSPECT]).report.look_ahead

        first = min(cut.bar for cut in found.cuts if cut.outcome == "different")
        assert (found.finding, found.difference.bar, found.causes) == ("hindsight", first, (SUSPECT,))
        assert (found.difference.line, found.difference.code) == (2, "self.buy()")
        assert found.difference.full.kind == "placed"
        assert found.difference.cut_short is None

    def test_tells_knowledge_of_the_end_apart(self):
        assert checked(Program(but_the_last)).report.look_ahead.finding == "length"

    def test_tells_chance_apart(self):
        sizes = iter(range(1, 1_000))

        found = checked(Program(lambda bars: [0, next(sizes)])).report.look_ahead

        assert (found.finding, found.causes) == ("unrepeatable", ())

    @pytest.mark.parametrize("verdict", [*FAILURES, *OF_THE_MACHINE])
    def test_takes_a_failure_on_fewer_bars_for_a_difference(self, verdict):
        found = checked(Program(every_third, verdict)).report.look_ahead

        assert {cut.outcome for cut in found.cuts} == {"different"}
        # With as many bars and another future it did not fail: only their number matters.
        assert (found.finding, found.difference.failure, found.difference.line) == ("length", "It broke.", 2)

    @pytest.mark.parametrize("verdict", FAILURES)
    def test_takes_what_the_walls_ended_for_a_difference(self, verdict):
        found = checked(Program(every_third, verdict, is_cut_off=True)).report.look_ahead

        assert {cut.outcome for cut in found.cuts} == {"different"}

    @pytest.mark.parametrize("verdict", OF_THE_MACHINE)
    def test_cannot_compare_what_was_ended_for_its_time_or_memory(self, verdict):
        found = checked(Program(every_third, verdict, is_cut_off=True)).report.look_ahead

        assert (found.finding, found.skipped, found.compared) == ("skipped", "unfinished", 0)
        assert found.is_unchecked

    @pytest.mark.parametrize(
        ("thoroughness", "reason"),
        [
            (Thoroughness(most_bars=0), "off"),
            (Thoroughness(cuts=0), "off"),
            (Thoroughness(most_bars=COUNT - 1), "size"),
        ],
    )
    def test_says_why_it_was_skipped(self, thoroughness, reason):
        program = Program(every_third)

        found = checked(program, thoroughness).report.look_ahead

        assert (found.finding, found.skipped, len(program.specs)) == ("skipped", reason, 1)

    def test_cuts_a_suspect_program_more_often(self):
        assert len(checked(Program(every_third), suspects=[SUSPECT]).report.look_ahead.cuts) == min(36, COUNT - 1)

    def test_ends_as_cancelled_when_the_run_is_not_wanted_any_more(self):
        ended = checked(Program(every_third), should_stop=lambda: True)

        assert (ended.verdict, ended.report, ended.failure) == (Verdict.CANCELLED, None, CANCELLED)

    def test_asks_whether_to_stop_in_its_own_thread_only(self):
        asked_in = set()

        checked(Program(every_third), should_stop=lambda: bool(asked_in.add(get_ident())))

        assert asked_in == {get_ident()}

    def test_tells_the_children_when_the_run_is_not_wanted_any_more(self):
        told = Event()

        class Patient(Program):
            def run(self, spec, feeds, *, should_stop=None, **callbacks):
                while spec.is_rehearsal and not should_stop():
                    pass
                told.set()
                return super().run(spec, feeds)

        assert checked(Patient(every_third), should_stop=lambda: True).verdict is Verdict.CANCELLED
        assert told.is_set()

    def test_leaves_a_run_without_a_report_alone(self):
        ended = Ending(verdict=Verdict.TIME, elapsed_ms=1.0)

        assert (
            check_look_ahead(
                sandbox=Program(every_third), spec=SPEC, feeds=[BARS], ending=ended, thoroughness=Thoroughness()
            )
            is ended
        )

    def test_survives_being_stored(self):
        report = checked(Program(before_rises), suspects=[SUSPECT]).report

        assert Report.from_dict(report.to_dict()).look_ahead == report.look_ahead

    def test_is_missing_in_reports_stored_before_it(self):
        values = checked(Program(every_third)).report.to_dict()
        del values["look_ahead"]

        assert Report.from_dict(values).look_ahead is None


class TestLookAhead:
    @pytest.mark.parametrize(("same", "unfinished", "is_unchecked"), [(12, 0, False), (6, 6, False), (5, 7, True)])
    def test_is_unchecked_when_most_cuts_never_ended(self, same, unfinished, is_unchecked):
        outcomes = ["same"] * same + ["unfinished"] * unfinished
        cuts = tuple(Cut(bar=bar, date="2020-01-01", outcome=outcome) for bar, outcome in enumerate(outcomes))

        assert LookAhead(finding="clean", cuts=cuts).is_unchecked is is_unchecked


class TestFirstDifference:
    def test_is_none_up_to_the_bar_before_it(self):
        one, other = log_of(2, 9), log_of(2, 8)

        assert first_difference(one, other, until=7, symbols=SYMBOLS) is None
        assert first_difference(one, other, until=8, symbols=SYMBOLS).bar == 8

    def test_forgives_the_last_bits_of_a_number(self):
        assert first_difference(log_of(2), log_of(2, size=1 + 1e-12), until=5, symbols=SYMBOLS) is None
        assert first_difference(log_of(2), log_of(2, size=1 + 1e-6), until=5, symbols=SYMBOLS).bar == 2

    def test_forgives_an_order_that_was_kept_back_until_the_end(self):
        given_up = OrderEnded(bar=2, order=1, reason=EndReason.REJECTED)

        one, other = log_of(2), replace(log_of(2), ended=[given_up])

        assert first_difference(one, other, until=5, symbols=SYMBOLS) is None

    def test_sees_a_cancellation(self):
        cancelled = OrderEnded(bar=4, order=1, reason=EndReason.CANCELLED)

        parting = first_difference(log_of(2), replace(log_of(2), ended=[cancelled]), until=5, symbols=SYMBOLS)

        assert (parting.bar, parting.full, parting.cut_short.reason) == (4, None, EndReason.CANCELLED)


class TestChooseCuts:
    def test_takes_every_bar_there_is_when_there_are_few(self):
        assert choose_cuts([BARS], log_of(2), count=10_000) == list(range(COUNT - 1))

    def test_takes_the_bar_whose_order_gained_most(self):
        gains = [float(BARS.close[bar + 1] - BARS.open[bar + 1]) for bar in range(COUNT - 1)]

        assert choose_cuts([BARS], log_of(*range(COUNT - 1)), count=1) == [int(np.argmax(gains))]

    def test_takes_the_first_and_the_last_decision(self):
        bars = list(range(5, COUNT - 5, 2))

        chosen = choose_cuts([BARS], log_of(*bars), count=6)

        assert {bars[0], bars[-1]} <= set(chosen)

    def test_takes_a_bar_before_a_fall_at_which_nothing_was_held(self):
        falls = BARS.close[1:] / BARS.close[:-1]

        assert int(np.argmin(falls)) in choose_cuts([BARS], log_of(), count=3)

    def test_waits_for_the_indicators_of_every_symbol(self):
        late = cut_at([BARS], BARS.times[-1])[0]
        late = replace(late, symbol="BBB", **{name: getattr(late, name)[8:] for name in COLUMNS})

        assert first_comparable([BARS, late], timeline([BARS, late]), warmup_bars=4) == 12

    def test_takes_none_of_a_period_that_is_all_warm_up(self):
        assert choose_cuts([BARS], replace(log_of(), warmup_bars=COUNT - 1), count=12) == []


COLUMNS = ("times", "open", "high", "low", "close", "volume")


class TestCutAt:
    def test_keeps_warm_up_and_everything_up_to_the_moment(self):
        bars = replace(BARS, warmup=5)

        (cut,) = cut_at([bars], bars.times[10])

        assert (len(cut), cut.warmup) == (11, 5)
        for name in COLUMNS:
            assert np.array_equal(getattr(cut, name), getattr(bars, name)[:11])

    def test_leaves_nothing_of_a_symbol_that_begins_later(self):
        (cut,) = cut_at([BARS], BARS.times[0] - np.timedelta64(1, "D"))

        assert len(cut) == 0


class TestWithAnotherFuture:
    def test_changes_what_comes_after_and_nothing_else(self):
        (other,) = with_another_future([BARS], BARS.times[10])

        assert np.array_equal(other.times, BARS.times)
        assert np.array_equal(other.close[:11], BARS.close[:11])
        moved, mirrored = np.log(BARS.close[11:] / BARS.close[10]), np.log(other.close[11:] / other.close[10])
        assert mirrored == pytest.approx(-0.5 * moved)

    def test_of_the_last_bar_is_the_same_data(self):
        assert with_another_future([BARS], BARS.times[-1]) == [BARS]


class TestThoroughness:
    def test_never_makes_fewer_than_three_cuts(self):
        assert Thoroughness().cuts_for(math.inf, is_suspect=False) == 3
        assert Thoroughness(cuts=2).cuts_for(1.0, is_suspect=False) == 2
