"""The tables of a report -> rows for the page: metrics, months and years, deepest falls, symbols."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from backtests import wording
from engine.ledger.account import RoundTrip
from engine.metrics.catalogue import METRICS
from engine.metrics.metric import Format, MetricValue, MetricValues
from engine.metrics.symbols import earned_by_cash
from engine.metrics.undefined import undefined_reason
from engine.report import Report
from engine.spec import Costs
from statis.templatetags import fmt

AGAINST: Final = "Against the benchmark"
# A month's colour: one step a percent, no more than five either way.
STEPS: Final = 5

# Metric and name of each kind of cost, and whether a run models it.
KINDS_OF_COST: Final[tuple[tuple[str, str, Callable[[Costs], bool]], ...]] = (
    ("commission_paid", "Commission", lambda costs: True),
    ("fees_paid", "Fees", lambda costs: costs.us_fees),
    ("slippage_paid", "Slippage", lambda costs: True),
    ("impact_paid", "Market impact", lambda costs: bool(costs.impact)),
    ("borrow_paid", "Borrowing", lambda costs: bool(costs.borrow_rate)),
)


@dataclass(frozen=True, kw_only=True)
class MetricRow:
    """A metric of the strategy beside the benchmark's."""

    key: str
    label: str
    help: str
    value: str
    tone: str
    benchmark: str


@dataclass(frozen=True, kw_only=True)
class MetricGroup:
    """Metrics under one heading."""

    name: str
    rows: tuple[MetricRow, ...]


@dataclass(frozen=True, kw_only=True)
class MonthCell:
    """A month's return; `css` is its step on the diverging scale, empty for a month without a bar."""

    text: str
    css: str


@dataclass(frozen=True, kw_only=True)
class MonthRow:
    """A year of months, the year itself, and the benchmark's."""

    year: int
    months: tuple[MonthCell, ...]
    total: str
    tone: str
    benchmark: str


@dataclass(frozen=True, kw_only=True)
class FallRow:
    """A deep fall of equity; no `recovery_date` while it lasts."""

    depth: str
    start_date: str
    valley_date: str
    recovery_date: str | None
    days: str


@dataclass(frozen=True, kw_only=True)
class SymbolRow:
    """What a symbol contributed."""

    symbol: str
    trades: str
    win_rate: str
    profit: str
    tone: str
    contribution: str
    costs: str
    time_in_market: str


@dataclass(frozen=True, kw_only=True)
class CostRow:
    """What one kind of cost came to."""

    label: str
    text: str
    tone: str = ""


def cost_rows(report: Report, costs: Costs) -> tuple[CostRow, ...]:
    """Return what was paid kind by kind, those not modelled said so, then all together and what cash earned."""
    paid = report.metrics
    rows = [_cost_row(word, paid.get(key), is_modelled(costs)) for key, word, is_modelled in KINDS_OF_COST]
    rows.append(CostRow(label="Together", text=_money(paid.get("costs_paid")), tone="strong"))
    if share := paid.get("costs_share"):
        rows.append(CostRow(label="Share of profit before costs", text=wording.metric("costs_share", share)))
    if earned := paid.get("interest_earned"):
        rows.append(CostRow(label="Interest earned besides", text=_money(earned)))
    return tuple(rows)


def _cost_row(word: str, amount: MetricValue, is_modelled: bool) -> CostRow:
    if not amount and not is_modelled:
        return CostRow(label=word, text="not modelled", tone="muted")
    return CostRow(label=word, text=_money(amount))


def _money(amount: MetricValue) -> str:
    return fmt.cents(amount) if isinstance(amount, int | float) else fmt.MISSING


def help_of(key: str, report: Report) -> str:
    """Return what a metric means, how it is counted, and why it has no value where it has none."""
    sides = [("Strategy", report.metrics), (wording.benchmark(report.benchmark_name), report.benchmark_metrics)]
    if METRICS[key].group == AGAINST:
        # There it is compared with itself.
        sides.pop()
    yearly = report.annualisation
    reasons = [(name, undefined_reason(key, values, yearly)) for name, values in sides]
    entry = yearly.told(METRICS[key])
    texts = [entry.meaning, entry.convention]
    return " ".join([*filter(None, texts), *(f"{name}, n/a: {reason}" for name, reason in reasons if reason)])


def metric_groups(report: Report) -> tuple[MetricGroup, ...]:
    """Return every metric of the run's profile, in the catalogue's order, under its groups."""
    shown = [entry for entry in METRICS.values() if entry.profile == "basic" or report.profile == "advanced"]
    grouped = groupby(shown, key=lambda entry: entry.group)
    return tuple(
        MetricGroup(name=str(name), rows=tuple(_metric_row(entry.key, report) for entry in entries))
        for name, entries in grouped
    )


def _metric_row(key: str, report: Report) -> MetricRow:
    entry = report.annualisation.told(METRICS[key])
    if key == "total_trades":
        shown, benchmark = trade_count(report.account.trades), trade_count(report.benchmark.trades)
    else:
        form = entry.format
        shown, benchmark = (_shown(key, values, form) for values in (report.metrics, report.benchmark_metrics))
    return MetricRow(
        key=key,
        label=entry.label,
        help=help_of(key, report),
        value=shown,
        tone=wording.tone(key, report.metrics.get(key)),
        benchmark=fmt.MISSING if entry.group == AGAINST else benchmark,
    )


def _shown(key: str, values: MetricValues, form: Format) -> str:
    """Return a value for the tables: a dash where a run was made before Statis knew the metric."""
    return wording.metric(key, values[key], digits=2, form=form) if key in values else fmt.MISSING


def trade_count(trades: Sequence[RoundTrip]) -> str:
    """Return how many trades ended, and how many have not: a position held to the end is no closed trade."""
    still_open = sum(trade.is_open for trade in trades)
    closed = len(trades) - still_open
    parts = [fmt.count(closed)] if closed or not still_open else []
    return " and ".join([*parts, *([f"{fmt.count(still_open)} open"] if still_open else [])])


def month_rows(report: Report) -> tuple[MonthRow, ...]:
    """Return the months of every year, none for a report without tables."""
    return tuple(
        MonthRow(
            year=row.year,
            months=tuple(_cell(value) for value in row.months),
            total=fmt.percent(row.total),
            tone=fmt.direction(row.total),
            benchmark=fmt.percent(row.benchmark),
        )
        for row in (report.tables.years if report.tables else ())
    )


def _cell(value: float | None) -> MonthCell:
    """
    Return a month's cell.

    >>> _cell(0.031), _cell(-0.2).css, _cell(0.0).css, _cell(None)
    (MonthCell(text='+3.1', css='d-p3'), 'd-n5', 'd-0', MonthCell(text='', css=''))
    >>> _cell(-1.0441).text
    '−104'
    """
    if value is None:
        return MonthCell(text="", css="")
    step = max(-STEPS, min(STEPS, round(value * 100)))
    side = ("n" if step < 0 else "p") if step else ""
    # Five characters fit into a cell.
    digits = 1 if abs(value) < 0.9995 else 0
    return MonthCell(text=fmt.percent(value, digits).removesuffix("%"), css=f"d-{side}{abs(step)}")


def fall_rows(report: Report) -> tuple[FallRow, ...]:
    """Return the deepest falls, none for a report without tables."""
    return tuple(
        FallRow(
            depth=fmt.drawdown(fall.depth),
            start_date=fall.start_date,
            valley_date=fall.valley_date,
            recovery_date=fall.recovery_date,
            days=fmt.count(fall.days),
        )
        for fall in (report.tables.drawdowns if report.tables else ())
    )


def interest(report: Report) -> str:
    """Return what cash earned or owing it cost in a run over several symbols, empty if nothing."""
    earned = earned_by_cash(report.account, report.symbols) if len(report.symbols) > 1 else 0.0
    return fmt.signed_money(earned) if earned else ""


def symbol_rows(report: Report) -> tuple[SymbolRow, ...]:
    """Return what each symbol contributed, none for a run over a single one."""
    return tuple(
        SymbolRow(
            symbol=one.symbol,
            trades=f"{fmt.count(one.trades)}{f' and {one.open_trades} open' if one.open_trades else ''}",
            win_rate=fmt.share(one.win_rate),
            profit=fmt.signed_money(one.profit),
            tone=fmt.direction(one.profit, "money"),
            contribution=fmt.percent(one.contribution),
            costs=fmt.money(one.costs),
            time_in_market=fmt.share(one.time_in_market),
        )
        for one in (report.symbols if len(report.symbols) > 1 else ())
    )
