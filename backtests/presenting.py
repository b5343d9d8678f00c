"""A run and its report -> what the run's page shows; every text is ready, templates only lay it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.urls import reverse

from backtests import assumptions, breakdown, charts, costing, hindsight, moments, sizing, unfilled, verdicts, wording
from backtests.models import PART_OF, PHASES, BacktestRun
from engine.bars import Times
from engine.metrics.catalogue import METRICS
from engine.metrics.drawdown import drawdown_curve
from engine.report import Report
from engine.spec import Spec
from statis.templatetags import fmt

SAMPLE_TILES: Final = ("total_return", "max_drawdown", "sharpe_ratio")
TILES: Final = ("total_return", "cagr", "sharpe_ratio", "max_drawdown", "volatility", "time_in_market")
SAME_PRICES: Final = "The run this one repeats. For prices as they are now, choose Change and run"
PHASE_NAMES: Final = ("Load data", "Compile", "Simulate", "Analyze", "Report")


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A headline figure beside the benchmark's."""

    key: str
    label: str
    value: str
    tone: str
    versus_label: str
    versus: str
    help: str


@dataclass(frozen=True, kw_only=True)
class LogRow:
    """A line the strategy printed and the bar it was printed on."""

    at: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """A phase of a run: `state` is done, active, todo or error."""

    number: int
    name: str
    state: str
    note: str


@dataclass(frozen=True, kw_only=True)
class ProgressView:
    """How far a live run is; `percent` is None while it waits."""

    steps: tuple[Step, ...]
    percent: int | None
    figures: str
    status: str


@dataclass(frozen=True, kw_only=True)
class TearSheet:
    """The report of a finished run."""

    tiles: tuple[Tile, ...]
    verdict: verdicts.Words
    equity: charts.Chart
    drawdown: charts.Chart
    alarm: hindsight.Alarm | None
    look_ahead: str
    warnings: tuple[assumptions.Caution, ...]
    to_review: str
    calm: str
    assumptions: tuple[assumptions.FactGroup, ...]
    costs: tuple[breakdown.CostRow, ...]
    unfilled: unfilled.UnfilledList | None
    groups: tuple[breakdown.MetricGroup, ...]
    months: tuple[breakdown.MonthRow, ...]
    falls: tuple[breakdown.FallRow, ...]
    symbols: tuple[breakdown.SymbolRow, ...]
    interest: str
    benchmark: str
    log: tuple[LogRow, ...]
    log_summary: str
    cash: str
    is_simulated: bool


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A real report in short, for visitors."""

    title: str
    subtitle: str
    tiles: tuple[Tile, ...]
    equity: charts.Chart


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head of a run's page."""

    number: str
    title: str
    strategy: str
    strategy_id: int
    version: int
    version_name: str
    duration: str
    change_url: str


def run_head(run: BacktestRun) -> Head:
    """Return what stands above everything else, whatever became of the run."""
    name = run.version.strategy.name
    return Head(
        number=f"Run {run.pk}",
        title=title(_with_real_dates(run)),
        strategy=name,
        strategy_id=run.version.strategy_id,
        version=run.version.number,
        version_name=f"{name} v{run.version.number}",
        change_url=f"{reverse('backtests:new')}?from={run.pk}",
        duration=fmt.duration(run.elapsed_seconds) if run.is_final and run.elapsed_seconds else "",
    )


def _with_real_dates(run: BacktestRun) -> Spec:
    """Return the spec with the dates of its bars where it leaves a side open."""
    spec, sources = Spec.from_dict(run.spec), run.facts.get("data", [])
    if not sources:
        return spec
    first, last = min(one["first_date"] for one in sources), max(one["last_date"] for one in sources)
    return replace(
        spec,
        start_date=spec.start_date or date.fromisoformat(first),
        end_date=spec.end_date or date.fromisoformat(last),
    )


def title(spec: Spec) -> str:
    """
    Return the name of a run: what was tested, not what the page does.

    >>> title(Spec(source="", symbols=("AAPL",), start_date=date(2008, 1, 2), end_date=date(2013, 3, 1)))
    'AAPL, daily, 2008 to 2013'
    >>> week = {"start_date": date(2024, 3, 4), "end_date": date(2024, 3, 8)}
    >>> title(Spec(source="", symbols=("AAPL",), interval="5m", **week))
    'AAPL, 5-minute, 4 to 8 Mar 2024'
    """
    shown = spec.symbols if len(spec.symbols) <= 3 else (*spec.symbols[:2], f"{len(spec.symbols) - 2} more")
    names = " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
    return f"{names}, {wording.interval(spec.interval)}, {_period(spec)}"


def _period(spec: Spec) -> str:
    """Return the years of a run, or its days where they are few enough to matter."""
    if not spec.start_date or not spec.end_date:
        return "all prices"
    first, last = spec.start_date, spec.end_date
    if moments.is_intraday(spec.interval):
        return wording.days(first, last)
    return f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"


def tear_sheet(*, run: BacktestRun, report: Report, scale: charts.Scale = "linear") -> TearSheet:
    """Return the report of a finished run, ready to lay out."""
    account, benchmark = report.account, report.benchmark
    spec, sources = Spec.from_dict(run.spec), run.facts.get("data", [])
    odd = run.facts.get("quality")
    short = assumptions.short_of_prices(run.facts.get("price_notes", []))
    noted = [*short, *assumptions.warnings(report, sources, odd or ())]
    falls = [drawdown_curve(one.equity, initial=one.initial_cash) for one in (account, benchmark)]
    log, name = _log_rows(report), wording.benchmark(report.benchmark_name)
    return TearSheet(
        tiles=tuple(_tile(key, report) for key in TILES),
        verdict=verdicts.verdict(report.metrics, report.benchmark_metrics, spec, has_traded=bool(account.trades)),
        equity=charts.equity_chart(
            times=account.times, strategy=account.equity, benchmark=benchmark.equity, name=name, scale=scale
        ),
        drawdown=charts.drawdown_chart(times=account.times, strategy=falls[0], benchmark=falls[1], name=name),
        alarm=hindsight.alarm(report.look_ahead) if hindsight.is_alarming(report.look_ahead) else None,
        look_ahead=hindsight.line(report.look_ahead),
        warnings=tuple(noted),
        to_review=_to_review(noted),
        calm="Nothing stands out in these figures." if account.trades else "Without a trade the figures say nothing.",
        assumptions=assumptions.fact_groups(report, spec, sources, odd),
        costs=breakdown.cost_rows(report, spec.costs),
        unfilled=unfilled.unfilled_list(report),
        groups=breakdown.metric_groups(report),
        months=breakdown.month_rows(report),
        falls=breakdown.fall_rows(report),
        symbols=breakdown.symbol_rows(report),
        interest=breakdown.interest(report),
        benchmark=name,
        log=log,
        log_summary=_log_summary(report, log),
        cash=fmt.money(account.initial_cash),
        is_simulated=any(source["is_simulated"] for source in sources),
    )


def sample(*, run: BacktestRun, report: Report) -> Sample:
    """Return a finished run in short."""
    account, benchmark = report.account, report.benchmark
    return Sample(
        title=run.version.strategy.name,
        subtitle=title(_with_real_dates(run)),
        tiles=tuple(_tile(key, report) for key in SAMPLE_TILES),
        equity=charts.equity_chart(
            times=account.times,
            strategy=account.equity,
            benchmark=benchmark.equity,
            name=wording.benchmark(report.benchmark_name),
        ),
    )


def _to_review(noted: Sequence[assumptions.Caution]) -> str:
    number = sum(one.tone != "info" for one in noted)
    return f"{number} to review" if number else ""


def _tile(key: str, report: Report) -> Tile:
    entry, value = report.annualisation.told(METRICS[key]), report.metrics.get(key)
    versus_label = wording.benchmark(report.benchmark_name)
    versus = wording.metric(key, report.benchmark_metrics.get(key))
    if key == "time_in_market":
        versus_label, versus = _trade_count(report)
    return Tile(
        key=key,
        label=entry.label,
        value=wording.metric(key, value),
        tone=wording.tone(key, value),
        versus_label=versus_label,
        versus=versus,
        help=breakdown.help_of(key, report),
    )


def _trade_count(report: Report) -> tuple[str, str]:
    closed = [trade for trade in report.account.trades if not trade.is_open]
    if not closed:
        return ("1 trade,", "still open") if report.account.trades else ("No", "trades")
    won = sum(trade.pnl_net > 0 for trade in closed)
    return f"{fmt.count(len(closed))} {'trade' if len(closed) == 1 else 'trades'},", f"{fmt.count(won)} won"


def _log_rows(report: Report) -> tuple[LogRow, ...]:
    times = report.account.times
    with_time = moments.has_times(times)
    return tuple(
        LogRow(at=_log_time(times, line.bar, with_time=with_time), text=line.text) for line in report.order_log.log
    )


def _log_time(times: Times, bar: int | None, *, with_time: bool) -> str:
    """Return when a line was printed; nothing for one from before the first bar or after the last."""
    if bar is None or bar >= len(times):
        return ""
    # Bars begin at whole minutes.
    return moments.iso(moments.of(times[bar], with_time=with_time)).removesuffix(":00")


def _log_summary(report: Report, log: Sequence[LogRow]) -> str:
    if not log:
        return "Nothing printed"
    cut = ", cut off at the limit" if report.order_log.log_truncated else ""
    return f"{fmt.count(len(log))} {'line' if len(log) == 1 else 'lines'}{cut}"


def progress_view(run: BacktestRun, news: Mapping[str, Any] | None = None) -> ProgressView:
    """Return how far a run is, from its row or from newer news of it."""
    now = {**run.progress, **(news or {})}
    phase = PART_OF.get(now.get("phase", ""), now.get("phase"))
    reached = PHASES.index(phase) if phase in PHASES else -1
    percent = None if reached < 0 else round(float(now.get("fraction", 0)) * 100)
    name = PHASE_NAMES[reached] if reached >= 0 else "Waiting for a worker"
    return ProgressView(
        steps=steps(reached, notes=_notes(now)),
        percent=percent,
        figures=_figures(now, run.elapsed_seconds),
        # A screen reader hears phases and quarters, not every percent.
        status=name if percent is None else f"{name}, {percent // 25 * 25} percent.",
    )


def steps(reached: int, *, notes: Mapping[int, str] | None = None, failed: bool = False) -> tuple[Step, ...]:
    """Return the phases of a run of which `reached` (0 for the first, -1 for none) is the current one."""
    states = ["done" if at < reached else "todo" for at in range(len(PHASE_NAMES))]
    if reached >= 0:
        states[reached] = "error" if failed else "active"
    return tuple(
        Step(number=at + 1, name=name, state=states[at], note=(notes or {}).get(at, ""))
        for at, name in enumerate(PHASE_NAMES)
    )


def _notes(now: Mapping[str, Any]) -> dict[int, str]:
    notes = {4: "Look-ahead check"} if now.get("phase") == "look-ahead" else {}
    if now.get("phase") == "data" and now.get("doing"):
        notes[0] = str(now["doing"])
    if now.get("bars"):
        notes[2] = f"Bar {fmt.count(now['bar'])} of {fmt.count(now['bars'])}"
    return notes


def _figures(now: Mapping[str, Any], elapsed: float | None) -> str:
    seconds = now.get("elapsed_seconds", elapsed)
    if not seconds:
        return ""
    parts = [f"{fmt.count(now['bar'] / seconds)} bars/s"] if now.get("bar") else []
    parts.append(f"{fmt.duration(seconds)} elapsed")
    parts += [f"{fmt.count(now['fills'])} {'fill' if now['fills'] == 1 else 'fills'} so far"] if now.get("bar") else []
    left = _seconds_left(now, seconds)
    # A guess has no tenths.
    parts += [f"about {f'{max(1, round(left))} s' if left < 59 else fmt.duration(left)} left"] if left else []
    return " · ".join(parts)


def _seconds_left(now: Mapping[str, Any], seconds: float) -> float:
    """Return how long the bars ahead will take at the pace so far; 0 while that is a guess."""
    bar, bars = now.get("bar", 0), now.get("bars", 0)
    return seconds * (bars - bar) / bar if seconds > 1 and bar > bars / 50 else 0.0


def run_settings(run: BacktestRun) -> tuple[assumptions.Fact, ...]:
    """Return what a run was asked to do, for as long as there is nothing else to read."""
    spec = Spec.from_dict(run.spec)
    dates = f"{wording.day(spec.start_date)} to {wording.day(spec.end_date)}"
    shown = (
        ("Symbols" if len(spec.symbols) > 1 else "Symbol", ", ".join(spec.symbols)),
        ("Bars", wording.interval(spec.interval).capitalize()),
        ("Period", dates if spec.start_date and spec.end_date else "All prices"),
        ("Starting cash", fmt.money(spec.cash)),
        ("Sizing", sizing.rule_words(spec.sizing)),
        ("Commission", costing.commission(spec.costs)),
        ("Slippage", costing.slippage(spec.costs)),
        ("Market impact", costing.impact(spec.costs)),
        ("Volume", costing.volume(spec.costs, {})),
        ("Leverage", assumptions.leverage(spec.leverage)),
        ("Benchmark", wording.benchmark(spec.benchmark)),
        ("Parameters", ", ".join(f"{name} {value}" for name, value in spec.params.items()) or "As in the code"),
        ("Orders fill at", "Next bar open"),
    )
    return tuple(assumptions.Fact(label=label, text=text) for label, text in shown)


def _classes(known: Mapping[str, Any]) -> str:
    names = known.get("strategies", [])
    return ", ".join(names) if len(names) > 1 else ""


def run_facts(run: BacktestRun) -> tuple[assumptions.Fact, ...]:
    """Return what identifies a run: the same facts give the same numbers."""
    known = run.facts
    params = ", ".join(f"{name} {value}" for name, value in known.get("params", {}).items())
    libraries = ", ".join(f"{name} {version}" for name, version in known.get("libraries", {}).items())
    shown = (
        ("Strategy class", known.get("strategy_class", "")),
        ("Classes in the code", _classes(known)),
        ("Left out of the code", wording.left_out(known.get("left_out", []))),
        ("Parameters", params),
        ("Code, sha256", run.version.source_sha256),
        ("Prices, sha256", run.data_hash),
        ("Prices fetched", ". ".join(known.get("fetched", []))),
        ("Prices as of", SAME_PRICES if known.get("same_prices") else ""),
        ("Engine", " ".join(filter(None, (run.engine_path, known.get("path_reason", ""))))),
        ("Seed", str(run.spec.get("seed", 0))),
        ("Limits", wording.limits(Spec.from_dict(run.spec).limits)),
        ("Simulated in", fmt.milliseconds(known.get("elapsed_ms"))),
        ("Libraries", libraries),
    )
    return tuple(assumptions.Fact(label=label, text=text) for label, text in shown if text)
