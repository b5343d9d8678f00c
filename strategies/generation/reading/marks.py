"""Where a sentence says what a rule is for, and where it says something that is no condition."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from strategies.generation.reading.conditions import read_filter_opening
from strategies.generation.reading.context import Context
from strategies.generation.reading.draft import Part
from strategies.generation.reading.fillers import is_filler
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
    triggers = _openings(words, _apart(_triggers(line)))
    rules = _apart(_rules(words, line, role, context, triggers))
    taken = [mark for one in triggers if (mark := _cut(one, rules)) is not None]
    return tuple(sorted([*taken, *rules], key=lambda mark: mark.first))


def _openings(words: Words, triggers: list[Mark]) -> list[Mark]:
    """
    Return the triggers with the openings of filters among them: "only when", "unless".

    One right behind a verb only says "when", and one behind an exit is about that exit.
    """
    found: list[Mark] = []
    at = 0
    while at < len(words):
        opening = read_filter_opening(words, at) if words[at].kind == "word" else None
        if opening is None or opening.end <= at:
            at += 1
            continue
        role = _role_of_opening(words, at, opening.negated, triggers)
        if role is not None:
            found.append(Mark(at, opening.end, role))
        at = opening.end
    rest = [mark for mark in triggers if all(mark.end <= one.first or one.end <= mark.first for one in found)]
    return sorted([*rest, *found], key=lambda mark: mark.first)


def _role_of_opening(words: Words, at: int, is_negated: bool, triggers: list[Mark]) -> Role | None:
    before = [mark for mark in triggers if mark.first < at]
    if not before or before[-1].role is None:
        return Role("filter", is_negated=is_negated)
    verb, role = before[-1], before[-1].role
    is_right_behind = all(is_filler(word) for word in words[verb.end : at])
    if role.purpose == "exit":
        if not is_negated and words.said(at - 1) == "," and not is_right_behind:
            return Role("filter")
        return Role("exit", role.side, is_negated=True) if is_negated else None
    return None if is_right_behind and not is_negated else Role("filter", is_negated=is_negated)


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


def _cut(mark: Mark, rules: list[Mark]) -> Mark | None:
    """Return a trigger without the words of a rule; one that a rule begins with holds for what stands behind it."""
    for rule in rules:
        if rule.first <= mark.first < rule.end:
            goes_on = mark.first - rule.first <= 1 and mark.role is not None and not mark.role.is_otherwise
            return Mark(rule.end, rule.end, mark.role) if goes_on else None
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
