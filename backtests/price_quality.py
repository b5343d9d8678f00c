"""What is odd in the prices of a run, in words."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from backtests import wording
from statis.templatetags import fmt

# One finding of a run, as its facts keep it: symbol, kind, severity, count, first, text, to_do.
Finding = Mapping[str, Any]

TITLES: Final[Mapping[str, str]] = {
    "split_like": "a split may be missing",
    "spike": "prices far off for one bar",
    "missing": "sessions without a bar",
    "closed": "bars of days without trading",
    "source_change": "prices from several sources",
    "stale": "prices stand still",
    "gap": "bars are missing",
    "zero_volume": "bars without volume",
    "extreme": "extreme moves",
}
# Said elsewhere on the page: the period's length among the warnings, the volume among the assumptions.
SAID_ELSEWHERE: Final = frozenset({"thin", "no_volume"})
NAMED: Final = 3
TERMINAL: Final = 98


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A kind of oddity, with the symbols that have it."""

    title: str
    text: str


def doubts(found: Sequence[Finding]) -> Iterator[Doubt]:
    """Yield each kind of oddity once, whichever symbols have it."""
    ranked = sorted(told(found), key=lambda one: list(TITLES).index(one["kind"]))
    for kind, group in groupby(ranked, key=lambda one: str(one["kind"])):
        ones = list(group)
        yield Doubt(title=f"{_names(ones)}: {TITLES[kind]}.", text=f"{_details(ones)}. {ones[0]['to_do']}")


def told(found: Sequence[Finding]) -> list[Finding]:
    """Return the findings that are told in a run's warnings."""
    return [one for one in found if one["kind"] not in SAID_ELSEWHERE]


def line(found: Sequence[Finding] | None) -> str:
    """
    Return what the check of the prices came to.

    >>> line([]), line(None)
    ('No wrong, stale or missing bars, missing splits or extreme moves found', 'Not checked')
    """
    if found is None:
        return "Not checked"
    kinds = {one["kind"] for one in told(found)}
    if not kinds:
        return "No wrong, stale or missing bars, missing splits or extreme moves found"
    return f"{fmt.count(len(kinds))} {'thing' if len(kinds) == 1 else 'things'} to look at, see the warnings"


def terminal_lines(found: Sequence[Finding]) -> Iterator[str]:
    """Yield each kind of oddity in lines that a terminal holds."""
    for doubt in doubts(found):
        yield from textwrap.wrap(f"Prices of {doubt.title} {doubt.text}", TERMINAL, subsequent_indent="  ")


def _names(ones: Sequence[Finding]) -> str:
    """
    Return the symbols, the first few by name.

    >>> _names([{"symbol": name} for name in "ABCDE"])
    'A, B, C and 2 more'
    """
    names = [one["symbol"] for one in ones]
    more = f" and {fmt.count(len(names) - NAMED)} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _details(ones: Sequence[Finding]) -> str:
    if len(ones) == 1:
        return _detail(ones[0])
    return "; ".join(f"{one['symbol']}: {_detail(one)}" for one in ones[:NAMED])


def _detail(one: Finding) -> str:
    first = ", ".join(_moment(moment) for moment in one["first"])
    return f"{one['text']} ({first}{' and later' if one['count'] > len(one['first']) else ''})"


def _moment(text: str) -> str:
    """
    Return a bar's time as pages write it.

    >>> _moment("2008-07-01"), _moment("2024-11-29 09:30")
    ('1 Jul 2008', '29 Nov 2024 09:30')
    """
    day, _, time = text.partition(" ")
    return f"{wording.day(day)} {time}".strip()
