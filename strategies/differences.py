"""What changed between two texts, line beside line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, Literal

# Beyond these a change is told as one block: the search takes time with the square of what differs.
MAX_EDITS: Final = 400
MAX_LINES: Final = 4_000
# Equal lines shown before and after a change.
AROUND: Final = 3
# More than anyone reads, and than a browser shows at ease.
MAX_ROWS: Final = 3_000

Kind = Literal["same", "changed", "removed", "added", "gap"]
Span = tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the comparison: what it was and what it is, each with its number; a gap says how many are equal."""

    kind: Kind
    old_number: int | None = None
    old: str = ""
    new_number: int | None = None
    new: str = ""
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Two texts side by side, and how many lines differ; `left_out` rows are too many to be shown."""

    lines: tuple[Line, ...]
    added: int
    removed: int
    left_out: int = 0

    @property
    def is_none(self) -> bool:
        """Return whether the texts are the same."""
        return not self.added and not self.removed


def difference(old: str, new: str) -> Difference:
    """
    Return what changed from one text to another.

    >>> [(line.kind, line.old, line.new) for line in difference("a\\nb\\n", "a\\nc\\nd\\n").lines]
    [('same', 'a', 'a'), ('changed', 'b', 'c'), ('added', '', 'd')]
    """
    before, after = old.split("\n"), new.split("\n")
    spans = list(changed_spans(before, after))
    rows = list(_rows(before, after, spans))
    return Difference(
        lines=tuple(rows[:MAX_ROWS]),
        removed=sum(end - begin for begin, end, _, _ in spans),
        added=sum(end - begin for _, _, begin, end in spans),
        left_out=max(0, len(rows) - MAX_ROWS),
    )


def changed_spans(old: Sequence[str], new: Sequence[str]) -> Iterator[Span]:
    """
    Yield where the texts differ: lines begin to end of the old one became lines begin to end of the new one.

    >>> list(changed_spans("abcd", "abxd"))
    [(2, 3, 2, 3)]
    """
    head = _common(old, new)
    tail = _common(old[: head - 1 if head else None : -1], new[: head - 1 if head else None : -1])
    first, second = old[head : len(old) - tail], new[head : len(new) - tail]
    if not first and not second:
        return
    kept = shortest_edit(first, second)
    at_old = at_new = 0
    for old_line, new_line in [*kept, (len(first), len(second))]:
        if old_line > at_old or new_line > at_new:
            yield head + at_old, head + old_line, head + at_new, head + new_line
        at_old, at_new = old_line + 1, new_line + 1


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def shortest_edit(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """
    Return the lines that stay, as pairs of positions, by Myers' shortest edit; none where that would take too long.

    >>> shortest_edit("abcabba", "cbabac")
    [(2, 0), (3, 2), (4, 3), (6, 4)]
    """
    if max(len(old), len(new)) > MAX_LINES:
        return []
    furthest, trace = {1: 0}, []
    for edits in range(min(len(old) + len(new), MAX_EDITS) + 1):
        trace.append(dict(furthest))
        for diagonal in range(-edits, edits + 1, 2):
            x = _furthest_from(furthest, diagonal, edits)
            while x < len(old) and x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            furthest[diagonal] = x
            if x >= len(old) and x - diagonal >= len(new):
                return _walked_back(trace, len(old), len(new))
    return []


def _furthest_from(furthest: dict[int, int], diagonal: int, edits: int) -> int:
    goes_down = diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])
    return furthest[diagonal + 1] if goes_down else furthest[diagonal - 1] + 1


def _walked_back(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for edits in range(len(trace) - 1, -1, -1):
        furthest, diagonal = trace[edits], x - y
        goes_down = diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])
        came_from = diagonal + 1 if goes_down else diagonal - 1
        before_x = furthest[came_from]
        before_y = before_x - came_from
        while x > max(before_x, 0) and y > max(before_y, 0):
            x, y = x - 1, y - 1
            kept.append((x, y))
        x, y = before_x, before_y
    return kept[::-1]


def _rows(old: list[str], new: list[str], spans: list[Span]) -> Iterator[Line]:
    at_old = at_new = 0
    for number, (old_begin, old_end, new_begin, new_end) in enumerate(spans):
        yield from _same(old, at_old, old_begin, at_new, is_first=number == 0, is_last=False)
        yield from _changed(old[old_begin:old_end], new[new_begin:new_end], old_begin, new_begin)
        at_old, at_new = old_end, new_end
    yield from _same(old, at_old, len(old), at_new, is_first=not spans, is_last=True)


def _same(old: list[str], begin: int, end: int, new_begin: int, *, is_first: bool, is_last: bool) -> Iterator[Line]:
    """Yield equal lines, those far from any change as a gap; an empty last line is only how the text ends."""
    end -= is_last and end > begin and not old[end - 1]
    shift = new_begin - begin
    above, below = 0 if is_first else AROUND, 0 if is_last else AROUND
    is_folded = end - begin > above + below + 1
    for line in range(begin, end):
        if is_folded and begin + above <= line < end - below:
            if line == begin + above:
                yield Line(kind="gap", count=end - begin - above - below)
            continue
        yield Line(kind="same", old_number=line + 1, old=old[line], new_number=line + shift + 1, new=old[line])


def _changed(old: list[str], new: list[str], old_begin: int, new_begin: int) -> Iterator[Line]:
    for place, (was, now) in enumerate(zip_longest(old, new)):
        yield Line(
            kind="added" if was is None else "removed" if now is None else "changed",
            old_number=None if was is None else old_begin + place + 1,
            old=was or "",
            new_number=None if now is None else new_begin + place + 1,
            new=now or "",
        )
