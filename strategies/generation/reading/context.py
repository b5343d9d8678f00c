"""What a reader knows from the words before: what "it" is, which settings were said, which way the trade goes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from strategies.generation.idea import (
    All,
    AnyOf,
    Arithmetic,
    Change,
    Compare,
    Condition,
    Cross,
    Every,
    Extreme,
    Indicator,
    Moves,
    Not,
    Number,
    Operand,
    Streak,
    Within,
)

Lean = Literal["up", "down"]
NO_SETTINGS: Mapping[str, Mapping[str, float]] = MappingProxyType({})
NO_NAMES: Mapping[str, Operand] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Context:
    """
    What was said before.

    `lean` is the way of words that name none ("MACD crossover"): up for long entries and short exits. `symbols` are
    those traded. `subject` is what "it" is, `settings` are the numbers said of an indicator, `names` what "the fast
    average" is, and `feed` and `every` hold where a condition says them for all of it ("on the weekly chart").
    """

    interval: str = "1d"
    lean: Lean = "up"
    symbols: tuple[str, ...] = ()
    subject: Operand | None = None
    settings: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: NO_SETTINGS)
    names: Mapping[str, Operand] = field(default_factory=lambda: NO_NAMES)
    feed: str = ""
    every: Every = ""
    # What a value is held against: "volume above its 20 day average" means that of the volume.
    against: Operand | None = None

    def leaning(self, lean: Lean) -> "Context":
        """Return the same for a trade that goes the other or the same way."""
        return replace(self, lean=lean)

    def about(self, subject: Operand) -> "Context":
        """Return the same, with what "it" is from now on."""
        return replace(self, subject=subject)

    def setting(self, name: str, numbers: Mapping[str, float]) -> "Context":
        """Return the same, with what was said of an indicator."""
        return replace(self, settings={**self.settings, name: {**numbers}})

    def naming(self, name: str, operand: Operand) -> "Context":
        """Return the same, with a value that has a name."""
        return replace(self, names={**self.names, name: operand})


@dataclass(frozen=True)
class Found:
    """A condition, the place behind its last word, what had to be assumed, and what is known from here on."""

    condition: Condition
    end: int
    assumptions: tuple[str, ...] = ()
    context: Context = field(default_factory=Context)


@dataclass(frozen=True)
class FoundOperand:
    """A value that was read; `unit` is % where a number was said in percent."""

    operand: Operand
    end: int
    assumptions: tuple[str, ...] = ()
    context: Context = field(default_factory=Context)
    unit: str = ""
    # Further values said in one breath: "the 50 and 200 day averages".
    also: tuple[Operand, ...] = ()

    @property
    def all(self) -> tuple[Operand, ...]:
        """Return every value that was said in one breath."""
        return (self.operand, *self.also)


def within_operands(operand: Operand, change: Callable[[Operand], Operand]) -> Operand:
    """Return a value with every price and indicator in it changed."""
    match operand:
        case Arithmetic(left=left, right=right):
            left, right = within_operands(left, change), within_operands(right, change)
            return replace(operand, left=left, right=right)
        case Extreme() | Change():
            return change(replace(operand, of=within_operands(operand.of, change)))
        case Indicator(of=of) if of is not None:
            return change(replace(operand, of=within_operands(of, change)))
        case _:
            return change(operand)


def within_condition(condition: Condition, change: Callable[[Operand], Operand]) -> Condition:
    """Return a condition with every price and indicator in it changed."""
    match condition:
        case Compare() | Cross():
            left, right = within_operands(condition.left, change), within_operands(condition.right, change)
            return replace(condition, left=left, right=right)
        case Moves():
            return replace(condition, of=within_operands(condition.of, change))
        case Streak() | Within():
            return replace(condition, of=within_condition(condition.of, change))
        case All() | AnyOf():
            return replace(condition, parts=tuple(within_condition(part, change) for part in condition.parts))
        case Not():
            return Not(part=within_condition(condition.part, change))
        case _:
            return condition


def numbered(condition: Condition, clause: int) -> Condition:
    """
    Return a condition whose every part carries the number of a clause.

    >>> from strategies.generation.idea import Calendar
    >>> numbered(Not(part=Calendar(kind="month", values=(9,))), 2)
    Not(part=Calendar(kind='month', values=(9,), clause=2))
    """
    match condition:
        case All() | AnyOf():
            return replace(condition, parts=tuple(numbered(part, clause) for part in condition.parts))
        case Not():
            return Not(part=numbered(condition.part, clause))
        case Streak() | Within():
            return replace(condition, of=numbered(condition.of, clause), clause=clause)
        case _:
            return replace(condition, clause=clause)


def earlier(operand: Operand, bars: int) -> Operand:
    """
    Return a value as it was so many bars before.

    >>> from strategies.generation.idea import Price
    >>> earlier(Price(field="high"), 2)
    Price(field='high', ago=2, feed='', every='')
    """
    match operand:
        case Number():
            return operand
        case Arithmetic(left=left, right=right):
            return replace(operand, left=earlier(left, bars), right=earlier(right, bars))
        case _:
            return replace(operand, ago=operand.ago + bars)


def delayed(condition: Condition, bars: int) -> Condition:
    """
    Return the condition that it was so, so many bars before.

    >>> from strategies.generation.idea import Price
    >>> delayed(Compare(left=Price(), op=">", right=Number(value=1)), 1).left
    Price(field='close', ago=1, feed='', every='')
    """
    match condition:
        case Compare() | Cross():
            return replace(condition, left=earlier(condition.left, bars), right=earlier(condition.right, bars))
        case Moves():
            return replace(condition, of=earlier(condition.of, bars))
        case Streak() | Within():
            return replace(condition, of=delayed(condition.of, bars))
        case All() | AnyOf():
            return replace(condition, parts=tuple(delayed(part, bars) for part in condition.parts))
        case Not():
            return Not(part=delayed(condition.part, bars))
        case _:
            return condition


def both(*parts: Condition) -> Condition:
    """
    Return that all of some conditions hold, those within another `All` taken out of it.

    >>> from strategies.generation.idea import Calendar
    >>> both(Calendar(kind="week_end"))
    Calendar(kind='week_end', values=(), clause=0)
    """
    flat = [one for part in parts for one in (part.parts if isinstance(part, All) else (part,))]
    return flat[0] if len(flat) == 1 else All(parts=tuple(flat))


def either(*parts: Condition) -> Condition:
    """Return that one of some conditions holds, those within another `AnyOf` taken out of it."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, AnyOf) else (part,))]
    return flat[0] if len(flat) == 1 else AnyOf(parts=tuple(flat))
