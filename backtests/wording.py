"""Metrics and dates -> words: which of the design's formats each metric takes, and its colour."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from backtests import moments
from engine.events import LeftOut
from engine.metrics.catalogue import METRICS
from engine.metrics.metric import Format, MetricValue
from engine.script.words import said
from engine.spec import Limits
from marketdata.candles import WORDS
from statis.templatetags import fmt

UNDEFINED: Final = "n/a"
# Where a plus sign and a colour say something: gains and losses, never volatility or a share of time.
SIGNED: Final = frozenset(
    {"total_return", "cagr", "best_trade", "worst_trade", "average_win", "average_loss", "expectancy"}
    | {"average_trade_return", "best_trade_return", "worst_trade_return", "long_profit", "short_profit"}
    | {f"{which}_{period}" for which in ("best", "worst") for period in ("day", "month", "quarter", "year")}
    | {"month_to_date", "year_to_date", "return_3m", "return_6m", "return_1y", "return_3y", "return_5y", "return_10y"}
    | {"value_at_risk", "conditional_value_at_risk", "average_mae", "average_mfe", "excess_return", "alpha"}
)
# Kept as positive shares, read as falls.
FALLS: Final = frozenset({"max_drawdown", "average_drawdown"})


def interval(code: str) -> str:
    """
    Return the name of a bar's length.

    >>> interval("1d"), interval("15m")
    ('daily', '15-minute')
    """
    return WORDS.get(code, code)


def left_out(parts: Iterable[Mapping[str, Any]]) -> str:
    """
    Return the parts of a script that were not run, as the facts of a run keep them.

    >>> left_out([{"what": "the runner (main)", "lines": [[40, 72]], "why": ""}])
    'lines 40-72, the runner (main)'
    """
    return said([LeftOut(what=part["what"], lines=part["lines"], why=part["why"]) for part in parts])


def classes(names: Sequence[str], ran: str) -> str:
    """
    Return which of several strategy classes ran; nothing when there was no choice.

    >>> classes(["Base", "Cross"], "Cross"), classes(["Cross"], "Cross")
    ('Base, Cross; Cross ran', '')
    """
    return f"{', '.join(names)}; {ran} ran" if len(names) > 1 else ""


def limits(known: Limits) -> str:
    """
    Return what a run may use.

    >>> limits(Limits())
    '60 s, of the processor 60 s, 512 MB memory, 32 MB output, 100,000 orders, 1,000 lines of 500 characters'
    """
    return (
        f"{known.wall_seconds:g} s, of the processor {known.cpu_seconds} s, {known.memory_bytes >> 20:,} MB memory, "
        f"{known.output_bytes >> 20:,} MB output, {known.orders:,} orders, "
        f"{known.log_lines:,} lines of {known.log_line_chars:,} characters"
    )


def benchmark(name: str) -> str:
    """
    Return what a run is compared with, as the head of a column: by the name a report gives it.

    >>> benchmark("hold"), benchmark("cash"), benchmark("SPY")
    ('Buy and hold', 'Cash', 'Holding SPY')
    """
    return {"hold": "Buy and hold", "cash": "Cash"}.get(name, f"Holding {name}")


def day(value: date | str | None) -> str:
    """
    Return a date as plain text, where no <time> element may stand.

    >>> day(date(2025, 2, 11)), day("2025-02-11"), day(None)
    ('11 Feb 2025', '11 Feb 2025', '–')
    """
    if not value:
        return fmt.MISSING
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return f"{value.day} {value:%b %Y}"


def days(first: date, last: date) -> str:
    """
    Return a range of days, saying once what both share.

    >>> days(date(2024, 3, 4), date(2024, 3, 8)), days(date(2024, 3, 4), date(2024, 4, 8))
    ('4 to 8 Mar 2024', '4 Mar to 8 Apr 2024')
    >>> days(date(2024, 3, 4), date(2024, 3, 4)), days(date(2023, 12, 29), date(2024, 1, 2))
    ('4 Mar 2024', '29 Dec 2023 to 2 Jan 2024')
    """
    if first == last:
        return day(first)
    shown = f"{first.day}" if (first.year, first.month) == (last.year, last.month) else f"{first.day} {first:%b}"
    return f"{shown if first.year == last.year else day(first)} to {day(last)}"


def moment(text: str) -> str:
    """
    Return an ISO date, with a time of day or without, as plain text.

    >>> moment("2025-02-11"), moment("2025-02-11T09:30:00")
    ('11 Feb 2025', '11 Feb 2025, 09:30')
    """
    return moments.words(datetime.fromisoformat(text)) if "T" in text else day(text)


def metric(key: str, value: MetricValue, *, digits: int = 1, currency: str = "USD", form: Format | None = None) -> str:
    """
    Return the value of a metric as its catalogue entry says, or in another `form`; `digits` are for percentages.

    >>> metric("total_return", 0.0287), metric("max_drawdown", 0.2), metric("volatility", 0.31, digits=2)
    ('+2.9%', '−20.0%', '31.00%')
    >>> metric("expectancy", -12.0, currency="EUR"), metric("max_drawdown_days", 101), metric("sharpe_ratio", None)
    ('−€12', '101 days', 'n/a')
    """
    if value is None:
        return UNDEFINED
    if isinstance(value, str):
        return moment(value) if METRICS[key].format == "date" else value
    return _number(key, value, digits=digits, currency=currency, form=form or METRICS[key].format)


def _number(key: str, value: float, *, digits: int, currency: str, form: Format) -> str:
    if form == "percent":
        if key in FALLS:
            return fmt.drawdown(value, digits)
        return fmt.percent(value, digits) if key in SIGNED else fmt.share(value, digits)
    if form == "money":
        return fmt.signed_money(value, currency) if key in SIGNED else fmt.money(value, currency)
    return {"ratio": fmt.ratio, "days": fmt.days}.get(form, fmt.count)(value)


def tone(key: str, value: MetricValue) -> str:
    """Return the colour of a metric: only returns and profit have one."""
    if key not in SIGNED or value is None or isinstance(value, str):
        return ""
    return fmt.direction(value, "money" if METRICS[key].format == "money" else "percent")
