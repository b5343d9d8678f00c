"""Dates and times as people write them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, Literal
from zoneinfo import ZoneInfo

import numpy as np

from engine.bars import Times

Order = Literal["YMD", "DMY", "MDY"]

DAY: Final = 86_400_000_000  # microseconds
FIRST_YEAR: Final = 1700
MONTHS: Final = {
    name: month
    for month, names in enumerate(
        (
            ("jan", "ene", "gen"),
            ("feb", "fev", "fév"),
            ("mar", "mär", "mrz"),
            ("apr", "abr", "avr"),
            ("may", "mai", "mag", "maj", "mei"),
            ("jun", "juin", "giu"),
            ("jul", "juil", "lug"),
            ("aug", "ago", "aou", "aoû"),
            ("sep", "set"),
            ("oct", "okt", "ott", "out"),
            ("nov",),
            ("dec", "dez", "dic", "déc"),
        ),
        start=1,
    )
    for name in names
}
PARTS: Final = re.compile(r"(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{1,4})\.?", re.ASCII)
COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
DAY_FIRST: Final = re.compile(r"(\d{1,2})\.?[ \-/.]?([^\W\d_]{3,12})\.?[ \-/.,]*(\d{4}|\d{2})", re.UNICODE)
MONTH_FIRST: Final = re.compile(r"([^\W\d_]{3,12})\.?[ \-/.]*(\d{1,2})(?:st|nd|rd|th)?,?[ \-/]+(\d{4})", re.UNICODE)
WEEKDAY: Final = re.compile(r"[^\W\d_]{2,10}\.?,\s+", re.UNICODE)
CLOCK: Final = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp])?\.?(?:[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
DENSE_CLOCK: Final = re.compile(r"(\d{2})(\d{2})(\d{2})?", re.ASCII)
UNIX: Final = re.compile(r"\d{9,10}(?:\.0+)?|\d{12,13}|\d{15,16}|\d{18,19}", re.ASCII)


class NotADate(ValueError):
    """A cell that is no date; the text says what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A time of day, and how far its zone is ahead of UTC if the cell says so (both in microseconds)."""

    since_midnight: int
    offset: int | None


def split(cell: str) -> tuple[str, str]:
    """
    Return the date and the time in a cell.

    >>> split("2024-01-02T09:30:00Z"), split("20240102 093000"), split("Jan 2, 2024")
    (('2024-01-02', '09:30:00Z'), ('20240102', '093000'), ('Jan 2, 2024', ''))
    """
    colon = cell.find(":")
    if colon >= 0:
        at = max(cell.rfind(" ", 0, colon), cell.rfind("T", 0, colon))
        return cell[: max(at, 0)].rstrip(" ,"), cell[at + 1 :]
    if len(cell) in (13, 15) and cell[8] in " T" and cell[:8].isdigit():
        return cell[:8], cell[9:]
    return cell, ""


def split_all(cells: Sequence[str]) -> tuple[list[str], list[str]]:
    """
    Return the dates and the times in a column.

    >>> split_all(["2024-01-02 09:30", "2024-01-02 09:31"])
    (['2024-01-02', '2024-01-02'], ['09:30', '09:31'])
    """
    day, rest = split(cells[0])
    at, length = len(day), len(cells[0])
    # Machines write every cell alike; then cutting all at the same place is ten times as fast.
    if rest and at + 1 + len(rest) == length and all(len(cell) == length and cell[at] in " T" for cell in cells):
        return [cell[:at] for cell in cells], [cell[at + 1 :] for cell in cells]
    if not rest and length in (8, 10) and all(len(cell) == length and ":" not in cell for cell in cells):
        return list(cells), [""] * len(cells)
    pairs = [split(cell.strip()) for cell in cells]
    return [day for day, _ in pairs], [rest for _, rest in pairs]


def unix_micros(cell: str) -> int | None:
    """
    Return the microseconds since 1970 that a Unix time stands for, None if the cell is none.

    >>> unix_micros("1704153600"), unix_micros("1704153600000"), unix_micros("20240102")
    (1704153600000000, 1704153600000000, None)
    """
    if not UNIX.fullmatch(cell):
        return None
    digits = cell.partition(".")[0]
    power = {9: 6, 10: 6, 12: 3, 13: 3, 15: 0, 16: 0}.get(len(digits))
    return int(digits) * 10**power if power is not None else int(digits) // 1000


def clock(text: str) -> Clock:
    """
    Return a time of day.

    >>> clock("4:00 PM"), clock("09:30:00-05:00")
    (Clock(since_midnight=57600000000, offset=None), Clock(since_midnight=34200000000, offset=-18000000000))

    :raises NotADate: if it is none.
    """
    bare = text.strip()
    found = CLOCK.fullmatch(bare) or DENSE_CLOCK.fullmatch(bare)
    if not found:
        raise NotADate(f"“{shown(text)}” is not a time")
    parts: list[str] = [part or "" for part in found.groups()]
    hour, minute, second, fraction, half, zone = [*parts, "", "", ""][:6]
    hours = int(hour) % 12 + 12 * (half in ("P", "p")) if half else int(hour)
    if hours > 23 or int(minute) > 59 or int(second or 0) > 59:
        raise NotADate(f"“{shown(text)}” is not a time of day")
    seconds = (hours * 60 + int(minute)) * 60 + int(second or 0)
    return Clock(since_midnight=seconds * 1_000_000 + int((fraction or "0").ljust(6, "0")[:6]), offset=_offset(zone))


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone[0] not in "+-":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return (-1 if zone[0] == "-" else 1) * minutes * 60_000_000


def day(text: str, order: Order) -> int:
    """
    Return the days since 1970 of a date whose three numbers stand in this order.

    >>> day("02/01/2024", "DMY") == day("Jan 2, 2024", "DMY") == day("2024-01-02", "DMY") == 19724
    True

    :raises NotADate: if it is none, or lies before 1700.
    """
    year, month, number = _year_month_day(text, order)
    try:
        found = date(year, month, number)
    except ValueError:
        raise NotADate(f"“{shown(text)}” is not a day of the calendar") from None
    if year < FIRST_YEAR:
        raise NotADate(f"“{shown(text)}” lies before {FIRST_YEAR}")
    return found.toordinal() - date(1970, 1, 1).toordinal()


def _year_month_day(text: str, order: Order) -> tuple[int, int, int]:
    bare = text.strip()
    if found := COMPACT.fullmatch(bare):
        return int(found[1]), int(found[2]), int(found[3])
    if found := PARTS.fullmatch(bare):
        return _ordered(found.groups(), order)
    bare = WEEKDAY.sub("", bare, count=1)
    if found := DAY_FIRST.fullmatch(bare):
        return _full_year(found[3]), _month(found[2], text), int(found[1])
    if found := MONTH_FIRST.fullmatch(bare):
        return int(found[3]), _month(found[1], text), int(found[2])
    raise NotADate(f"“{shown(text)}” is not a date" if bare else "the date is empty")


def _ordered(parts: Sequence[str], order: Order) -> tuple[int, int, int]:
    first, second, third = parts
    if len(first) > 2:
        return int(first), int(second), int(third)
    if order == "YMD":
        return _full_year(first), int(second), int(third)
    number, month = (first, second) if order == "DMY" else (second, first)
    return _full_year(third), int(month), int(number)


def _full_year(digits: str) -> int:
    """Return the year that two digits mean: up to 69 in this century."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 70 else 1900)


def _month(name: str, text: str) -> int:
    for length in (4, 3):
        if month := MONTHS.get(name.lower()[:length]):
            return month
    raise NotADate(f"“{shown(text)}” names no month we know")


def likely_orders(texts: Iterable[str]) -> tuple[Order, ...]:
    """
    Return the orders of day, month and year that fit most of these dates: one, or two where either would do.

    >>> likely_orders(["02/01/2024", "03/01/2024"]), likely_orders(["01/02/2024", "01/31/2024"])
    (('DMY', 'MDY'), ('MDY',))
    """
    day_first = month_first = 0
    has_dots = is_open = False
    ends: list[tuple[str, str]] = []
    for text in texts:
        found = PARTS.fullmatch(text.strip())
        if not found or len(found[1]) > 2:
            continue
        if len(found[3]) <= 2 and int(found[1]) > 31:
            return ("YMD",)
        day_first += int(found[1]) > 12
        month_first += int(found[2]) > 12
        has_dots |= "." in text
        is_open = True
        ends.append((found[1], found[3]))
    if not month_first and _ends_in_days(ends):
        return ("YMD",)
    if day_first or month_first:
        return ("DMY",) if day_first >= month_first else ("MDY",)
    if not is_open:
        return ("YMD",)
    # Nobody writes the month first with points.
    return ("DMY",) if has_dots else ("DMY", "MDY")


def _ends_in_days(ends: Sequence[tuple[str, str]]) -> bool:
    """
    Return whether of the first and last numbers of dates, two digits each, the last one moves on faster.

    >>> _ends_in_days([("24", "02"), ("24", "03")]), _ends_in_days([("02", "24"), ("03", "24")])
    (True, False)
    """
    if any(len(last) > 2 for _, last in ends):
        return False
    changes = [sum(one != other for one, other in pairwise(column)) for column in zip(*ends, strict=True)]
    return bool(changes) and changes[1] > changes[0]


def turned(times: Times, *, source: str, target: str) -> Times:
    """
    Return clock times of one zone as those of another.

    >>> turned(np.array(["2024-07-01T13:30"], dtype="datetime64[us]"), source="UTC", target="America/New_York")
    array(['2024-07-01T09:30:00.000000'], dtype='datetime64[us]')
    """
    return _shifted(_shifted(times, ZoneInfo(source), -1), ZoneInfo(target), 1)


def _shifted(times: Times, zone: ZoneInfo, sign: int) -> Times:
    """Return times plus (to local) or minus (from local) their zone's offset, found once a quarter of an hour."""
    quarters, place = np.unique(times.astype("datetime64[s]").astype(np.int64) // 900, return_inverse=True)
    begin = datetime(1970, 1, 1)
    offsets = np.empty(len(quarters), dtype=np.int64)
    for at, quarter in enumerate(quarters.tolist()):
        moment = begin + timedelta(seconds=quarter * 900)
        aware = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone) if sign > 0 else moment.replace(tzinfo=zone)
        offsets[at] = int((aware.utcoffset() or timedelta()).total_seconds()) * 1_000_000
    shifted: Times = times + (sign * offsets[place]).astype("timedelta64[us]")
    return shifted


def shown(text: str) -> str:
    """Return a cell as it may stand in a sentence: short, and on one line."""
    line = "".join(letter if letter.isprintable() else "·" for letter in text[:41])
    return line if len(line) <= 40 else line[:39] + "…"
