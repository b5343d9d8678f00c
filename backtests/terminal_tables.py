"""The tables of a report as lines for a terminal, at most a hundred columns wide."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from backtests import wording
from engine.metrics.catalogue import METRICS
from engine.metrics.conventions import Convention
from engine.metrics.symbols import SymbolResult
from engine.metrics.tables import Fall, YearRow
from engine.report import Report
from statis.templatetags import fmt

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LABEL: Final = 24
# Room for a date with a time of day, and a blank before it.
VALUE: Final = 20
BENCHMARK: Final = 15


def metric_lines(keys: Sequence[str], report: Report, *, currency: str) -> Iterator[str]:
    """Yield a line for each metric: its label, the strategy's value and the benchmark's."""
    for key in keys:
        entry, sides = report.annualisation.told(METRICS[key]), (report.metrics, report.benchmark_metrics)
        shown = (wording.metric(key, values.get(key), currency=currency, form=entry.format) for values in sides)
        yield f"{entry.label:{LABEL}}" + "".join(f"{text:>{VALUE}}" for text in shown)


def metric_groups(report: Report, *, currency: str) -> Iterator[str]:
    """Yield every metric of a result under its group, in the catalogue's order."""
    for name, entries in groupby(METRICS.values(), key=lambda entry: entry.group):
        yield from ("", name)
        known = [entry.key for entry in entries if entry.key in report.metrics]
        yield from metric_lines(known, report, currency=currency)


def month_lines(years: Sequence[YearRow], benchmark: str) -> Iterator[str]:
    """Yield the returns of months and years, in percent."""
    yield from ("", "Months and years, in percent")
    yield f"{'':4}" + "".join(f"{month:>6}" for month in MONTHS) + f"{'Year':>8}{benchmark:>{BENCHMARK}}"
    for row in years:
        months = "".join(f"{_percent(value):>6}" for value in row.months)
        yield f"{row.year:<4}{months}{_percent(row.total):>8}{_percent(row.benchmark):>{BENCHMARK}}"


def _percent(value: float | None) -> str:
    return "" if value is None else fmt.percent(value).removesuffix("%")


def fall_lines(falls: Sequence[Fall]) -> Iterator[str]:
    """Yield the deepest falls; nothing if equity never fell."""
    if not falls:
        return
    yield from ("", "Deepest falls")
    yield f"{'Fall':>8}{'Peak':>18}{'Valley':>18}{'Recovered':>18}{'Days':>8}"
    for fall in falls:
        dates = (fall.start_date, fall.valley_date, fall.recovery_date or "not yet")
        # Days, or within days moments to the minute.
        shown = "".join(f"{date.replace('T', ' ')[:16]:>18}" for date in dates)
        yield f"{fmt.drawdown(fall.depth):>8}{shown}{fmt.count(fall.days):>8}"


def convention_lines(conventions: Sequence[Convention]) -> Iterator[str]:
    """Yield the same account under other tools' conventions, ours marked."""
    yield from ("", "The same account by other tools' conventions")
    for one in conventions:
        value = wording.UNDEFINED if one.value is None else fmt.signed(one.value, 4)
        mark = "*" if one.is_ours else " "
        yield f"{one.quantity:26}{value:>12} {mark} {one.tool}"


def symbol_lines(symbols: Sequence[SymbolResult], *, interest: float, currency: str) -> Iterator[str]:
    """Yield what each symbol contributed, and cash if it earned interest; nothing for a single symbol."""
    if len(symbols) < 2:
        return
    yield from ("", "By symbol")
    heads = ("Trades", "Open", "Won", "Profit", "Contributed", "Costs", "In market")
    yield f"{'':12}" + "".join(f"{head:>12}" for head in heads)
    for one in symbols:
        cells = (
            fmt.count(one.trades),
            fmt.count(one.open_trades),
            fmt.share(one.win_rate),
            fmt.signed_money(one.profit, currency),
            fmt.percent(one.contribution),
            fmt.money(one.costs, currency),
            fmt.share(one.time_in_market),
        )
        yield f"{one.symbol:12}" + "".join(f"{cell:>12}" for cell in cells)
    if interest:
        yield f"{'Interest':12}{fmt.signed_money(interest, currency):>48}"
