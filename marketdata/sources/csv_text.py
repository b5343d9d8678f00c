"""The text of a file somebody uploaded, whatever it was saved with."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

MOST_BYTES: Final = 20_000_000
SAMPLE: Final = 4096
# What people upload by mistake, by the bytes it begins with.
NOT_TEXT: Final = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook", "Unpack it, or save the sheet as CSV"),
    (b"\x1f\x8b", "a gzip archive", "Unpack it"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it"),
    (b"BZh", "a bzip2 archive", "Unpack it"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV"),
    (b"%PDF", "a PDF", "Export the table as CSV"),
    (b"PAR1", "a Parquet file", "Write it as CSV"),
    (b"\x89PNG", "a picture", "Choose a table of prices"),
    (b"\xff\xd8\xff", "a picture", "Choose a table of prices"),
)
PAGE: Final = re.compile(rb"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)


class CsvError(ValueError):
    """A file that cannot be read as prices; the text tells its owner why, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a file says, and how its letters were written."""

    content: str
    encoding: str


def read_text(raw: bytes) -> Text:
    """
    Return the text of a file.

    >>> read_text("Eröffnung".encode("latin-1"))
    Text(content='Eröffnung', encoding='Windows-1252')

    :raises CsvError: if it is empty, too long, or no text.
    """
    if len(raw) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise CsvError(f"The file is larger than {most} MB. Split it by years and upload each part.")
    _check_kind(raw)
    found = _by_mark(raw) or _utf16_without_mark(raw) or _eight_bit(raw)
    if "\0" in found.content:
        raise CsvError("The file holds NUL characters, so it is not text. Save the table as CSV in UTF-8.")
    if not found.content.strip():
        raise CsvError("The file is empty. Choose one with a row of names and a row for each bar.")
    return found


def _check_kind(raw: bytes) -> None:
    for begin, kind, remedy in NOT_TEXT:
        if raw.startswith(begin):
            raise CsvError(f"This is {kind}, not a CSV file. {remedy} and upload that.")
    if PAGE.match(raw[:SAMPLE]):
        raise CsvError("This is a web page, not a CSV file. Download the table itself, not the page that shows it.")


def _by_mark(raw: bytes) -> Text | None:
    """Return the text if its first bytes say how it is encoded."""
    marks = (
        (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
        (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
        (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    )
    for mark, codec, name in marks:
        if raw.startswith(mark):
            return _decoded(raw, codec, name)
    return None


def _utf16_without_mark(raw: bytes) -> Text | None:
    """Return the text if every other of its first bytes is zero, as in UTF-16 of Western letters."""
    sample = raw[: SAMPLE - SAMPLE % 2]
    half = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > 0.8 * half:
        return _decoded(raw, "utf-16-le", "UTF-16")
    return _decoded(raw, "utf-16-be", "UTF-16") if sample[::2].count(0) > 0.8 * half else None


def _eight_bit(raw: bytes) -> Text:
    try:
        return Text(content=raw.decode("utf-8"), encoding="UTF-8")
    except UnicodeDecodeError:
        # The five bytes that Windows-1252 leaves open do not occur in tables.
        return _decoded(raw, "cp1252", "Windows-1252")


def _decoded(raw: bytes, codec: str, name: str) -> Text:
    try:
        return Text(content=raw.decode(codec).lstrip("\ufeff"), encoding=name)
    except UnicodeDecodeError as error:
        raise CsvError(f"The file is not text in {name}. Save the table as CSV in UTF-8.") from error
