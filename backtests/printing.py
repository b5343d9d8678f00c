"""A backtest as text: a tear sheet for people, one JSON object for programs."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from backtests import costing, hindsight, moments, price_quality, sizing, terminal_tables, unfilled, wording
from backtests.models import State
from engine.events import Failure
from engine.ledger.account import Account, RoundTrip
from engine.metrics.symbols import earned_by_cash
from engine.printable import indented, printable
from engine.report import Report
from engine.spec import Spec
from engine.verdict import Verdict
from statis.templatetags import fmt

RESULTS: Final = (
    "initial_value",
    "final_value",
    "total_return",
    "sharpe_ratio",
    "max_drawdown",
    "win_rate",
    "total_trades",
)
ROWS: Final = (
    "total_return",
    "cagr",
    "volatility",
    "sharpe_ratio",
    "sortino_ratio",
    "calmar_ratio",
    "max_drawdown",
    "max_drawdown_days",
    "time_in_market",
    "total_trades",
    "win_rate",
    "profit_factor",
    "expectancy",
    "costs_paid",
    "final_value",
)


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How the backtest of one file ended; `code` names a failure for programs where the verdict is too coarse."""

    file: str
    spec: Spec | None
    verdict: Verdict
    failure: Failure | None = None
    report: Report | None = None
    facts: Mapping[str, Any]
    code: str = ""

    @property
    def state(self) -> State:
        """Return the state a stored run would have ended in."""
        return State.SUCCEEDED if self.verdict is Verdict.OK else State.FAILED


def as_json(ran: Ran) -> str:
    """Return one line of JSON: figures are fractions, what a failed run lacks is null or an empty list."""
    report, failure = ran.report, ran.failure
    metrics = dict(report.metrics) if report else None
    account = report.account if report else None
    values = {
        "file": ran.file,
        "success": ran.verdict is Verdict.OK,
        "state": ran.state,
        "verdict": ran.verdict,
        "error": _told(failure) if failure else None,
        "error_code": (ran.code or ran.verdict) if failure else None,
        "error_line": failure.line if failure else None,
        "backtest_results": {key: metrics.get(key) for key in RESULTS} if metrics else None,
        "performance_metrics": metrics,
        "benchmark_metrics": dict(report.benchmark_metrics) if report else None,
        "symbols": [asdict(one) for one in report.symbols] if report else [],
        "tables": asdict(report.tables) if report and report.tables else None,
        "look_ahead": hindsight.as_values(report.look_ahead) if report else None,
        "data_quality": ran.facts.get("quality", []),
        "trades": trades(account) if account else [],
        "equity": {"dates": dates(account), "values": account.equity.tolist()} if account else None,
        "summary": _summary(ran),
    }
    return json.dumps(values, allow_nan=False)


def _summary(ran: Ran) -> dict[str, Any]:
    data = ran.facts.get("data", [])
    return {
        "symbol_used": ", ".join(ran.spec.symbols) if ran.spec else None,
        "data_points": ran.facts.get("bars") or max((part["bars"] for part in data), default=0),
        "period": " to ".join(_period(data)) if data else None,
        "interval": ran.spec.interval if ran.spec else None,
        "warmup_bars": max((part.get("warmup_bars", 0) for part in data), default=0),
        "data_hash": ran.facts.get("data_hash"),
        "engine_path": ran.facts.get("engine_path"),
        "elapsed_ms": ran.facts.get("elapsed_ms"),
        "strategy_class": ran.facts.get("strategy_class"),
        "strategies": ran.facts.get("strategies", []),
        "left_out": ran.facts.get("left_out", []),
        "sizing": sizing.sizing_words(spec=ran.spec, facts=ran.facts) if ran.spec else None,
        "sizes": ran.facts.get("sizes"),
        "is_simulated": any(part["is_simulated"] for part in data),
        "source": ", ".join(dict.fromkeys(part["source"] for part in data)) or None,
        "seed": ran.spec.seed if ran.spec else None,
        "profile": ran.report.profile if ran.report else None,
        "benchmark": ran.report.benchmark_name if ran.report else None,
        "benchmark_return": ran.report.benchmark_metrics.get("total_return") if ran.report else None,
    }


def _period(data: list[dict[str, Any]]) -> tuple[str, str]:
    return min(part["first_date"] for part in data), max(part["last_date"] for part in data)


def dates(account: Account) -> list[str]:
    """Return the account's clock in ISO form: days when every instant is midnight."""
    times = account.times
    unit = "datetime64[s]" if moments.has_times(times) else "datetime64[D]"
    return [str(moment) for moment in times.astype(unit)]


def trades(account: Account) -> list[dict[str, Any]]:
    """Return the round trips as programs get them."""
    with_time = moments.has_times(account.times)
    return [trade_values(trade, with_time=with_time) for trade in account.trades]


def trade_values(trade: RoundTrip, *, with_time: bool) -> dict[str, Any]:
    """Return a round trip as programs get it; `return` is a fraction, an open trade has no exit."""
    exit_at = moments.of(trade.exit_at, with_time=with_time) if trade.exit_at else None
    return {
        "number": trade.number,
        "symbol": trade.symbol,
        "side": trade.side,
        "size": trade.size,
        "entry_date": moments.of(trade.entry_at, with_time=with_time).isoformat(),
        "exit_date": exit_at.isoformat() if exit_at else None,
        "entry_price": trade.entry_price,
        "exit_price": trade.exit_price,
        "pnl": trade.pnl,
        "pnl_net": trade.pnl_net,
        "commission": trade.commission,
        "fees": trade.fees,
        "borrow_cost": trade.borrow_cost,
        "slippage_cost": trade.slippage_cost,
        "impact_cost": trade.impact_cost,
        "return": trade.return_fraction,
        "bars": trade.bars,
        "mae": trade.mae,
        "mfe": trade.mfe,
        "is_open": trade.is_open,
    }


def _told(failure: Failure) -> str:
    return " ".join(part for part in (failure.message, failure.hint) if part)


def as_error(ran: Ran) -> str:
    """Return the lines about a file that failed: what happened, where, and what to do."""
    failure = ran.failure or Failure(message=f"The run ended with {ran.verdict}.")
    place = f", line {failure.line}" if failure.line else ""
    lines = [f"{printable(ran.file, one_line=True)}{place}: {indented(failure.message)} [{ran.code or ran.verdict}]"]
    if failure.code.strip():
        lines.append(f"    {printable(failure.code.strip(), one_line=True)}")
    if failure.hint:
        lines.append(f"    {indented(failure.hint)}")
    return "\n".join(lines)


def as_sheet(ran: Ran) -> str:
    """
    Return the tear sheet of a backtest that succeeded.

    :raises ValueError: if it did not.
    """
    report = ran.report
    if report is None or ran.spec is None:
        raise ValueError("a failed run has no tear sheet")
    currency = ran.facts["data"][0]["currency"]
    head = ", ".join((ran.file, str(ran.facts.get("strategy_class", "")), *ran.spec.symbols))
    lines = [head, *_about(ran), ""]
    checked = list(hindsight.terminal_lines(report.look_ahead))
    if hindsight.is_alarming(report.look_ahead):
        # Before any figure that cannot be relied on.
        lines, checked = [*lines, *checked, ""], []
    lines += [*_figures(report, currency), "", *_notes(ran, ran.spec, report, currency), *checked, _engine(ran.facts)]
    # Whoever wrote the strategy has chosen some of these words: none may steer the terminal.
    return "\n".join(printable(line, one_line=True) for line in lines)


def _figures(report: Report, currency: str) -> Iterator[str]:
    """Yield the essentials of a basic report, everything of an advanced one."""
    name = wording.benchmark(report.benchmark_name)
    yield f"{'':{terminal_tables.LABEL}}{'Strategy':>{terminal_tables.VALUE}}{name:>{terminal_tables.VALUE}}"
    if report.tables is None:
        yield from terminal_tables.metric_lines(ROWS, report, currency=currency)
    else:
        yield from terminal_tables.metric_groups(report, currency=currency)
        yield from terminal_tables.month_lines(report.tables.years, name)
        yield from terminal_tables.fall_lines(report.tables.drawdowns)
        yield from terminal_tables.convention_lines(report.tables.conventions)
    interest = earned_by_cash(report.account, report.symbols)
    yield from terminal_tables.symbol_lines(report.symbols, interest=interest, currency=currency)


def _about(ran: Ran) -> Iterator[str]:
    data = ran.facts["data"]
    first, last = _period(data)
    warmup = max(part.get("warmup_bars", 0) for part in data)
    lead = f", {fmt.count(warmup)} warm-up bars before them" if warmup else ""
    bars = f"{fmt.count(ran.facts['bars'])} {wording.interval(data[0]['interval'])} bars"
    yield f"{first} to {last}, {bars}{lead}"
    for source, is_simulated in dict.fromkeys((part["source"], part["is_simulated"]) for part in data):
        label = "SIMULATED prices, no market ever traded at them" if is_simulated else "Prices"
        yield f"{label}: {source}"


def _about_the_script(facts: Mapping[str, Any]) -> Iterator[str]:
    if told := wording.classes(facts.get("strategies", []), facts.get("strategy_class", "")):
        yield f"Strategy classes: {told}. --strategy CLASS runs another."
    if told := wording.left_out(facts.get("left_out", [])):
        yield f"Left out of your script: {told}."


def _notes(ran: Ran, spec: Spec, report: Report, currency: str) -> Iterator[str]:
    account = report.account
    if missing := report.facts.get("benchmark", {}).get("missing_bars"):
        yield f"{report.benchmark_name} has no price on {fmt.count(missing)} of the run's bars: its last value stands."
    yield from price_quality.terminal_lines(ran.facts.get("quality", []))
    yield f"Costs: {', '.join(costing.paid_by_kind(report.metrics, currency))}; every figure is after them."
    yield f"Sizing: {sizing.sizing_words(spec=spec, facts=ran.facts)}."
    yield f"Cash reserve: {sizing.reserve_words(spec=spec, facts=ran.facts)}."
    still_open = sum(trade.is_open for trade in account.trades)
    if still_open:
        yield f"Open at the end: {still_open}, valued at the last close and not counted as trades."
    if spec.costs.volume_cap is not None:
        yield f"Volume: {costing.volume(spec.costs, ran.facts)}."
    if account.unfilled:
        yield f"Orders not filled: {fmt.count(len(account.unfilled))} ({unfilled.reasons(report)})."
    if account.ruined_bar is not None:
        yield f"The account was lost on {dates(account)[account.ruined_bar]}."
    yield from _about_the_script(ran.facts)


def _engine(facts: Mapping[str, Any]) -> str:
    reason = f" ({facts['path_reason']})" if facts.get("path_reason") else ""
    elapsed = facts["elapsed_ms"] / 1000
    return f"Engine: {facts['engine_path']}{reason}, {elapsed:.2f} s. Data sha256 {facts['data_hash'][:12]}."
