"""Which symbol is which: the one traded has no name of its own in an idea."""

from dataclasses import replace

from strategies.generation.idea import Condition, Idea, Indicator, Operand, Price, Side
from strategies.generation.reading.context import within_condition


def feeds_of(condition: Condition) -> tuple[str, ...]:
    """Return the symbols a condition looks at by name."""
    found: list[str] = []

    def look(operand: Operand) -> Operand:
        if isinstance(operand, Price | Indicator) and operand.feed:
            found.append(operand.feed)
        return operand

    within_condition(condition, look)
    return tuple(dict.fromkeys(found))


def own_feeds(idea: Idea) -> Idea:
    """Return an idea in which the symbol traded is named nowhere, since it is the feed that runs."""
    traded = idea.symbols or _only_one_named(idea)
    if not traded:
        return idea
    named = replace(idea, symbols=traded)
    return _over_conditions(named, traded[0]) if idea.rotation is None else named


def _only_one_named(idea: Idea) -> tuple[str, ...]:
    """Return the symbol that the entries are about if no other is spoken of."""
    entries = [side.entry for side in (idea.long, idea.short) if side is not None]
    named = tuple(dict.fromkeys(feed for entry in entries for feed in feeds_of(entry)))
    return named if len(named) == 1 else ()


def _over_conditions(idea: Idea, symbol: str) -> Idea:
    def clean(condition: Condition) -> Condition:
        return within_condition(condition, lambda operand: _without(operand, symbol))

    def side(told: Side | None) -> Side | None:
        return told and Side(entry=clean(told.entry), exit=clean(told.exit) if told.exit is not None else None)

    return replace(
        idea,
        long=side(idea.long),
        short=side(idea.short),
        filters=tuple(map(clean, idea.filters)),
        long_filters=tuple(map(clean, idea.long_filters)),
        short_filters=tuple(map(clean, idea.short_filters)),
    )


def _without(operand: Operand, symbol: str) -> Operand:
    if isinstance(operand, Price | Indicator) and operand.feed == symbol:
        return replace(operand, feed="")
    return operand
