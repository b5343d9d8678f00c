"""Bars as one compressed block of bytes, the same on every database."""

import hashlib
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np

from engine.bars import PRICE_COLUMNS, Bars, Floats, Times
from marketdata.sources import ticks

MAGIC: Final = b"SBC1"
HEADER: Final = struct.Struct("<4sI")
WIDTH: Final = 8
COLUMN_COUNT: Final = 1 + len(PRICE_COLUMNS)
MAX_ROWS: Final = 1_000_000


class ColumnsError(ValueError):
    """Bytes that no encoder of ours wrote."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Columns:
    """The six columns of some bars, with none of the facts about their instrument."""

    times: Times
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats

    @classmethod
    def of(cls, bars: Bars) -> Self:
        """Return the columns of these bars."""
        return cls(times=bars.times, **{name: getattr(bars, name) for name in PRICE_COLUMNS})

    def __len__(self) -> int:
        return len(self.times)

    def scaled(self, prices: Floats, volume: Floats) -> Self:
        """Return the bars with their prices multiplied, and their volume divided."""
        multiplied = {name: getattr(self, name) * prices for name in PRICE_COLUMNS[:-1]}
        return replace(self, **multiplied, volume=self.volume / volume)


def encode(columns: Columns) -> bytes:
    """Return the columns compressed, decimal prices as ticks; the same values give the same bytes."""
    found = ticks.in_ticks(**{name: getattr(columns, name) for name in PRICE_COLUMNS})
    return encode_floats(columns) if found is None else ticks.encode(columns.times, found)


def encode_floats(columns: Columns) -> bytes:
    """Return the columns compressed as they are: any number can be kept so."""
    return HEADER.pack(MAGIC, len(columns)) + zlib.compress(_payload(columns), 6)


def decode(block: bytes) -> Columns:
    """
    Return the columns that `encode` wrote, now or at any time before.

    :raises ColumnsError: if the block is damaged or not one of ours.
    """
    if not block.startswith(ticks.MAGIC):
        return _decode_floats(block)
    try:
        times, prices = ticks.decode(block, most_rows=MAX_ROWS)
    except ticks.TicksError as error:
        raise ColumnsError(str(error)) from error
    return Columns(times=times, **prices)


def decode_all(blocks: Sequence[bytes]) -> Columns:
    """
    Return the columns of some blocks as one.

    :raises ColumnsError: as `decode`.
    """
    if not all(block.startswith(ticks.MAGIC) for block in blocks):
        return join([decode(block) for block in blocks])
    try:
        ends = np.cumsum([ticks.row_count(block, most_rows=MAX_ROWS) for block in blocks]).tolist()
        # Each block is written where it belongs: joining them afterwards takes as long as unpacking.
        times = np.empty(ends[-1], dtype="datetime64[us]")
        prices = {name: np.empty(ends[-1]) for name in PRICE_COLUMNS}
        for block, first, last in zip(blocks, [0, *ends], ends, strict=False):
            part = {name: column[first:last] for name, column in prices.items()}
            ticks.fill(block, times=times[first:last], columns=part)
    except ticks.TicksError as error:
        raise ColumnsError(str(error)) from error
    return Columns(times=times, **prices)


def _decode_floats(block: bytes) -> Columns:
    rows = _row_count(block)
    expected = rows * COLUMN_COUNT * WIDTH
    inflater = zlib.decompressobj()
    try:
        raw = inflater.decompress(block[HEADER.size :], expected + 1)
    except zlib.error as error:
        raise ColumnsError(f"This price block cannot be decompressed: {error}.") from error
    if len(raw) != expected or not inflater.eof:
        raise ColumnsError(f"This price block does not hold the {rows} bars it announces.")
    return _columns(raw, rows)


def join(parts: list[Columns]) -> Columns:
    """Return the parts one after another as one set of columns."""
    names = ("times", *PRICE_COLUMNS)
    return Columns(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def content_hash(columns: Columns) -> str:
    """Return the sha256 of the values, whichever compression library packs them."""
    return hashlib.sha256(_payload(columns)).hexdigest()


def _row_count(block: bytes) -> int:
    if len(block) < HEADER.size:
        raise ColumnsError("This price block is shorter than its header.")
    magic, rows = HEADER.unpack_from(block)
    if magic != MAGIC or rows > MAX_ROWS:
        raise ColumnsError("This is not a price block.")
    return int(rows)


def _payload(columns: Columns) -> bytes:
    """Return the plain bytes: differences of times, then prices, bytes of equal weight side by side."""
    # Neighbouring prices share their high bytes: grouping bytes by weight makes them compress to half the size.
    stamps = columns.times.astype("datetime64[us]").astype("<i8")
    table = [np.diff(stamps, prepend=0), *(getattr(columns, name).astype("<f8") for name in PRICE_COLUMNS)]
    return b"".join(column.view(np.uint8).reshape(-1, WIDTH).T.tobytes() for column in table)


def _columns(raw: bytes, rows: int) -> Columns:
    shuffled = np.frombuffer(raw, dtype=np.uint8).reshape(COLUMN_COUNT, WIDTH, rows)
    table = np.ascontiguousarray(shuffled.transpose(0, 2, 1))
    stamps = np.cumsum(table[0].reshape(-1).view("<i8"))
    prices = {name: table[1 + at].reshape(-1).view("<f8").astype(np.float64) for at, name in enumerate(PRICE_COLUMNS)}
    return Columns(times=stamps.view("datetime64[us]"), **prices)
