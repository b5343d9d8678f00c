"""Which lines of the code stand for which clause: the comments `# [2]` that a writer leaves."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from strategies.generation.judging.trial import ClauseSeen
from strategies.generation.provider import Clause, Feedback

MOST_TAGS: Final = 500
# Behind a hash sign, numbers in brackets: `# [1]`, `# [1] [2]`, `# [1, 2] the entry`.
_COMMENT: Final = re.compile(r"#\s*((?:\[\d{1,4}(?:\s*,\s*\d{1,4})*\][\s,]*)+)")
_NUMBER: Final = re.compile(r"\d{1,4}")


def tagged_lines(source: str) -> dict[int, tuple[int, ...]]:
    """
    Return the lines that name each clause.

    >>> tagged_lines("a = 1  # [1]\\n# [2, 1] the exit\\nb = x[3]")
    {1: (1, 2), 2: (2,)}
    """
    found: dict[int, list[int]] = {}
    for number, line in enumerate(source.split("\n"), 1):
        for comment in _COMMENT.findall(line):
            for clause in _NUMBER.findall(comment):
                lines = found.setdefault(int(clause), [])
                if number not in lines and len(lines) < MOST_TAGS:
                    lines.append(number)
    return {clause: tuple(lines) for clause, lines in found.items()}


def clauses_seen(clauses: Iterable[Clause], source: str) -> tuple[ClauseSeen, ...]:
    """Return where each clause stands in the code."""
    lines = tagged_lines(source)
    return tuple(ClauseSeen(number=one.number, lines=lines.get(one.number, ())) for one in clauses)


def without_a_line(clauses: Sequence[Clause], seen: Sequence[ClauseSeen]) -> tuple[Feedback, ...]:
    """Return a word on each clause that no line of the code names."""
    lost = {one.number for one in seen if not one.lines}
    return tuple(
        Feedback(
            stage="said",
            message=f"No line of the code stands for clause {clause.number}: {clause.text}",
            hint=f"Write what it asks for, and the comment # [{clause.number}] on the lines that do it.",
            clause=clause.number,
        )
        for clause in clauses
        if clause.number in lost
    )
