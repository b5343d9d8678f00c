"""Orders that were not filled, or not wholly -> rows that say why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from backtests import moments
from engine.ledger.account import EndedBy, Unfilled
from engine.report import Report
from statis.templatetags import fmt

MOST_ROWS: Final = 100
REASONS: Final[Mapping[EndedBy, str]] = {
    "margin": "not enough money",
    "expired": "expired",
    "cancelled": "cancelled",
    "rejected": "refused",
    "end_of_data": "data ended",
    "ruined": "account wiped out",
}


@dataclass(frozen=True, kw_only=True)
class UnfilledRow:
    """An order, or the rest of one, and why it was not filled."""

    at: date | datetime
    symbol: str
    order: str
    units: str
    reason: str
    text: str


@dataclass(frozen=True, kw_only=True)
class UnfilledList:
    """The first of a run's unfilled orders, and all of them counted by reason."""

    rows: tuple[UnfilledRow, ...]
    total: str
    summary: str
    left_over: str


def reasons(report: Report) -> str:
    """Return how many orders were not filled for which reason, the most frequent first."""
    counted = Counter(REASONS[one.reason] for one in report.account.unfilled)
    return ", ".join(f"{fmt.count(number)} {reason}" for reason, number in counted.most_common())


def unfilled_list(report: Report) -> UnfilledList | None:
    """Return what became of orders that were not filled; None when all were."""
    every = sorted(report.account.unfilled, key=lambda one: (one.bar, one.order))
    if not every:
        return None
    over = len(every) - MOST_ROWS
    with_time = moments.has_times(report.account.times)
    return UnfilledList(
        rows=tuple(_row(one, with_time) for one in every[:MOST_ROWS]),
        total=fmt.count(len(every)),
        summary=reasons(report),
        left_over=f"The first {MOST_ROWS} of {fmt.count(len(every))}." if over > 0 else "",
    )


def _row(one: Unfilled, with_time: bool) -> UnfilledRow:
    return UnfilledRow(
        at=moments.of(one.at, with_time=with_time),
        symbol=one.symbol,
        order=f"{one.side.capitalize()}, {one.order_type.replace('_', ' ')}",
        units=fmt.quantity(one.size),
        reason=REASONS[one.reason],
        text=one.text,
    )
