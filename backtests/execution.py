"""Run a backtest: bars first, then the code in the sandbox, then the result in one transaction."""

import platform
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib.metadata import version as version_of
from typing import Any, Final

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from structlog.contextvars import bound_contextvars

from backtests import queueing
from backtests.models import BacktestRun, RunResult, State
from backtests.provisioning import Prices
from backtests.queueing import Lease
from backtests.watching import LeasedWatch, Unwatched, Watch
from engine.backtest import Ending, run_backtest
from engine.bars import Bars
from engine.events import Failure
from engine.lookahead.check import Thoroughness, check_look_ahead
from engine.lookahead.findings import LookAhead
from engine.report import Report, data_hash, facts_of_feed
from engine.spec import Spec
from engine.verdict import Verdict
from marketdata.inspecting import inspected
from marketdata.models import SeriesEdition
from marketdata.services import NoData
from statis import events, isolation
from statis.jobs import MAX_ATTEMPTS, Standing
from statis.sandboxes import SandboxUnavailable, sandbox
from strategies.checking.findings import Finding
from strategies.inspecting import inspection_of

logger = structlog.get_logger(__name__)

LIBRARIES: Final = ("backtrader", "numpy", "pandas", "TA-Lib")
SPARK_POINTS: Final = 50
HEADLINE: Final = ("total_return", "cagr", "sharpe_ratio", "max_drawdown", "total_trades", "win_rate", "final_value")
STATE_OF: Final = {Verdict.OK: State.SUCCEEDED, Verdict.CANCELLED: State.CANCELLED}
OUR_FAULT: Final = Failure(
    message="Something went wrong on our side while running this backtest.",
    hint="Your code and settings are safe. Run it again; if it keeps happening, tell the operator the run's number.",
)
NO_SANDBOX_HINT: Final = "Your code and settings are safe. Run it again once the operator has done that."


class Refused(Exception):
    """A run that ends before the sandbox opens."""

    def __init__(self, verdict: Verdict, failure: Failure) -> None:
        super().__init__(failure.message)
        self.verdict = verdict
        self.failure = failure


@dataclass(frozen=True, kw_only=True)
class Performed:
    """How a backtest ended: `report` has the figures and is there when the verdict is OK."""

    verdict: Verdict
    failure: Failure | None = None
    report: Report | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    may_retry: bool = False


def execute_run(run_id: int) -> None:
    """Run a queued backtest, unless another worker has it or it has ended: then do nothing."""
    lease = Lease.claim(run_id)
    if lease is None:
        logger.info("run_not_claimed", run_id=run_id)
        return
    with bound_contextvars(run_id=run_id, attempt=lease.attempt):
        run = BacktestRun.objects.select_related("owner").get(pk=run_id)
        events.publish(run.topic, {"type": "state", "state": State.RUNNING})
        watch = LeasedWatch(lease)
        prices = Prices(watch, user=run.owner, pinned=frozenset(run.editions.values_list("pk", flat=True)))
        performed = perform(run.spec, watch, prices)
        if watch.standing is Standing.LOST:
            logger.warning("run_lost")
        elif performed.may_retry and lease.attempt < MAX_ATTEMPTS:
            lease.give_back()
        else:
            _store(run, lease, performed, watch)


def backtest_once(spec: Spec, *, user: User | None = None) -> Performed:
    """
    Run a backtest here and now, within the limits of the settings; without a row, a queue or a broker.

    With a user, their own prices are read before everybody's.
    """
    watch = Unwatched()
    return perform(replace(spec, limits=settings.RUN_LIMITS).to_dict(), watch, Prices(watch, user=user))


def perform(spec_values: dict[str, Any], watch: Watch, prices: Prices | None = None) -> Performed:
    """Return how the backtest of this spec ends; nothing a strategy or we do wrong is raised."""
    facts: dict[str, Any] = {"libraries": libraries()}
    prices = prices or Prices(watch)
    try:
        spec = Spec.from_dict(spec_values)
        facts["seed"] = spec.seed
        watch.phase("data")
        feeds = _fetch(spec, prices, warmup=spec.warmup_bars)
        benchmark_bars = _fetch_benchmark(spec, prices)
        facts |= _facts_of(feeds) | prices.told | _quality_of(feeds, benchmark_bars)
        facts["editions"] = sorted({bars.edition for bars in (*feeds, benchmark_bars) if bars and bars.edition})
        facts["same_prices"] = bool(prices.pinned) and set(facts["editions"]) <= prices.pinned
        watch.phase("compile")
        facts |= _outline_of(spec)
        _check(spec)
        ending = _run(spec, feeds, benchmark_bars, watch)
        if longer := _with_more_warmup(spec, prices, feeds, ending):
            facts |= _facts_of(longer) | _quality_of(longer, benchmark_bars)
            feeds = longer
            ending = _run(spec, feeds, benchmark_bars, watch)
        ending = _look_ahead(spec, feeds, ending, watch)
    except Refused as refusal:
        return Performed(verdict=refusal.verdict, failure=refusal.failure, facts=facts)
    except SandboxUnavailable as problem:
        logger.error("sandbox_unavailable", problem=str(problem))
        isolation.report(refusal=str(problem))
        failure = Failure(message=str(problem), hint=NO_SANDBOX_HINT)
        return Performed(verdict=Verdict.OUR_FAULT, failure=failure, facts=facts)
    except Exception:
        logger.exception("run_broke")
        return Performed(verdict=Verdict.OUR_FAULT, failure=OUR_FAULT, facts=facts, may_retry=True)
    return _judged(ending, facts)


def _run(spec: Spec, feeds: list[Bars], benchmark_bars: Bars | None, watch: Watch) -> Ending:
    found = inspection_of(spec.source, spec.strategy_class)
    return run_backtest(
        sandbox=sandbox(),
        spec=spec,
        feeds=feeds,
        benchmark_bars=benchmark_bars,
        left_out=found.left_out if found.was_read else None,
        on_progress=watch.on_progress,
        on_log=watch.on_log,
        should_stop=watch.should_stop,
        on_phase=watch.phase,
    )


def _look_ahead(spec: Spec, feeds: list[Bars], ending: Ending, watch: Watch) -> Ending:
    """Return the ending with word on whether the run knew the future; its figures are kept whatever comes of that."""
    if ending.report is None:
        return ending
    watch.phase("look-ahead")
    thoroughness = Thoroughness(
        cuts=settings.LOOKAHEAD_CUTS,
        most_bars=settings.LOOKAHEAD_MAX_BARS,
        seconds=settings.LOOKAHEAD_SECONDS,
    )
    try:
        return check_look_ahead(
            sandbox=sandbox(),
            spec=spec,
            feeds=feeds,
            ending=ending,
            thoroughness=thoroughness,
            suspects=inspection_of(spec.source, spec.strategy_class).suspects,
            should_stop=watch.should_stop,
        )
    except SandboxUnavailable as problem:
        logger.error("look_ahead_unavailable", problem=str(problem))
        unavailable = LookAhead(finding="skipped", skipped="unavailable")
        return replace(ending, report=replace(ending.report, look_ahead=unavailable))


def _with_more_warmup(spec: Spec, prices: Prices, feeds: list[Bars], ending: Ending) -> list[Bars]:
    """Return the bars with as much warm-up as the indicators turned out to need; none if it had all there is."""
    log, failure = ending.order_log, ending.failure
    needed = (log.warmup_bars if log else failure and failure.warmup_needed) or 0
    if spec.warmup is not None or spec.start_date is None or needed <= spec.warmup_bars:
        return []
    if not prices.bring(spec, warmup=needed):
        # Over the prices of the first time, should newer ones have come meanwhile.
        prices = replace(prices, pinned=prices.pinned | {bars.edition for bars in feeds if bars.edition})
    longer = _fetch(spec, prices, warmup=needed)
    has_more = any(more.warmup > bars.warmup for more, bars in zip(longer, feeds, strict=True))
    return longer if has_more else []


def _judged(ending: Ending, facts: dict[str, Any]) -> Performed:
    facts = {**(ending.report.facts if ending.report else {}), **facts, "elapsed_ms": ending.elapsed_ms}
    if log := ending.order_log:
        facts |= {
            "strategy_class": log.strategy_class,
            "params": dict(log.params),
            "strategies": log.strategies,
            "left_out": [asdict(part) for part in log.left_out],
        }
    return Performed(
        verdict=ending.verdict,
        failure=ending.failure,
        report=ending.report,
        facts=facts,
        may_retry=ending.verdict is Verdict.OUR_FAULT,
    )


def _fetch(spec: Spec, prices: Prices, *, warmup: int) -> list[Bars]:
    try:
        return prices.get_all(spec, warmup=warmup)
    except NoData as problem:
        raise Refused(Verdict.NO_DATA, Failure(message=problem.text)) from problem


def _fetch_benchmark(spec: Spec, prices: Prices) -> Bars | None:
    """
    Return the bars of a benchmark that is another symbol, None for any other.

    :raises Refused: if there are none of it.
    """
    if spec.benchmark_symbol is None:
        return None
    try:
        return prices.get(spec, spec.benchmark_symbol)
    except NoData as problem:
        hint = "It is what the run is to be compared with: choose another benchmark, cash, or hold."
        raise Refused(Verdict.NO_DATA, Failure(message=problem.text, hint=hint)) from problem


def _facts_of(feeds: list[Bars]) -> dict[str, Any]:
    shown = [facts_of_feed(bars) | {"price_decimals": bars.price_decimals} for bars in feeds]
    return {"data": shown, "data_hash": data_hash(feeds)}


def _quality_of(feeds: list[Bars], benchmark_bars: Bars | None) -> dict[str, Any]:
    """Return what is odd in the prices of a run, those of its benchmark with them."""
    seen = {bars.symbol: bars for bars in (*feeds, *filter(None, [benchmark_bars]))}
    return {
        "quality": [{"symbol": symbol} | asdict(found) for symbol, bars in seen.items() for found in inspected(bars)]
    }


def _outline_of(spec: Spec) -> dict[str, Any]:
    """Return what is known of a script before it runs, for runs that will not get to say it."""
    found = inspection_of(spec.source, spec.strategy_class)
    if not found.was_read:
        return {}
    return {"strategies": list(found.strategies), "left_out": [asdict(part) for part in found.left_out]}


def _check(spec: Spec) -> None:
    """
    Check the code before the sandbox opens.

    :raises Refused: if it cannot be a strategy, or uses what strategies may not.
    """
    found = inspection_of(spec.source, spec.strategy_class)
    if found.errors:
        is_strategy = spec.strategy_class in found.classes if spec.strategy_class else bool(found.classes)
        verdict = Verdict.REJECTED_CODE if is_strategy else Verdict.STRATEGY_ERROR
        raise Refused(verdict, _failure_of(found.errors[0], spec.source))


def _failure_of(finding: Finding, source: str) -> Failure:
    lines = source.splitlines()
    line = finding.line
    code = lines[line - 1] if line and line <= len(lines) else ""
    return Failure(message=finding.message, hint=finding.hint, line=line, code=code[:500])


def _store(run: BacktestRun, lease: Lease, performed: Performed, watch: LeasedWatch) -> None:
    """Write the ending, with its result, if the run is still ours."""
    state = STATE_OF.get(performed.verdict, State.FAILED)
    report = performed.report
    with transaction.atomic():
        is_ours = lease.finish(
            state,
            performed.verdict,
            failure=asdict(performed.failure) if performed.failure else {},
            # The log of a run that succeeded is in its report.
            facts=performed.facts | ({} if report else {"log": list(watch.printed)}),
            data_hash=performed.facts.get("data_hash", ""),
            engine_path=performed.facts.get("engine_path", ""),
            headline=headline(report) if report else {},
            progress=watch.now,
        )
        if is_ours and "editions" in performed.facts:
            run.editions.set(SeriesEdition.objects.filter(pk__in=performed.facts["editions"]))
        if is_ours and report:
            RunResult.objects.create(
                run=run,
                metrics=report.metrics,
                benchmark_metrics=report.benchmark_metrics,
                report=RunResult.packed(report.to_dict()),
            )
    logger.info("run_ended" if is_ours else "run_lost", state=state, verdict=performed.verdict)
    if is_ours:
        events.publish(run.topic, {"type": "done", "state": state, "verdict": performed.verdict})


def headline(report: Report) -> dict[str, Any]:
    """Return the few metrics that lists of runs show."""
    shown = {key: report.metrics.get(key) for key in HEADLINE}
    looked = report.look_ahead and report.look_ahead.finding
    held = report.benchmark_metrics.get("total_return")
    return shown | {"benchmark_return": held, "spark": _spark(report), "look_ahead": looked}


def _spark(report: Report) -> list[float]:
    """Return so few points of the equity that a list can draw them all."""
    equity = report.account.equity.tolist()
    step = max(1, len(equity) // SPARK_POINTS)
    return [round(value, 2) for value in (*equity[:-1:step], *equity[-1:])]


@cache
def libraries() -> dict[str, str]:
    """Return the versions a result depends on."""
    return {"python": platform.python_version()} | {name: version_of(name) for name in LIBRARIES}


def warm_up() -> None:
    """Start the sandbox, or find the service, before the first run asks, and tell the pages how well it isolates."""
    try:
        missing = sandbox().missing
    except SandboxUnavailable as problem:
        logger.error("sandbox_unavailable", problem=str(problem))
        isolation.report(refusal=str(problem))
    else:
        isolation.report(missing=missing)


def reap() -> None:
    """Bring back runs whose worker or whose message was lost; running it twice or at once does no harm."""
    expired, resent = queueing.take_back_expired(), queueing.send_again()
    if expired or resent:
        logger.warning("reaped", expired=expired, resent=resent)
    events.mark_alive("worker")
    if isolation.is_to_be_asked():
        warm_up()
    else:
        isolation.repeat()
