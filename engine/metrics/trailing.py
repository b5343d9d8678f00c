"""What the account returned up to its last day: this month, the last three months, ..., the last ten years."""

import calendar
from datetime import date
from types import MappingProxyType
from typing import Final, cast

import numpy as np

from engine.bars import Floats, Times
from engine.metrics.returns import cagr

MONTHS: Final = MappingProxyType(
    {"return_3m": 3, "return_6m": 6, "return_1y": 12, "return_3y": 36, "return_5y": 60, "return_10y": 120}
)
# Above a year, the steady yearly rate.
YEARLY_ABOVE: Final = 12


def trailing_returns(*, times: Times, equity: Floats, initial: float) -> dict[str, float | None]:
    """
    Return what the account returned over the last months and years up to its last bar, above a year as a yearly rate.

    A run that is shorter than a period has no value for it. This month and this year count from the close before
    them, or from the starting cash of a run that began within them.

    >>> times = np.array(["2023-11-29", "2024-01-31", "2024-02-29"], dtype="datetime64[us]")
    >>> values = trailing_returns(times=times, equity=np.array([100.0, 110.0, 121.0]), initial=100.0)
    >>> [None if value is None else round(value, 9) for value in values.values()]
    [0.1, 0.21, 0.21, None, None, None, None, None]
    """
    days = times.astype("datetime64[D]")
    last = cast(date, days[-1].item())

    def value_before(day: date) -> float:
        at = int(np.searchsorted(days, np.datetime64(day))) - 1
        return float(equity[at]) if at >= 0 else initial

    values = {
        "month_to_date": _growth(value_before(last.replace(day=1)), float(equity[-1])),
        "year_to_date": _growth(value_before(last.replace(month=1, day=1)), float(equity[-1])),
    }
    for key, months in MONTHS.items():
        start = months_before(last, months)
        at = -1 if start is None else int(np.searchsorted(days, np.datetime64(start), side="right")) - 1
        growth = _growth(float(equity[at]), float(equity[-1])) if at >= 0 else None
        is_yearly = growth is not None and start is not None and months > YEARLY_ABOVE
        values[key] = cagr(growth=growth, first_date=start, last_date=last) if is_yearly else growth  # type: ignore[arg-type]
    return values


def months_before(day: date, months: int) -> date | None:
    """
    Return the day some months earlier, the month's last where that month is shorter; None before the first year.

    >>> months_before(date(2024, 5, 31), 3), months_before(date(2024, 5, 31), 12)
    (datetime.date(2024, 2, 29), datetime.date(2023, 5, 31))
    """
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    if year < 1:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _growth(before: float, after: float) -> float | None:
    return None if before <= 0 else after / before - 1
