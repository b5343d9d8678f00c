"""The rows of a table as bars, and why some of them are none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from engine.bars import PRICE_COLUMNS, Floats, Times
from marketdata.sources import csv_dates, csv_numbers
from marketdata.sources.columns import Columns
from marketdata.sources.csv_dates import DAY, NotADate, Order
from marketdata.sources.csv_layout import Layout
from marketdata.sources.csv_numbers import Decimal
from marketdata.sources.csv_text import CsvError

if TYPE_CHECKING:
    from marketdata.sources.csv_file import Choices

MOST_LISTED: Final = 100
NUMBERS: Final = (*PRICE_COLUMNS, "adjusted")
# Beyond these, squares and products of prices are no numbers any more.
LARGEST: Final = 1e15
SMALLEST: Final = 1e-15
LARGEST_VOLUME: Final = 1e18
NO_TIME: Final = np.iinfo(np.int64).min
# How far apart bars are at most, to be called so; the shortest first.
INTERVALS: Final = (
    *((90, "1m"), (400, "5m"), (1_200, "15m"), (2_400, "30m"), (7_200, "1h")),
    *((4 * 86_400, "1d"), (15 * 86_400, "1wk")),
)


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A row that is no bar, and why."""

    line: int
    reason: str


@dataclass(kw_only=True)
class Rejections:
    """All rows that were rejected are counted, the first of them kept."""

    count: int = 0
    kept: list[Rejected] = field(default_factory=list)

    def add(self, line: int, reason: str) -> None:
        """Count a row, and keep it while there are few."""
        self.count += 1
        # A file's faults are found one kind after the other, so more are kept than are listed.
        if len(self.kept) < 20 * MOST_LISTED:
            self.kept.append(Rejected(line=line, reason=reason))

    def listed(self) -> tuple[Rejected, ...]:
        """Return the first of them by line."""
        return tuple(sorted(self.kept, key=lambda one: one.line)[:MOST_LISTED])


@dataclass(frozen=True, kw_only=True)
class Told:
    """What else was found while rows became bars."""

    adjusted: Floats
    sentences: tuple[str, ...]


@dataclass(kw_only=True)
class Table:
    """The rows of a file as numbers; dates stay text until all of them have been seen."""

    layout: Layout
    decimal: Decimal
    row_count: int = 0
    days: dict[str, int] = field(default_factory=dict)
    clocks: dict[str, int] = field(default_factory=lambda: {"": 0})
    parts: list[tuple[NDArray[np.int64], ...]] = field(default_factory=list)
    values: dict[str, list[Floats]] = field(default_factory=lambda: {name: [] for name in NUMBERS})
    faults: dict[int, str] = field(default_factory=dict)
    of_other_width: list[int] = field(default_factory=list)
    silent_volumes: int = 0

    def add(self, lines: Sequence[int], rows: list[list[str]]) -> None:
        """Take some more rows."""
        width, first = self.layout.width, self.row_count
        if set(map(len, rows)) != {width}:
            rows = [self._of_width(row, first + at) for at, row in enumerate(rows)]
        cells = list(zip(*rows, strict=True))
        self.parts.append((np.array(lines), *self._moments(cells)))
        for name, column in self.values.items():
            place = self.layout.roles.get(name)
            if place is not None:
                column.append(self._numbers(name, cells[place], first))
        self.row_count += len(rows)

    def _of_width(self, row: list[str], at: int) -> list[str]:
        """Return a row with as many cells as there are names, and note it if it had others."""
        width = self.layout.width
        if any(cell.strip() for cell in row[width:]) or len(row) <= max(self.layout.roles.values()):
            self.of_other_width.append(at)
            self._note(at, f"it has {len(row):,} cells, not {width:,}")
        return [*row[:width], *[""] * (width - len(row))]

    def _note(self, at: int, reason: str) -> None:
        if len(self.faults) < 20 * MOST_LISTED:
            self.faults.setdefault(at, reason)

    def _moments(self, cells: Sequence[Sequence[str]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        roles = self.layout.roles
        days, clocks = self.days, self.clocks
        if "time" in roles:
            pairs = list(zip(map(str.strip, cells[roles["date"]]), map(str.strip, cells[roles["time"]]), strict=True))
            pairs = [(_bare_date(day), clock) for day, clock in pairs]
        else:
            pairs = list(zip(*csv_dates.split_all(cells[roles["date"]]), strict=True))
        day_places = [days.setdefault(day, len(days)) for day, _ in pairs]
        clock_places = [clocks.setdefault(clock, len(clocks)) for _, clock in pairs]
        return np.array(day_places), np.array(clock_places)

    def _numbers(self, name: str, cells: Sequence[str], first: int) -> Floats:
        found = csv_numbers.numbers(cells, self.decimal)
        for at in np.flatnonzero(~np.isfinite(found)).tolist():
            if csv_numbers.is_nothing(cells[at]):
                if name == "volume":
                    self.silent_volumes += 1
                    found[at] = 0.0
                    continue
                self._note(first + at, f"the {_word(name)} is empty")
            else:
                self._note(first + at, f"the {_word(name)} “{csv_dates.shown(cells[at].strip())}” is not a number")
        return found


def bars_of(
    table: Table, *, order: Order, choices: "Choices", rejections: Rejections, today: date
) -> tuple[Columns, Told]:
    """
    Return the bars of a table in the order of time.

    :raises CsvError: if it holds none.
    """
    lines, day_places, clock_places = (np.concatenate(part) for part in zip(*table.parts, strict=True))
    stamps, reasons, sentences = _stamps(table, day_places, clock_places, order, choices)
    values = {name: np.concatenate(found) for name, found in table.values.items() if found}
    values.setdefault("volume", np.zeros(table.row_count))
    late = (stamps != NO_TIME) & (stamps >= (today.toordinal() - date(1970, 1, 1).toordinal() + 2) * DAY)
    sound = (stamps != NO_TIME) & ~late
    faults = _price_faults(values)
    for mask in faults.values():
        sound &= ~mask
    sound[table.of_other_width] = False
    for at in np.flatnonzero(~sound)[: 20 * MOST_LISTED].tolist():
        # The first thing a reader of the row would stumble over.
        reason = reasons.get(int(day_places[at])) or reasons.get(-1 - int(clock_places[at])) or table.faults.get(at)
        reason = table.faults[at] if at in table.of_other_width[: 20 * MOST_LISTED] else reason
        reason = reason or ("its date lies in the future" if late[at] else "")
        rejections.add(int(lines[at]), reason or next(text for text, mask in faults.items() if mask[at]))
    rejections.count = int((~sound).sum())
    if not sound.any():
        first = rejections.listed()[0]
        raise CsvError(f"None of the {table.row_count:,} rows is a bar. Line {first.line:,}: {first.reason}.")
    kept = {name: column[sound] for name, column in values.items()}
    return _in_order(stamps[sound], lines[sound], kept, table, sentences, rejections)


def _stamps(
    table: Table, day_places: NDArray[np.int64], clock_places: NDArray[np.int64], order: Order, choices: "Choices"
) -> tuple[NDArray[np.int64], dict[int, str], list[str]]:
    """Return microseconds since 1970, what is wrong with days (by place) and clocks (by -1 - place), and remarks."""
    reasons: dict[int, str] = {}
    day_starts, is_unix = _day_starts(table, order, reasons)
    clocks = np.zeros(len(table.clocks), dtype=np.int64)
    offsets = np.full(len(table.clocks), NO_TIME)
    for text, at in table.clocks.items():
        try:
            found = csv_dates.clock(text) if text else None
        except NotADate as problem:
            reasons[-1 - at] = str(problem)
            clocks[at] = NO_TIME
            continue
        clocks[at] = found.since_midnight if found else 0
        offsets[at] = found.offset if found and found.offset is not None else NO_TIME
    starts, hours, offset = day_starts[day_places], clocks[clock_places], offsets[clock_places]
    is_sound = (starts != NO_TIME) & (hours != NO_TIME)
    stamps = np.where(is_sound, starts + np.where(is_sound, hours, 0), NO_TIME)
    in_utc = is_sound & ((offset != NO_TIME) | is_unix[day_places])
    return _in_zone(stamps, in_utc, offset, is_sound, choices, reasons)


def _day_starts(table: Table, order: Order, reasons: dict[int, str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    starts = np.full(len(table.days), NO_TIME)
    is_unix = np.zeros(len(table.days), dtype=bool)
    for text, at in table.days.items():
        micros = csv_dates.unix_micros(text)
        try:
            starts[at] = csv_dates.day(text, order) * DAY if micros is None else micros
        except NotADate as problem:
            reasons[at] = str(problem)
        except OverflowError:
            reasons[at] = f"“{csv_dates.shown(text)}” is not a date"
        is_unix[at] = micros is not None
    return starts, is_unix


def _in_zone(
    stamps: NDArray[np.int64],
    in_utc: NDArray[np.bool_],
    offset: NDArray[np.int64],
    is_sound: NDArray[np.bool_],
    choices: "Choices",
    reasons: dict[int, str],
) -> tuple[NDArray[np.int64], dict[int, str], list[str]]:
    """Return the stamps on the exchange's clocks, as far as anybody said which these are."""
    zone, sentences = choices.exchange_zone, []
    if zone and in_utc.any():
        ahead = np.where(offset[in_utc] != NO_TIME, offset[in_utc], 0)
        utc = (stamps[in_utc] - ahead).astype("datetime64[us]")
        stamps[in_utc] = csv_dates.turned(utc, source="UTC", target=zone).astype(np.int64)
        sentences.append(f"Times are turned into those of {zone}.")
    elif (offset != NO_TIME).any():
        sentences.append("Times carry their distance from UTC; they are kept as they stand, as the exchange's own.")
    plain = is_sound & ~in_utc
    if zone and choices.file_zone and plain.any():
        local = stamps[plain].astype("datetime64[us]")
        # A daily bar has a day and no time of day to turn.
        if (local != local.astype("datetime64[D]")).any():
            stamps[plain] = csv_dates.turned(local, source=choices.file_zone, target=zone).astype(np.int64)
            sentences.append(f"Times are turned from {choices.file_zone} to {zone}.")
    return stamps, reasons, sentences


def _price_faults(values: dict[str, Floats]) -> dict[str, NDArray[np.bool_]]:
    """Return which rows break which rule, in words."""
    prices = np.stack([values[name] for name in ("open", "high", "low", "close")])
    with np.errstate(invalid="ignore"):
        faults = {
            "a price is missing or infinite": ~np.isfinite(prices).all(axis=0),
            "a price is zero or negative": (prices <= 0).any(axis=0),
            "a price is impossibly large or small": ((prices > LARGEST) | (prices < SMALLEST)).any(axis=0),
            "its high is below its open, low or close": values["high"] < prices.max(axis=0),
            "its low is above its open or close": values["low"] > prices.min(axis=0),
            "the volume is negative or impossibly large": ~(
                (values["volume"] >= 0) & (values["volume"] <= LARGEST_VOLUME)
            ),
        }
        if "adjusted" in values:
            faults["the adjusted close is missing, zero, negative or impossibly large or small"] = ~(
                (values["adjusted"] >= SMALLEST) & (values["adjusted"] <= LARGEST)
            )
    return faults


def _in_order(
    stamps: NDArray[np.int64],
    lines: NDArray[np.int64],
    values: dict[str, Floats],
    table: Table,
    sentences: list[str],
    rejections: Rejections,
) -> tuple[Columns, Told]:
    steps = np.diff(stamps)
    if (steps < 0).any():
        newest_first = bool((steps <= 0).all())
        sentences.append(
            "The newest bar stood first; bars are now in the order of time."
            if newest_first
            else "The rows were not in the order of time; they are now."
        )
        order = np.argsort(stamps, kind="stable")
        stamps, lines = stamps[order], lines[order]
        values = {name: column[order] for name, column in values.items()}
    again = np.append(False, np.diff(stamps) == 0)
    if again.any():
        sentences.append(_duplicates_told(stamps, lines, values, again, rejections))
        stamps, values = stamps[~again], {name: column[~again] for name, column in values.items()}
    times, clock_told = _without_one_clock(stamps.astype("datetime64[us]"))
    sentences += clock_told
    if "volume" not in table.layout.roles:
        sentences.append("There is no volume, so it is kept as zero: limits on the share of volume will fill nothing.")
    elif table.silent_volumes:
        sentences.append(f"{table.silent_volumes:,} bars have no volume; it is kept as zero.")
    columns = Columns(times=times, **{name: values[name] for name in PRICE_COLUMNS})
    return columns, Told(adjusted=values.get("adjusted", columns.close), sentences=tuple(sentences))


def _duplicates_told(
    stamps: NDArray[np.int64],
    lines: NDArray[np.int64],
    values: dict[str, Floats],
    again: NDArray[np.bool_],
    rejections: Rejections,
) -> str:
    """Reject each second bar of the same time that differs from the first, and return what to say of them all."""
    places = np.flatnonzero(again)
    first = np.maximum.accumulate(np.where(again, 0, np.arange(len(again))))[places]
    differ = np.zeros(len(places), dtype=bool)
    for column in values.values():
        differ |= column[places] != column[first]
    for at, before in zip(places[differ][: 20 * MOST_LISTED], first[differ], strict=False):
        moment = str(stamps[at].astype("datetime64[us]").astype("datetime64[s]")).replace("T00:00:00", "")
        rejections.kept.append(
            Rejected(line=int(lines[at]), reason=f"line {lines[before]:,} has another bar of {moment}, which is kept")
        )
    rejections.count += int(differ.sum())
    same = len(places) - int(differ.sum())
    told = f"{len(places):,} rows repeat the time of another"
    return f"{told}: {same:,} say the same, {len(places) - same:,} are rejected."


def _without_one_clock(times: Times) -> tuple[Times, list[str]]:
    """Return daily bars at midnight, if all of them show one time of day."""
    dates = times.astype("datetime64[D]").astype("datetime64[us]")
    clocks = times - dates
    if len(times) > 1 and clocks[0] and (clocks == clocks[0]).all():
        at = str((dates[:1] + clocks[0]).astype("datetime64[m]")[0])[-5:]
        return dates, [f"All bars show {at}: they are taken for days, and the time is left out."]
    return times, []


def adjusted(columns: Columns, closes: Floats) -> Columns:
    """Return prices multiplied by what makes the close the adjusted one; volume stays."""
    factors = closes / columns.close
    # The close is the file's own figure, not a product that is off by the last bit.
    scaled = {name: getattr(columns, name) * factors for name in ("open", "high", "low")}
    high = np.maximum.reduce([scaled["high"], scaled["open"], closes])
    low = np.minimum.reduce([scaled["low"], scaled["open"], closes])
    return Columns(times=columns.times, open=scaled["open"], high=high, low=low, close=closes, volume=columns.volume)


def interval_of(times: Times) -> str:
    """
    Return how long bars last, by how far most of them stand apart.

    >>> interval_of(np.array(["2024-01-02T09:30", "2024-01-02T09:35"], dtype="datetime64[us]"))
    '5m'
    """
    if len(times) < 2:
        return "1d"
    steps = np.diff(times).astype("timedelta64[s]").astype(np.int64)
    usual = float(np.median(steps))
    return next((name for most, name in INTERVALS if usual <= most), "1mo")


SERIAL: Final = re.compile(r"(.*?)[ T]00:00(?::00)?", re.ASCII)


def _bare_date(text: str) -> str:
    """Return a date without a midnight that stands in for the time in the next column."""
    if ":" not in text:
        return text
    found = SERIAL.fullmatch(text)
    return found[1] if found else text


def _word(name: str) -> str:
    return "adjusted close" if name == "adjusted" else name
