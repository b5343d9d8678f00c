"""A text cut into sentences, each with the heading it stands under: one-liners and long descriptions alike."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from strategies.generation.reading.roles import of_heading

BULLET: Final = re.compile(
    r"[ \t]*(?:>+[ \t]*)*(?:(?:[-*+•◦▪‣·–—→✓✔]|\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.)]|\[[ xX]?\]|(?:rule"
    r"|step)[ \t]*\d{1,2}[.:)])(?=[ \t*_`]))",
    re.IGNORECASE,
)
HASHES: Final = re.compile(r"[ \t]*#{1,6}[ \t]*")
STRONG: Final = re.compile(r"(?:\*\*|__)[^*_\n]{2,60}(?:\*\*|__):?")
# A short line made of these alone is a heading, colon or not.
OF_HEADINGS: Final = frozenset(
    (
        *("entry", "entries", "exit", "exits", "rules", "rule", "conditions", "condition", "criteria", "buy", "sell"),
        *("long", "short", "signal", "signals", "setup", "indicators", "parameters", "filters", "filter", "side"),
    )
)
# Marks of emphasis that stand round words and say nothing.
MARKS: Final = " \t*_`#|>"
LABEL: Final = re.compile(r"[*_`]*([A-Za-z][A-Za-z /&()'-]{1,90}?)[*_`]*[ \t]*(?::|=(?!=)|\s[–—-]\s)[*_`]*(?=\s|$)")
ENDS: Final = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bapprox)(?<!\betc)(?<!\bno)[.!?]+[\"')\]]*(?=\s|$)|;"
    r"|(?<=\S)\s+[–—]\s+|\s/\s|[。！？]"
)
# A line this long that ends without a stop was most likely broken by an editor.
LONG_LINE: Final = 45
MOST_OF_A_HEADING: Final = 7
MOST_OF_A_LINE: Final = 14
# Headings that are names of what stands below them.
LEADING: Final = re.compile(
    r"\b(?:stop|trail|target|take profit|profit|siz|allocation|time ?frame|interval|cool|hold|symbol"
    r"|ticker|universe|pyramid|rebalanc)"
)


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """
    A stretch of the text from `start` to `end`, under a heading in lower case ("" for none).

    `lead` is where the heading stands if the stretch cannot be read without it: "Stop loss:" above "two ATR".
    """

    start: int
    end: int
    heading: str = ""
    is_bullet: bool = False
    lead: tuple[int, int] | None = None


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    is_bullet: bool
    is_marked: bool
    is_first: bool


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """
    Return the sentences of a text in their order, with headings taken off and kept beside what stands below them.

    >>> text = "Entry: RSI below 30. Volume high.\\nExit:\\n- RSI above 70"
    >>> [(one.heading, text[one.start : one.end]) for one in sentences_of(text)]
    [('entry', 'RSI below 30'), ('entry', 'Volume high'), ('exit', 'RSI above 70')]
    """
    return tuple(_sentences(text))


def _sentences(text: str) -> Iterator[Sentence]:
    heading, lead = "", None
    for line in _joined(text, list(_lines(text))):
        if line.is_first and not line.is_bullet:
            heading, lead = "", None
        label, after = _label(text, line)
        start = after
        if label and of_heading(label) is None and after < line.end:
            # No heading of a role: a name and its amount, such as "Stop loss: 5%".
            start = line.start
            heading, lead = ("", None) if not line.is_bullet else (heading, None)
        elif label:
            heading = label
            lead = (line.start, after) if of_heading(label) is None and LEADING.search(label) else None
        for first, end in _split(text, start, line.end):
            if (inner := LABEL.match(text, first, end)) and of_heading(inner.group(1).strip().lower()) is not None:
                heading, lead, first = inner.group(1).strip().lower(), None, inner.end()
            yield Sentence(start=first, end=end, heading=heading, is_bullet=line.is_bullet, lead=lead)


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines that have words, without their bullets; `is_first` tells those behind an empty line."""
    is_first, place = True, 0
    for raw in text.splitlines(keepends=True):
        start, end = place, place + len(raw)
        place = end
        if not raw.strip(MARKS + "\r\n-="):
            is_first = True
            continue
        hashes, bullet = HASHES.match(raw), BULLET.match(raw)
        is_marked = bool(hashes and "#" in hashes.group()) or bool(STRONG.fullmatch(raw.strip()))
        skipped = bullet.end() if bullet else 0
        yield _trimmed(text, _Line(start + skipped, end, bool(bullet), is_marked, is_first))
        is_first = False


def _trimmed(text: str, line: _Line) -> _Line:
    start, end = line.start, line.end
    while start < end and text[start] in MARKS:
        start += 1
    while end > start and text[end - 1] in MARKS + "\r\n":
        end -= 1
    return _Line(start, end, line.is_bullet, line.is_marked, line.is_first)


def _joined(text: str, lines: list[_Line]) -> Iterator[_Line]:
    """Yield the lines, those that an editor broke put together again."""
    held: _Line | None = None
    for line in lines:
        if held is None:
            held = line
        elif _goes_on(text, held, line):
            held = _Line(held.start, line.end, held.is_bullet, held.is_marked, held.is_first)
        else:
            yield held
            held = line
    if held is not None:
        yield held


def _goes_on(text: str, before: _Line, line: _Line) -> bool:
    if line.is_bullet or line.is_first or line.is_marked or before.is_marked:
        return False
    last = text[before.start : before.end].rsplit("\n", 1)[-1]
    first = text[line.start]
    is_broken = len(last) >= LONG_LINE and last[-1] not in ".!?:;"
    return (is_broken or last[-1] in ",(&") and (first.islower() or first.isdigit() or first in "(<>%")


def _label(text: str, line: _Line) -> tuple[str, int]:
    """Return the heading a line is or begins with, and where what it heads begins."""
    found = LABEL.match(text, line.start, line.end)
    if found and len(found.group(1).split()) <= (MOST_OF_A_HEADING if found.end() < line.end else MOST_OF_A_LINE):
        return found.group(1).strip().lower(), found.end()
    words = text[line.start : line.end]
    if not line.is_bullet and 1 < len(words.split()) < 5 and all(one in OF_HEADINGS for one in words.lower().split()):
        return words.lower(), line.end
    if line.is_marked and len(words.split()) <= MOST_OF_A_HEADING:
        return words.strip(MARKS + ":").lower(), line.end
    return "", line.start


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    place = start
    for found in ENDS.finditer(text, start, end):
        yield from _stretch(text, place, found.start())
        place = found.end()
    yield from _stretch(text, place, end)


def _stretch(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a stretch without the space round it, or nothing if it has no letter or figure."""
    while start < end and (text[start].isspace() or text[start] in MARKS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "*_`"):
        end -= 1
    if any(letter.isalnum() for letter in text[start:end]):
        yield start, end
