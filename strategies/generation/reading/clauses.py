"""The parts of a draft as numbered clauses, each with the value that carries its number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from strategies.generation.idea import (
    Adding,
    All,
    AnyOf,
    Condition,
    Cooldown,
    EntryOrder,
    Protection,
    Rotation,
    Size,
)
from strategies.generation.provider import Clause
from strategies.generation.reading import telling, telling_rules
from strategies.generation.reading.context import both, either, numbered
from strategies.generation.reading.draft import KINDS, Draft, Part, SideName

UNITS: Final = {"1d": "day", "1wk": "week", "1mo": "month", "1h": "hour"}
INTERVALS: Final = {"1d": "daily", "1wk": "weekly", "1mo": "monthly", "1h": "hourly"}
IN: Final = {"long": "Buy", "short": "Sell short", "both": "Enter"}
ANOTHER: Final = re.compile(r"\b(?:also|or|alternatively|else)\b", re.IGNORECASE)
OUT: Final = {"long": "Sell", "short": "Cover", "both": "Leave"}


@dataclass(frozen=True)
class Numbered:
    """A part whose value carries the numbers of its clauses."""

    part: Part
    clauses: tuple[Clause, ...]


def numbered_parts(draft: Draft, interval: str) -> tuple[Numbered, ...]:
    """Return the parts of a draft in their order, with the clauses told of them."""
    done: list[Numbered] = []
    number = 1
    bar = UNITS.get(interval, "bar")
    is_short = all(part.side == "short" for part in draft.of("entry"))
    for part in sorted(draft.parts, key=lambda one: one.at):
        made = Numbered(*_numbered(part, number, bar, is_short=is_short and bool(draft.of("entry"))))
        done.append(made)
        number += len(made.clauses)
    return tuple(done)


def _numbered(part: Part, number: int, bar: str, *, is_short: bool) -> tuple[Part, tuple[Clause, ...]]:
    kind = KINDS.get(part.slot)
    if kind is None:
        return part, ()
    if part.slot in ("entry", "exit", "filter") and part.condition is not None:
        return _conditions(part, part.condition, number, bar)
    text = _told(part, bar, is_short)
    value = part.value
    if isinstance(value, Protection | Size | Adding | Cooldown | Rotation | EntryOrder):
        value = replace(value, clause=number)
    return replace(part, value=value), (Clause(number=number, kind=kind, text=text, said=part.said),)


def _conditions(part: Part, told: Condition, number: int, bar: str) -> tuple[Part, tuple[Clause, ...]]:
    """Return a condition with a clause for each thing that must hold, or of exits for each that suffices."""
    wanted = AnyOf if part.slot == "exit" else All
    pieces = told.parts if isinstance(told, wanted) else (told,)
    clauses, values = [], []
    for place, piece in enumerate(pieces):
        text = _condition_told(part, piece, bar, is_further=place > 0)
        clauses.append(Clause(number=number + place, kind=KINDS[part.slot], text=text, said=part.said))
        values.append(numbered(piece, number + place))
    value = values[0] if len(values) == 1 else wanted(parts=tuple(values))
    return replace(part, value=value), tuple(clauses)


def _condition_told(part: Part, piece: Condition, bar: str, *, is_further: bool) -> str:
    text = telling.condition(piece, bar)
    if part.slot == "filter":
        return f"{IN[part.side]} only when {text}"
    if part.slot == "exit":
        return f"{OUT[part.side]} when {text}"
    if part.stays:
        return f"{IN[part.side]} when {text}, and stay only as long as it is so"
    return f"{IN[part.side]} only when also {text}" if is_further else f"{IN[part.side]} when {text}"


def _told(part: Part, bar: str, is_short: bool) -> str:
    value = part.value
    match value:
        case Protection():
            return telling_rules.stop(value, is_short=is_short) if part.slot == "stop" else telling_rules.target(value)
        case Size():
            return telling_rules.size(value)
        case Adding():
            return telling_rules.adding(value, bar)
        case Cooldown():
            return telling_rules.cooldown(value, bar)
        case Rotation():
            return telling_rules.rotation(value, bar)
        case EntryOrder():
            return telling_rules.order(value, is_short=is_short, bar=bar)
        case _:
            return _told_plainly(part, bar)


def _told_plainly(part: Part, bar: str) -> str:
    match part.slot:
        case "exit":
            when = "the opposite of the entry comes" if part.value == "opposite" else "the entry no longer holds"
            return f"{OUT[part.side]} when {when}"
        case "least":
            return f"Hold each position for at least {telling.counted(float(str(part.value)), bar)}"
        case "mirror":
            return "Sell short on the mirror image of the rules for buying"
        case "symbols":
            names = part.value if isinstance(part.value, tuple) else ()
            return f"Trade {telling.listed(names)}"
        case _:
            return f"Bars: {INTERVALS.get(str(part.value), str(part.value))}"


def joined(parts: list[Part]) -> Condition | None:
    """Return the conditions of some parts as one: those that stand alone are ways of their own, others go together."""
    groups: list[Condition] = []
    told: list[Condition] = []
    was_new, is_exit = True, any(part.slot == "exit" for part in parts)
    for part in parts:
        condition = part.condition
        if condition is None or condition in told:
            continue
        told.append(condition)
        # "The setup: A. Enter on B" needs both, unless B is said to be another way.
        is_way = part.is_new and (is_exit or was_new or bool(ANOTHER.search(part.said)))
        was_new = part.is_new
        if not groups or is_way:
            groups.append(condition)
        else:
            put = either if part.joint == "or" else both
            groups[-1] = put(groups[-1], condition)
    return either(*groups) if groups else None


def of_side(parts: Iterator[Part] | tuple[Part, ...], side: SideName) -> list[Part]:
    """Return the parts that are about a side or about both."""
    return [part for part in parts if part.side in (side, "both")]
