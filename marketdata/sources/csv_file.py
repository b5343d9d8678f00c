"""Prices from a file of comma-separated values, and the tale of how it was understood."""

import csv
import io
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate, islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from marketdata.sources import csv_dates, csv_layout, csv_numbers, csv_rows
from marketdata.sources.columns import Columns
from marketdata.sources.csv_dates import Order
from marketdata.sources.csv_layout import DELIMITERS, ROLES, Layout
from marketdata.sources.csv_numbers import Decimal
from marketdata.sources.csv_rows import Rejected, Rejections, Table
from marketdata.sources.csv_text import CsvError, Text, read_text

MOST_ROWS: Final = 1_000_000
# Blank lines are no rows, and reading them takes its time all the same.
MOST_LINES: Final = 3 * MOST_ROWS
ROWS_AT_ONCE: Final = 20_000
# More than all days since 1700, the first there may be.
MOST_DAYS_TRIED: Final = 130_000
MOST_SECONDS: Final = 20.0
ORDERS: Final[Mapping[Order, str]] = {"DMY": "day, month, year", "MDY": "month, day, year", "YMD": "year, month, day"}
MARKS: Final[Mapping[Decimal, str]] = {
    ".": "a point before decimals (1,234.50)",
    ",": "a comma before decimals (1.234,50)",
}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """
    What somebody has decided about their file; whatever is empty is found out.

    Times are kept as they stand in the file unless both zones are named: then they are turned from one to the other.
    Times that carry an offset, and Unix times, are turned from UTC when `exchange_zone` is named.
    """

    columns: Mapping[str, int] = field(default_factory=dict)
    date_order: Order | None = None
    decimal: Decimal | None = None
    is_adjusted: bool = True
    file_zone: str = ""
    exchange_zone: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something the file does not tell, and the name of the choice that answers it."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a file was understood to say."""

    columns: Columns
    interval: str
    layout: Layout
    encoding: str
    date_order: Order
    decimal: Decimal
    row_count: int
    understood: tuple[str, ...]
    questions: tuple[Question, ...]
    rejected: tuple[Rejected, ...]
    rejected_count: int
    has_adjusted: bool
    is_adjusted: bool


def read_csv(
    raw: bytes,
    *,
    choices: Choices,
    today: date,
    seconds: float = MOST_SECONDS,
    clock: Callable[[], float] = time.thread_time,
) -> Reading:
    """
    Return the bars of a file, oldest first, and what was understood of it.

    :raises CsvError: if it is no table of prices, is too long, or takes more than `seconds` to read.
    """
    text = read_text(raw)
    layout = csv_layout.find_layout(text.content, columns=choices.columns)
    prices = csv_layout.sample_cells(text.content, layout, ("open", "high", "low", "close", "adjusted"))
    found_decimal, is_open = csv_numbers.decimal_mark(prices, delimiter=layout.delimiter)
    decimal = choices.decimal or found_decimal
    has_adjusted = "adjusted" in layout.roles
    if not choices.is_adjusted:
        layout = replace(layout, roles={role: at for role, at in layout.roles.items() if role != "adjusted"})
    table = Table(layout=layout, decimal=decimal)
    deadline = clock() + seconds
    for lines, rows in _portions(text.content, layout):
        table.add(lines, rows)
        if clock() > deadline:
            raise CsvError("Reading the file takes too long. Split it by years and upload each part.")
    if not table.row_count:
        raise CsvError("The file has names of columns but no bars below them.")
    orders = csv_dates.likely_orders(islice(table.days, MOST_DAYS_TRIED))
    order = choices.date_order or orders[0]
    rejections = Rejections()
    columns, told = csv_rows.bars_of(table, order=order, choices=_zones(choices), rejections=rejections, today=today)
    if "adjusted" in layout.roles:
        columns = csv_rows.adjusted(columns, told.adjusted)
    open_questions = [
        *(_date_question(table) if len(orders) > 1 and not choices.date_order else ()),
        *(_decimal_question(prices) if is_open and not choices.decimal else ()),
    ]
    return Reading(
        columns=columns,
        interval=csv_rows.interval_of(columns.times),
        layout=layout,
        encoding=text.encoding,
        date_order=order,
        decimal=decimal,
        row_count=table.row_count,
        understood=(*_layout_told(text, layout, decimal), *_dates_told(table, order), *told.sentences),
        questions=tuple(open_questions),
        rejected=rejections.listed(),
        rejected_count=rejections.count,
        has_adjusted=has_adjusted,
        is_adjusted="adjusted" in layout.roles,
    )


def _zones(choices: Choices) -> Choices:
    for name in (choices.file_zone, choices.exchange_zone):
        try:
            ZoneInfo(name or "UTC")
        except (KeyError, ValueError, OSError):
            raise CsvError(f"“{csv_dates.shown(name)}” is no time zone. Choose one like Europe/Berlin.") from None
    return choices


def _portions(text: str, layout: Layout) -> Iterator[tuple[list[int], list[list[str]]]]:
    """
    Yield the rows below the names with their line numbers, some thousands at a time.

    :raises CsvError: at the millionth row and one, too many blank lines, or a cell without end.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter)
    read = 0
    try:
        for _ in range(layout.header_line or layout.skipped):
            next(reader, None)
        while rows := _next_rows(reader):
            read += len(rows[1])
            if read > MOST_ROWS:
                raise CsvError(f"The file has more than {MOST_ROWS:,} rows. Split it by years and upload each part.")
            if reader.line_num > MOST_LINES:
                raise CsvError(f"The file has more than {MOST_LINES:,} lines. Take the blank ones out.")
            if rows[1]:
                yield rows
    except csv.Error:
        raise CsvError(csv_layout.too_long(reader.line_num)) from None


def _next_rows(reader: Any) -> tuple[list[int], list[list[str]]] | None:
    """Return some rows with the lines they begin on, without blank ones; None at the end."""
    before = reader.line_num
    rows = list(islice(reader, ROWS_AT_ONCE))
    if not rows:
        return None
    heights = [1] * len(rows)
    if reader.line_num - before != len(rows):
        heights = [1 + sum(cell.count("\n") for cell in row) for row in rows]
    lines = [before + 1, *(before + 1 + below for below in accumulate(heights[:-1]))]
    if all(rows):
        return lines, rows
    return [line for line, row in zip(lines, rows, strict=True) if row], [row for row in rows if row]


def _layout_told(text: Text, layout: Layout, decimal: Decimal) -> Iterator[str]:
    yield f"{text.encoding} text, cells separated by {DELIMITERS[layout.delimiter]}, {MARKS[decimal]}."
    if layout.header_line is None:
        yield "No row names the columns, so they are taken in the usual order."
    if layout.skipped:
        yield f"The first {layout.skipped} rows before the table are left out."
    named = [f"{ROLES[role].lower()} from “{layout.names[at]}”" for role, at in layout.roles.items()]
    yield f"Columns: {', '.join(named)}."
    ignored = [name for at, name in enumerate(layout.names) if at not in layout.roles.values()]
    if ignored:
        yield f"Not used: {', '.join(f'“{name}”' for name in ignored[:8])}{' and others' if len(ignored) > 8 else ''}."


def _dates_told(table: Table, order: Order) -> Iterator[str]:
    sample = next(iter(table.days))
    if csv_dates.unix_micros(sample) is not None:
        yield f"Dates are Unix times (“{csv_dates.shown(sample)}”), read as UTC."
    else:
        yield f"Dates are read as {ORDERS[order]} (“{csv_dates.shown(sample)}”)."


def _date_question(table: Table) -> Iterator[Question]:
    # The third of March reads the same either way, and may be the first in the file.
    for cell in islice(table.days, MOST_DAYS_TRIED):
        sample = csv_dates.shown(cell)
        day_first, month_first = _example(sample, "DMY"), _example(sample, "MDY")
        if day_first != month_first:
            text = f"Is “{sample}” {day_first} or {month_first}? No date in the file tells."
            yield Question(name="date_order", text=text)
            return


def _example(sample: str, order: Order) -> str:
    try:
        found = date(1970, 1, 1).toordinal() + csv_dates.day(sample, order)
    except csv_dates.NotADate:
        return "no date"
    return f"{date.fromordinal(found):%-d %B %Y}"


def _decimal_question(prices: list[str]) -> Iterator[Question]:
    sample = next((cell for cell in prices if csv_numbers.COULD_BE_EITHER.fullmatch(cell.strip())), prices[0])
    # A point before three digits is a price with three decimals nearly everywhere.
    if "," in sample:
        one, other = csv_numbers.number(sample, ","), csv_numbers.number(sample, ".")
        text = f"Is “{csv_dates.shown(sample)}” {one} or {other:,}? No price in the file tells."
        yield Question(name="decimal", text=text)
