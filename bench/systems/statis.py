"""Our engine: the lean run, the ledger's audit and the metrics of a profile."""

from collections.abc import Callable

from bench.work import CASH, COMMISSION, SOURCES, Ending, Job, walk
from engine.bars import Bars
from engine.ledger.audit import audit
from engine.metrics.annualising import Annualisation
from engine.metrics.compute import compute
from engine.metrics.metric import Profile
from engine.simulation.run import simulate
from engine.spec import Costs, Limits, Spec


def feeds_of(job: Job) -> list[Bars]:
    """Return a job's prices as the engine takes them."""
    return [
        Bars(symbol=f"WALK{number}", interval=job.interval, **vars(walk(job, symbol=number)))
        for number in range(job.symbols)
    ]


def spec_of(job: Job) -> Spec:
    """Return a job as the engine takes it."""
    return Spec(
        source=SOURCES[job.kind],
        symbols=tuple(f"WALK{number}" for number in range(job.symbols)),
        interval=job.interval,
        cash=CASH,
        costs=Costs(commission_rate=COMMISSION, slippage_rate=0.0),
        limits=Limits(orders=1_000_000),
    )


def prepare(variant: str, job: Job) -> Callable[[], Ending]:
    """Return the run of a job; a variant is a profile of metrics."""
    profile: Profile = "basic" if variant == "basic" else "advanced"
    spec, feeds = spec_of(job), feeds_of(job)

    def run() -> Ending:
        log = simulate(spec, feeds, report=lambda event: None)
        account = audit(spec, feeds, log)
        metrics = compute(account, periods_per_year=Annualisation.of(feeds).periods_per_year, profile=profile)
        path = log.engine_path + (f" ({log.path_reason})" if log.path_reason else "")
        closed = sum(not trade.is_open for trade in account.trades)
        return Ending(equity=float(metrics["final_value"] or 0), trades=closed, path=path)

    return run
