"""An attempt at an idea tried in the sandbox: does it compile, run, trade, and do what was said?"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final, Literal

from engine.backtest import Outcome
from engine.bars import Bars, timeline
from engine.spec import MAX_WARMUP, Limits, Spec
from engine.verdict import Verdict
from marketdata.selectors import Reader
from statis.sandboxes import SandboxUnavailable, sandbox
from strategies.checking.findings import Finding, Inspection
from strategies.generation.judging import endings
from strategies.generation.judging.clauses import clauses_seen, without_a_line
from strategies.generation.judging.trial import Facts, Trial, TrialRun, stages_until
from strategies.generation.provider import Feedback, Understanding
from strategies.inspecting import inspection_of
from strategies.trial_bars import TrialBars, sample_year, stress, symbols_of

Name = Literal["sample", "stress"]
# A trial is small, and its author waits for it.
LIMITS: Final = Limits(wall_seconds=10.0, cpu_seconds=10, orders=20_000, log_lines=100)
USUAL_WARMUP: Final = 300


class Stopped(Exception):
    """The trial is not wanted any more."""


@dataclass(frozen=True, kw_only=True)
class _Ran:
    """One run of a trial, and the bars it had."""

    told: TrialRun
    feeds: tuple[Bars, ...]
    outcome: Outcome


def tried(
    *,
    source: str,
    understood: Understanding,
    symbols: Sequence[str] = (),
    interval: str = "1d",
    user: Reader = None,
    should_stop: Callable[[], bool] | None = None,
) -> Trial:
    """
    Try a source on a sample year and the stress series, and return what came of it.

    :raises SandboxUnavailable: if there is no sandbox to try it in, or it failed meanwhile.
    :raises Stopped: if it was stopped.
    """
    began = time.monotonic()
    found = inspection_of(source)
    if wrong := tuple(_feedback_of(finding) for finding in found.errors):
        return Trial(stages=stages_until("compile"), feedback=wrong)
    bench = _Bench(source, symbols_of(symbols, understood.symbols), interval, user, should_stop)
    trial = _judged(bench.runs(), source, understood, found)
    return replace(trial, facts=replace(trial.facts, elapsed_ms=(time.monotonic() - began) * 1_000))


class _Bench:
    """Where one source is run on several sets of bars."""

    def __init__(
        self,
        source: str,
        symbols: tuple[str, ...],
        interval: str,
        user: Reader,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self._spec = Spec(source=source, symbols=symbols, interval=interval, limits=LIMITS)
        self._user, self._should_stop = user, should_stop

    def runs(self) -> list[_Ran]:
        """Return how both runs of a trial ended."""
        # The stress is already being run while the prices of the sample are read.
        names: tuple[Name, ...] = ("stress", "sample")
        with ThreadPoolExecutor(len(names), thread_name_prefix="trial") as pool:
            # Prices are read here, in the thread that has the database.
            every = [pool.submit(self._run, name, self._bars(name, USUAL_WARMUP)) for name in names]
            return [self._longer(one.result()) for one in reversed(every)]

    def _longer(self, ran: _Ran) -> _Ran:
        """Return the run again with as many warm-up bars as it asked for, or the same if it did not."""
        needed = ran.outcome.failure.warmup_needed if ran.outcome.failure else None
        if needed is None or not USUAL_WARMUP < needed <= MAX_WARMUP:
            return ran
        return self._run(ran.told.name, self._bars(ran.told.name, needed))

    def _bars(self, name: Name, warmup: int) -> TrialBars:
        if name == "stress":
            return stress(self._spec.symbols, interval=self._spec.interval, warmup=warmup)
        return sample_year(self._spec.symbols, interval=self._spec.interval, warmup=warmup, user=self._user)

    def _run(self, name: Name, bars: TrialBars) -> _Ran:
        outcome = sandbox().run(self._spec, bars.feeds, should_stop=self._should_stop)
        if outcome.verdict is Verdict.CANCELLED:
            raise Stopped
        if outcome.verdict is Verdict.OUR_FAULT:
            raise SandboxUnavailable("The sandbox ended while it tried the code. Try again.")
        clock, log = timeline(bars.feeds), outcome.order_log
        told = TrialRun(
            name=name,
            title=bars.title,
            symbols=self._spec.symbols,
            interval=self._spec.interval,
            first_date=endings.date_of(bars.feeds, 0),
            last_date=endings.date_of(bars.feeds, len(clock) - 1),
            bars=len(clock),
            stand_ins=bars.stand_ins,
            verdict=outcome.verdict,
            orders=len(log.placed) if log else 0,
            fills=len(log.fills) if log else 0,
            elapsed_ms=outcome.elapsed_ms,
        )
        return _Ran(told=told, feeds=bars.feeds, outcome=outcome)


def _judged(runs: Sequence[_Ran], source: str, understood: Understanding, found: Inspection) -> Trial:
    seen = clauses_seen(understood.clauses, source)
    facts = Facts(
        strategy_class=found.classes[-1] if found.classes else "",
        runs=tuple(ran.told for ran in runs),
        clauses=seen,
    )
    if failed := _failures(runs):
        return Trial(stages=stages_until("run"), feedback=failed, facts=facts)
    if not any(ran.told.fills for ran in runs):
        return Trial(stages=stages_until("trade"), feedback=(_why_no_trade(runs[-1]),), facts=facts)
    if unsaid := without_a_line(understood.clauses, seen):
        return Trial(stages=stages_until("said"), feedback=unsaid, facts=facts)
    return Trial(stages=stages_until("said", "passed"), facts=facts)


def _failures(runs: Sequence[_Ran]) -> tuple[Feedback, ...]:
    every = [
        endings.of_failure(ran.outcome.failure, run=ran.told, feeds=ran.feeds) for ran in runs if ran.outcome.failure
    ]
    # Both runs often fail alike: said once.
    return tuple({(one.message, one.line): one for one in reversed(every)}.values())[::-1]


def _why_no_trade(ran: _Ran) -> Feedback:
    log = ran.outcome.order_log
    if log and log.placed:
        return endings.of_refused_orders(log, feeds=ran.feeds)
    if log:
        return endings.of_no_orders(log)
    return Feedback(stage="trade", message="The strategy never traded.")


def _feedback_of(finding: Finding) -> Feedback:
    return Feedback(
        stage="compile",
        message=finding.message,
        hint=finding.hint,
        line=finding.line,
        code=finding.excerpt.split("\n")[0].strip(),
        nearest=endings.guess_in(finding.hint),
    )
