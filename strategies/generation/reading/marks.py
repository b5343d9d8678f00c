"""Where a sentence says what a rule is for, and where it says something that is no condition."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from strategies.generation.reading.context import Context
from strategies.generation.reading.draft import Part
from strategies.generation.reading.grammar import Place, each, end_of
from strategies.generation.reading.lexemes import Hit, Line
from strategies.generation.reading.roles import LONG, TRIGGERS, Role
from strategies.generation.reading.rulebook import RULES
from strategies.generation.reading.timing_rules import INTERVAL_RULES
from strategies.generation.reading.words import Words

# A text that names the length of its bars has one of these words.
BARS: Final = frozenset(("chart", "bar", "candle", "timeframe", "frame", "data", "basis", "interval", "resolution"))
OF_AN_INDICATOR: Final = re.compile(r"(?:\ba|\ban|\bits|\w) (?:buy|sell) signal\b")


@dataclass(frozen=True)
class Mark:
    """Words `first` to before `end` that belong to no condition: they set a role, or are a rule and what it made."""

    first: int
    end: int
    role: Role | None = None
    parts: tuple[Part, ...] = ()


def marks_of(words: Words, line: Line, role: Role, context: Context) -> tuple[Mark, ...]:
    """Return the marks of a sentence in their order; none overlaps another, but a rule may begin with a trigger."""
    triggers = _apart(_triggers(line))
    rules = _apart(_rules(words, line, role, context, triggers))
    inside = [mark for mark in triggers if not any(rule.first <= mark.first < rule.end for rule in rules)]
    taken = [_cut(mark, rules) for mark in inside]
    return tuple(sorted([*taken, *rules], key=lambda mark: mark.first))


def _triggers(line: Line) -> Iterator[Mark]:
    for trigger in TRIGGERS:
        if not any(key in line.text for key in trigger.keys):
            continue
        for hit in line.hits(trigger.pattern):
            yield Mark(hit.first, hit.end, trigger.role)


def _rules(words: Words, line: Line, role: Role, context: Context, triggers: list[Mark]) -> Iterator[Mark]:
    for rule in RULES:
        if not rule.hits(line.text):
            continue
        for hit in line.hits(rule.pattern):
            said = _role_at(hit, role, triggers)
            if rule.purposes and said.purpose not in rule.purposes:
                continue
            place = Place(role=said, words=words, context=context, end=hit.end)
            made = rule.make(hit, place)
            if parts := tuple(each(made)):
                yield Mark(hit.first, end_of(made, hit), parts=parts)


def _role_at(hit: Hit, role: Role, triggers: list[Mark]) -> Role:
    """Return what is spoken of where a rule begins, or by the verb it begins with."""
    for mark in triggers:
        if mark.role is not None and mark.first <= hit.first:
            role = mark.role
    return role


def _apart(marks: Iterable[Mark]) -> list[Mark]:
    """Return marks that do not overlap, longer ones and then those of earlier rules first, in their order."""
    chosen: list[Mark] = []
    for mark in sorted(marks, key=lambda one: one.first - one.end):
        if all(mark.end <= other.first or other.end <= mark.first for other in chosen):
            chosen.append(mark)
    return sorted(chosen, key=lambda mark: mark.first)


def _cut(mark: Mark, rules: list[Mark]) -> Mark:
    """Return a trigger that ends where a rule begins."""
    ends = [rule.first for rule in rules if mark.first < rule.first < mark.end]
    return Mark(mark.first, min(ends, default=mark.end), mark.role)


def interval_said(words: Words) -> str:
    """Return the interval a text names, "" for none: it is needed before spans of time are counted in bars."""
    if not any(word in BARS for word in words.texts):
        return ""
    line = Line(words, 0, len(words))
    for rule in INTERVAL_RULES:
        for hit in line.hits(rule.pattern) if rule.hits(line.text) else ():
            for part in each(rule.make(hit, Place(role=LONG, words=words, context=Context(), end=hit.end))):
                return str(part.value)
    return ""
