"""One backtest from end to end: simulate in the sandbox, audit, account, measure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypedDict

from engine.bars import Bars, timeline
from engine.events import Failure, LeftOut, LogLine, OrderLog, Progress
from engine.intervals import Span
from engine.ledger.account import Account
from engine.ledger.audit import BadResult, NoLongerWanted, OutOfPatience, audit
from engine.ledger.benchmark import benchmark_of
from engine.metrics.annualising import Annualisation
from engine.metrics.compute import compute
from engine.metrics.metric import Profile
from engine.metrics.symbols import symbol_results
from engine.metrics.tables import tables
from engine.report import Report, benchmark_facts, facts
from engine.reported import weighed
from engine.spec import Spec
from engine.verdict import Verdict

Phase = Literal["analyze", "report"]

BAD_RESULT_HINT: Final = "Leave the backtester's own objects alone: place orders with buy(), sell() and close()."
CANCELLED: Final = Failure(message="The run was cancelled.", hint="Run it again whenever you like.")
TOO_MANY_HINT: Final = "Send fewer orders, and call off those that wait for very long."


class Settings(TypedDict):
    """What the metrics of both accounts are computed with."""

    periods_per_year: int
    span: Span
    profile: Profile


class Outcome(Protocol):
    """What the sandbox says of a run, as far as it matters here."""

    @property
    def verdict(self) -> Verdict: ...
    @property
    def order_log(self) -> OrderLog | None: ...
    @property
    def failure(self) -> Failure | None: ...
    @property
    def elapsed_ms(self) -> float: ...
    @property
    def is_cut_off(self) -> bool: ...


class Runner(Protocol):
    """Runs a strategy somewhere it can do no harm: `engine.sandbox.parent.Sandbox`."""

    def run(
        self,
        spec: Spec,
        feeds: Sequence[Bars],
        *,
        on_progress: Callable[[Progress], None] | None = None,
        on_log: Callable[[LogLine], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Outcome:
        """Run the strategy and return how it ended."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Ending:
    """How a backtest ended: with a report when the verdict is OK, else with a failure."""

    verdict: Verdict
    elapsed_ms: float
    failure: Failure | None = None
    order_log: OrderLog | None = None
    report: Report | None = None


def run_backtest(
    *,
    sandbox: Runner,
    spec: Spec,
    feeds: Sequence[Bars],
    benchmark_bars: Bars | None = None,
    left_out: Sequence[LeftOut] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_log: Callable[[LogLine], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_phase: Callable[[Phase], None] | None = None,
) -> Ending:
    """
    Run a strategy in the sandbox, audit what it ordered, and measure it beside its benchmark.

    `benchmark_bars` are the prices of a benchmark that is another symbol, `left_out` the parts of the script that are
    not run, where they are known. `on_phase` hears "analyze" when the sandbox
    is done and "report" when the orders are audited; before that, progress events tell the phase.

    :raises SandboxUnavailable: if this system cannot isolate strategies.
    :raises ValueError: if the spec names a symbol to compare with and its bars are not given.
    """
    if spec.benchmark_symbol and benchmark_bars is None:
        raise ValueError(f"the bars of the benchmark {spec.benchmark_symbol} are missing")
    tell = on_phase or _ignore
    if not len(timeline(feeds)):
        failure = Failure(message="There are no bars in the chosen period.", hint="Choose other dates.")
        return Ending(verdict=Verdict.NO_DATA, failure=failure, elapsed_ms=0.0)
    outcome = sandbox.run(spec, feeds, on_progress=on_progress, on_log=on_log, should_stop=should_stop)
    log, elapsed_ms = outcome.order_log, outcome.elapsed_ms
    if outcome.verdict is not Verdict.OK or log is None:
        return Ending(verdict=outcome.verdict, failure=outcome.failure, order_log=log, elapsed_ms=elapsed_ms)
    tell("analyze")
    try:
        log = weighed(spec=spec, log=log, left_out=left_out)
        account = audit(spec, feeds, log, should_stop=should_stop)
    except BadResult as breach:
        failure = Failure(message=f"The run's orders do not add up. {breach}", hint=BAD_RESULT_HINT)
        return Ending(verdict=Verdict.BAD_RESULT, failure=failure, order_log=log, elapsed_ms=elapsed_ms)
    except OutOfPatience:
        message = f"The run's orders took more than {spec.limits.cpu_seconds} seconds to check."
        failure = Failure(message=message, hint=TOO_MANY_HINT)
        return Ending(verdict=Verdict.TIME, failure=failure, elapsed_ms=elapsed_ms)
    except NoLongerWanted:
        return Ending(verdict=Verdict.CANCELLED, failure=CANCELLED, elapsed_ms=elapsed_ms)
    tell("report")
    report = _measured(spec=spec, feeds=feeds, log=log, account=account, bars=benchmark_bars, elapsed_ms=elapsed_ms)
    return Ending(verdict=Verdict.OK, order_log=log, report=report, elapsed_ms=elapsed_ms)


def _ignore(_: Phase) -> None:
    """Stand in for a callback nobody gave."""


def _measured(
    *, spec: Spec, feeds: Sequence[Bars], log: OrderLog, account: Account, bars: Bars | None, elapsed_ms: float
) -> Report:
    benchmark = benchmark_of(spec=spec, feeds=feeds, bars=bars)
    yearly = Annualisation.of(feeds)
    settings: Settings = {
        "periods_per_year": yearly.periods_per_year,
        "span": yearly.span,
        "profile": spec.profile,
    }
    metrics = compute(account, **settings, benchmark=benchmark)
    return Report(
        order_log=log,
        account=account,
        benchmark=benchmark,
        metrics=metrics,
        benchmark_metrics=compute(benchmark, **settings),
        facts=facts(feeds=feeds, log=log, account=account, annualisation=yearly)
        | {"profile": spec.profile, "benchmark": benchmark_facts(spec=spec, account=account, bars=bars)},
        elapsed_ms=elapsed_ms,
        symbols=symbol_results(account, feeds),
        tables=tables(account, benchmark, metrics=metrics, annualisation=yearly)
        if spec.profile == "advanced"
        else None,
    )
