"""
Words as a line of text that the grammar's patterns are matched against.

Quantities stand in it as single capitals, so that a pattern can say "stop loss P" for "a stop loss of five percent":
P percentage, M money, X times, S span of time, N number, O ordinal, T time of day, Y symbol.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from strategies.generation.reading.numbers import Span, read_money, read_number, read_percent, read_span, read_times
from strategies.generation.reading.symbols import is_symbol
from strategies.generation.reading.words import Words

# Fractions that stand for themselves: "half the position".
PLAIN_FRACTIONS: Final = ("half", "quarter", "third")
LETTERS: Final[Mapping[str, str]] = {"ordinal": "O", "time": "T"}


@dataclass(frozen=True)
class Lexeme:
    """A word or a quantity, and the words `first` to before `end` it was read from."""

    text: str
    value: float | str | Span
    first: int
    end: int


@dataclass(frozen=True)
class Hit:
    """Where a pattern matched: words `first` to before `end`, and what its capitals stand for."""

    found: re.Match[str]
    line: "Line"
    first: int
    end: int

    def has(self, group: str) -> bool:
        """Return whether a named group took part."""
        return bool(self.found.groupdict().get(group))

    def text(self, group: str) -> str:
        """Return what a named group matched."""
        return self.found.groupdict().get(group) or ""

    def values(self, capital: str, group: str | int = 0) -> list[float | str | Span]:
        """Return the values of a kind of quantity in the match, in their order."""
        if isinstance(group, str) and not self.has(group):
            return []
        start, end = self.found.span(group)
        return [one.value for one in self.line.between(start, end) if one.text == capital]

    def number(self, capital: str, group: str | int = 0) -> float | None:
        """Return the first number of a kind, or None."""
        return next((value for value in self.values(capital, group) if isinstance(value, float | int)), None)

    def span(self, group: str | int = 0) -> Span | None:
        """Return the first span of time, or None."""
        return next((value for value in self.values("S", group) if isinstance(value, Span)), None)


class Line:
    """Some words of a text as a line for patterns."""

    def __init__(self, words: Words, first: int, end: int, *, shouted: bool = False) -> None:
        self.lexemes = _lexemes(words, first, end, shouted)
        self.starts: list[int] = []
        place = 0
        for one in self.lexemes:
            self.starts.append(place)
            place += len(one.text) + 1
        self.text = " ".join(one.text for one in self.lexemes)

    def between(self, start: int, end: int) -> tuple[Lexeme, ...]:
        """Return what stands between two places of the line."""
        if end <= start:
            return ()
        return self.lexemes[bisect_right(self.starts, start) - 1 : bisect_right(self.starts, end - 1)]

    def hits(self, pattern: re.Pattern[str]) -> list[Hit]:
        """Return where a pattern matches."""
        return [hit for found in pattern.finditer(self.text) if (hit := self._hit(found))]

    def _hit(self, found: re.Match[str]) -> Hit | None:
        inside = self.between(*found.span())
        return Hit(found, self, inside[0].first, inside[-1].end) if inside else None


def _lexemes(words: Words, first: int, end: int, shouted: bool) -> tuple[Lexeme, ...]:
    found: list[Lexeme] = []
    at = first
    while at < end:
        one = _quantity(words, at, end) or _word(words, at, shouted)
        found.append(one)
        at = one.end
    return tuple(found)


def _quantity(words: Words, at: int, end: int) -> Lexeme | None:
    share = read_percent(words, at)
    if share is not None and share.end <= end:
        return Lexeme("P", share.value, at, share.end)
    if words[at].text in PLAIN_FRACTIONS:
        return None
    for capital, read in (("M", read_money), ("X", read_times), ("S", read_span)):
        found = read(words, at)
        is_plain = found is not None and words.said(found.end - 1) in PLAIN_FRACTIONS
        if found is not None and found.end <= end and not is_plain:
            return Lexeme(capital, found.value, at, found.end)
    number = read_number(words, at)
    if number is not None and any(words.said(place) in PLAIN_FRACTIONS for place in range(at, number.end)):
        return None
    return Lexeme("N", number.value, at, number.end) if number is not None and number.end <= end else None


def _word(words: Words, at: int, shouted: bool) -> Lexeme:
    word = words[at]
    if word.kind in LETTERS:
        return Lexeme(LETTERS[word.kind], word.value or 0.0, at, at + 1)
    if word.kind == "word" and is_symbol(word.raw, shouted=shouted):
        return Lexeme("Y", word.raw.lstrip("$").upper(), at, at + 1)
    return Lexeme(word.text.lower(), word.text, at, at + 1)
