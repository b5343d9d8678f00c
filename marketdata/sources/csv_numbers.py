"""Numbers as people write them: decimal commas, thousands marks, currency signs."""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import numpy as np

from engine.bars import Floats

Decimal = Literal[".", ","]

LONGEST: Final = 60  # characters; no price needs as many
NOTHING: Final = frozenset({"", "-", "--", "n/a", "na", "nan", "null", "none", "#n/a"})
MULTIPLES: Final = {"K": 1e3, "M": 1e6, "B": 1e9}
# Signs and spaces that stand before, after or between digits and say nothing about the value.
SILENT: Final = str.maketrans("", "", "$€£¥ \u00a0\u202f\u2009'’")
# A digit comes before any exponent.
SHAPES: Final = {
    ".": re.compile(r"[+-]?(?=[.,]?\d)(?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})?(?:\.\d*)?(?:[eE][+-]?\d{1,4})?", re.ASCII),
    ",": re.compile(r"[+-]?(?=[.,]?\d)(?:\d+|\d{1,3}(?:\.\d{2,3})*\.\d{3})?(?:,\d*)?(?:[eE][+-]?\d{1,4})?", re.ASCII),
}
COULD_BE_EITHER: Final = re.compile(r"[+-]?\d{1,3}[.,]\d{3}", re.ASCII)


def number(cell: str, decimal: Decimal) -> float:
    """
    Return the number in a cell, not a number if it holds none.

    >>> number("1.234,50 €", ","), number("$1,234.50", "."), number("12.3M", "."), number("=1+1", ".")
    (1234.5, 1234.5, 12300000.0, nan)
    """
    if len(cell) > LONGEST:
        return math.nan
    bare = cell.translate(SILENT)
    multiple = MULTIPLES.get(bare[-1:].upper(), 0.0)
    bare = bare[:-1] if multiple else bare
    if not SHAPES[decimal].fullmatch(bare):
        return math.nan
    thousands = "," if decimal == "." else "."
    return float(bare.replace(thousands, "").replace(",", ".")) * (multiple or 1.0)


def numbers(cells: Sequence[str], decimal: Decimal) -> Floats:
    """Return the numbers in a column; what is none becomes not a number."""
    together = "".join(cells)
    # Python's own reader takes every plain spelling, and underscores and a few words besides.
    is_short = len(together) < 20 * len(cells) and max(map(len, cells)) <= LONGEST
    if decimal == "." and is_short and "_" not in together and together.isascii():
        try:
            return np.array(list(map(float, cells)), dtype=np.float64)
        except ValueError:
            pass
    return np.array([number(cell, decimal) for cell in cells], dtype=np.float64)


def is_nothing(cell: str) -> bool:
    """Return whether a cell says that there is no number."""
    return cell.strip().lower() in NOTHING


def decimal_mark(cells: Iterable[str], *, delimiter: str) -> tuple[Decimal, bool]:
    """
    Return the mark before decimals, and whether nothing but its frequency in the world speaks for it.

    >>> decimal_mark(["1.234,5", "7,25"], delimiter=";"), decimal_mark(["1,234"], delimiter=";")
    ((',', False), (',', True))
    """
    votes = {".": 0, ",": 0}
    doubtful = 0
    for cell in cells:
        bare = cell.translate(SILENT)
        mark = _mark_of(bare)
        if mark:
            votes[mark] += 1
        doubtful += not mark and bool(COULD_BE_EITHER.fullmatch(bare))
    if any(votes.values()):
        return ("," if votes[","] > votes["."] else "."), False
    # Whoever separates cells by semicolons does so because the comma is taken.
    return ("," if delimiter == ";" else "."), doubtful > 0


def _mark_of(bare: str) -> Decimal | None:
    """Return the decimal mark a cell proves, None if it proves none."""
    points, commas = bare.count("."), bare.count(",")
    if points and commas:
        return "." if bare.rfind(".") > bare.rfind(",") else ","
    if points + commas == 1:
        mark: Decimal = "." if points else ","
        return None if COULD_BE_EITHER.fullmatch(bare) else mark
    if points > 1:
        return ","
    return "." if commas > 1 else None
