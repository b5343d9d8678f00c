"""One backtest from end to end: simulate in the sandbox, audit, account, measure."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol, Self, TypeVar

from pydantic import TypeAdapter

from engine.bars import Bars
from engine.events import Failure, LogLine, OrderLog, Progress
from engine.ledger.account import Account, BookedFill, RoundTrip, Unfilled
from engine.ledger.audit import BadResult, audit
from engine.ledger.benchmark import buy_and_hold
from engine.ledger.series import floats, instants, microseconds
from engine.metrics.compute import MetricValue, compute
from engine.spec import Spec
from engine.verdict import Verdict

Phase = Literal["analyze", "report"]
Made = TypeVar("Made")

BAD_RESULT_HINT: Final = "Leave the backtester's own objects alone: place orders with buy(), sell() and close()."

_LOG: Final = TypeAdapter(OrderLog)
_FAILURE: Final = TypeAdapter(Failure)
_TRADES: Final = TypeAdapter(tuple[RoundTrip, ...])
_FILLS: Final = TypeAdapter(tuple[BookedFill, ...])
_UNFILLED: Final = TypeAdapter(tuple[Unfilled, ...])
_SERIES: Final = ("equity", "cash", "position_value", "gross_value")


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
class Report:
    """
    What came of a backtest. Accounts and metrics are there when the verdict is OK, a failure otherwise.

    Of `order_log`, which the child wrote, only the strategy's name, parameters, indicator lines and printed lines
    may be shown; what was traded stands in the accounts.
    """

    verdict: Verdict
    failure: Failure | None = None
    order_log: OrderLog | None = None
    account: Account | None = None
    benchmark: Account | None = None
    metrics: Mapping[str, MetricValue] = field(default_factory=dict)
    benchmark_metrics: Mapping[str, MetricValue] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    elapsed_ms: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready values: fractions, ISO dates, instants in microseconds since 1970."""
        return {
            "verdict": str(self.verdict),
            "failure": self.failure and _FAILURE.dump_python(self.failure, mode="json"),
            "order_log": self.order_log and _LOG.dump_python(self.order_log, mode="json"),
            "account": self.account and account_to_dict(self.account),
            "benchmark": self.benchmark and account_to_dict(self.benchmark),
            "metrics": dict(self.metrics),
            "benchmark_metrics": dict(self.benchmark_metrics),
            "facts": dict(self.facts),
            "elapsed_ms": self.elapsed_ms,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the report that `to_dict` wrote."""
        made = {
            "verdict": Verdict(values["verdict"]),
            "failure": _read(_FAILURE.validate_python, values["failure"]),
            "order_log": _read(_LOG.validate_python, values["order_log"]),
            "account": _read(account_from_dict, values["account"]),
            "benchmark": _read(account_from_dict, values["benchmark"]),
        }
        return cls(**{**values, **made})


def _read(reader: Callable[[Any], Made], values: Any) -> Made | None:
    return None if values is None else reader(values)


def account_to_dict(account: Account) -> dict[str, Any]:
    """Return an account as JSON-ready values."""
    return {
        "times": microseconds(account.times),
        **{name: getattr(account, name).tolist() for name in _SERIES},
        "trades": _TRADES.dump_python(account.trades, mode="json"),
        "fills": _FILLS.dump_python(account.fills, mode="json"),
        "unfilled": _UNFILLED.dump_python(account.unfilled, mode="json"),
        "initial_cash": account.initial_cash,
        "ruined_bar": account.ruined_bar,
    }


def account_from_dict(values: Mapping[str, Any]) -> Account:
    """Return the account that `account_to_dict` wrote."""
    return Account(
        times=instants(values["times"]),
        **{name: floats(values[name]) for name in _SERIES},
        trades=_TRADES.validate_python(values["trades"]),
        fills=_FILLS.validate_python(values["fills"]),
        unfilled=_UNFILLED.validate_python(values["unfilled"]),
        initial_cash=values["initial_cash"],
        ruined_bar=values["ruined_bar"],
    )


def run_backtest(
    *,
    sandbox: Runner,
    spec: Spec,
    feeds: Sequence[Bars],
    on_progress: Callable[[Progress], None] | None = None,
    on_log: Callable[[LogLine], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_phase: Callable[[Phase], None] | None = None,
) -> Report:
    """
    Run a strategy in the sandbox, audit what it ordered, and measure it beside buy and hold.

    `on_phase` hears "analyze" when the sandbox is done; before that, progress events tell the phase.

    :raises SandboxUnavailable: if this system cannot isolate strategies.
    """
    outcome = sandbox.run(spec, feeds, on_progress=on_progress, on_log=on_log, should_stop=should_stop)
    log = outcome.order_log
    if outcome.verdict is not Verdict.OK or log is None:
        return Report(verdict=outcome.verdict, failure=outcome.failure, order_log=log, elapsed_ms=outcome.elapsed_ms)
    if on_phase:
        on_phase("analyze")
    try:
        account = audit(spec, feeds, log)
    except BadResult as breach:
        failure = Failure(message=f"The run's orders do not add up. {breach}", hint=BAD_RESULT_HINT)
        return Report(verdict=Verdict.BAD_RESULT, failure=failure, order_log=log, elapsed_ms=outcome.elapsed_ms)
    return _measured(spec=spec, feeds=feeds, log=log, account=account, elapsed_ms=outcome.elapsed_ms)


def _measured(*, spec: Spec, feeds: Sequence[Bars], log: OrderLog, account: Account, elapsed_ms: float) -> Report:
    benchmark = buy_and_hold(spec, feeds)
    # A basket of stocks and crypto is valued on every day either has a bar.
    periods_per_year = max(bars.periods_per_year for bars in feeds)
    return Report(
        verdict=Verdict.OK,
        order_log=log,
        account=account,
        benchmark=benchmark,
        metrics=compute(account, periods_per_year=periods_per_year),
        benchmark_metrics=compute(benchmark, periods_per_year=periods_per_year),
        facts=facts(feeds=feeds, log=log, account=account, periods_per_year=periods_per_year),
        elapsed_ms=elapsed_ms,
    )


def facts(*, feeds: Sequence[Bars], log: OrderLog, account: Account, periods_per_year: int) -> dict[str, Any]:
    """Return what a result rests on, for the list of assumptions."""
    return {
        "bars": len(account.times),
        "first_date": str(account.times[0].astype("datetime64[D]")),
        "last_date": str(account.times[-1].astype("datetime64[D]")),
        "data": [facts_of_feed(bars) for bars in feeds],
        "data_hash": data_hash(feeds),
        "periods_per_year": periods_per_year,
        "fills_by_type": dict(Counter(str(fill.order_type) for fill in account.fills)),
        "unfilled_by_reason": dict(Counter(order.reason for order in account.unfilled)),
        "clipped_fills": sum(fill.is_clipped for fill in account.fills),
        "engine_path": log.engine_path,
        "path_reason": log.path_reason,
        "bars_run": log.bars_run,
        "warmup_bars": log.warmup_bars,
    }


def facts_of_feed(bars: Bars) -> dict[str, Any]:
    """Return what one symbol's prices are and where they come from."""
    return {
        "symbol": bars.symbol,
        "bars": len(bars),
        "first_date": str(bars.dates[0]),
        "last_date": str(bars.dates[-1]),
        "source": bars.source,
        "adjustment": bars.adjustment,
        "currency": bars.currency,
        "is_simulated": bars.is_simulated,
        "content_hash": bars.content_hash,
    }


def data_hash(feeds: Sequence[Bars]) -> str:
    """Return one hash for all bars of a run; for a single symbol it is the hash of its bars."""
    if len(feeds) == 1:
        return feeds[0].content_hash
    return hashlib.sha256("".join(bars.content_hash for bars in feeds).encode()).hexdigest()
