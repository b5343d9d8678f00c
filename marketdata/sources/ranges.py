"""Ranges of days: which are known, and which are missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Days:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def contains(self, other: "Days") -> bool:
        """Return whether all of another range lies in this one."""
        return self.first <= other.first and other.last <= self.last


def union(ranges: Iterable[Days]) -> list[Days]:
    """
    Return the same days in as few ranges as possible, oldest first.

    >>> union([Days(date(2024, 1, 3), date(2024, 1, 5)), Days(date(2024, 1, 1), date(2024, 1, 2))])
    [Days(first=datetime.date(2024, 1, 1), last=datetime.date(2024, 1, 5))]
    """
    found: list[Days] = []
    for one in sorted(ranges):
        if found and one.first <= found[-1].last + ONE_DAY:
            found[-1] = Days(found[-1].first, max(found[-1].last, one.last))
        else:
            found.append(one)
    return found


def without(ranges: Iterable[Days], taken: Days) -> list[Days]:
    """
    Return what is left of ranges when some days are taken out.

    >>> without([Days(date(2024, 1, 1), date(2024, 1, 9))], Days(date(2024, 1, 3), date(2024, 1, 8)))
    [Days(first=datetime.date(2024, 1, 1), last=datetime.date(2024, 1, 2)),
     Days(first=datetime.date(2024, 1, 9), last=datetime.date(2024, 1, 9))]
    """
    parts = []
    for one in ranges:
        parts.append(Days(one.first, min(one.last, taken.first - ONE_DAY)))
        parts.append(Days(max(one.first, taken.last + ONE_DAY), one.last))
    return [part for part in parts if part.first <= part.last]


def missing(known: Sequence[Days], wanted: Days) -> list[Days]:
    """
    Return the days wanted that are not known, oldest first.

    >>> missing([Days(date(2024, 1, 2), date(2024, 1, 3))], Days(date(2024, 1, 1), date(2024, 1, 3)))
    [Days(first=datetime.date(2024, 1, 1), last=datetime.date(2024, 1, 1))]
    """
    left = [wanted]
    for one in known:
        left = without(left, one)
    return sorted(left)
