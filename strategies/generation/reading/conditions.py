"""Conditions as they are said: levels, crosses, slopes, days of the calendar, joined by "and" and "or"."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from strategies.generation.idea import (
    Calendar,
    Compare,
    Condition,
    Cross,
    Extreme,
    Indicator,
    Moves,
    Not,
    Number,
    Operand,
    Price,
    Streak,
)
from strategies.generation.reading.context import Context, Found, both, either
from strategies.generation.reading.numbers import read_bars
from strategies.generation.reading.operands import read_operand
from strategies.generation.reading.phrases import Phrases
from strategies.generation.reading.words import Words

Sign = Literal[">", "<", ">=", "<=", "=="]


@dataclass(frozen=True)
class Opening:
    """The opening of a filter, and whether it holds when its condition does not."""

    end: int
    negated: bool


@dataclass(frozen=True)
class Missing:
    """Something that cannot be had, and the closest thing that can."""

    end: int
    what: str
    instead: str


@dataclass(frozen=True)
class Defined:
    """What an indicator was set to."""

    end: int
    context: Context = field(default_factory=Context)
    assumptions: tuple[str, ...] = ()


LEADS: Final = frozenset(("the", "when", "if", "once", "then", "a", "an", "while", "that", "there", "is", "on", "as"))
_OPENINGS: Final[Phrases[bool]] = Phrases(
    {
        "only [buy|trade|enter|long|short|go_long|go_short] when|if|while": False,
        "[but|and] only when|if|while": False,
        "as long as|provided [that]|providing|so long as|on condition that": False,
        "unless|except [when|if]": True,
        "avoid [buying|buy|trading|trade|entering|entry|entries] [when|if|on|in]": True,
        "no trade|buy|entry|position when|if|in|on|while": True,
        "do not trade|buy|enter|go_long|short when|if|in|on|while": True,
        "never trade|buy|enter when|if|in|on|while": True,
    }
)
_SIGNS: Final[Phrases[Sign]] = Phrases(
    {
        "[is|stay|trade|close|remain|hold|drop|fall|dip|go|move|rise|break|get|climb|out] "
        "[back|out|down|up] above|over": ">",
        "[is|stay|trade|close|remain|hold|drop|fall|dip|go|move|rise|break|get|climb] [back|out|down|up] below": "<",
        "[is] greater|higher|more than": ">",
        "[is] lower|less|smaller than": "<",
        "exceed|break|break_out": ">",
        ">": ">",
        "<": "<",
        ">=": ">=",
        "<=": "<=",
        "=": "==",
        "is|equal": "==",
        "[is] at least": ">=",
        "[is] at most": "<=",
    }
)
_CROSSES: Final[Phrases[Literal["above", "below"]]] = Phrases(
    {
        "cross|crossover [back|up] above|over|up|upward [through]": "above",
        "cross|crossunder [back|down] below|down|downward [through]": "below",
        "crossover": "above",
        "crossunder": "below",
        "[go|move|rise|break|close|is|get|turn] back above|over": "above",
        "[go|move|fall|drop|break|close|is|get|turn] back below": "below",
    }
)
_MOVES: Final[Phrases[tuple[Literal["rising", "falling"], bool]]] = Phrases(
    {
        "[is] rise|up|increase|climb|slope_up|point_up": ("rising", False),
        "[is] fall|down|decrease|decline|slope_down|point_down": ("falling", False),
        "turn up": ("rising", True),
        "turn down": ("falling", True),
    }
)
_DAYS: Final = Phrases(
    {
        name: at
        for at, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
    }
)
_MONTHS: Final = Phrases(
    {
        name: at
        for at, name in enumerate(
            [
                "january",
                "february",
                "march",
                "april",
                "may",
                "june",
                "july",
                "august",
                "september",
                "october",
                "november",
                "december",
            ],
            start=1,
        )
    }
)
_EDGES: Final[Phrases[Literal["first_days", "last_days"]]] = Phrases(
    {
        "first [trading] day of [the|a|each|every] month": "first_days",
        "last [trading] day of [the|a|each|every] month": "last_days",
        "end of [the|each|every] month": "last_days",
        "start of [the|each|every] month": "first_days",
    }
)
_NAMED: Final[Phrases[tuple[int, int, bool]]] = Phrases(
    {"golden cross": (50, 200, True), "death cross": (50, 200, False)}
)


def read_filter_opening(words: Words, at: int) -> Opening | None:
    """Return the opening of a filter that begins at a place."""
    found = _OPENINGS.at(words, at)
    return Opening(found[1], found[0]) if found else None


def read_unavailable(words: Words, at: int) -> Missing | None:
    """Return what begins at a place and cannot be had."""
    if words.said(at) in ("divergence", "earnings", "news", "sentiment", "dividend", "p/e"):
        return Missing(at + 1, words.said(at), "not to be had: prices and volume are")
    return None


def read_definitions(words: Words, at: int, context: Context) -> Defined | None:
    """Return what an indicator is set to, without a condition."""
    found = read_operand(words, at, context)
    if found is None or isinstance(found.operand, Number):
        return None
    return Defined(found.end, found.context, found.assumptions)


def read_condition(words: Words, at: int, context: Context | None = None) -> Found | None:
    """Return the longest condition that begins at a place."""
    found = _all(words, at, context or Context())
    while found is not None and words.said(found.end) == "or":
        after = _all(words, found.end + 1, found.context)
        if after is None:
            break
        found = _joined(found, after, either)
    return found


def _all(words: Words, at: int, context: Context) -> Found | None:
    found = _one(words, at, context)
    while found is not None:
        end = found.end
        while words.said(end) in ("and", ",", "while", "with", "but"):
            end += 1
        after = _one(words, end, found.context) if end > found.end else None
        if after is None:
            break
        found = _joined(found, after, both)
    return found


def _joined(left: Found, right: Found, put: Callable[..., Condition]) -> Found:
    told = left.assumptions + right.assumptions
    return Found(put(left.condition, right.condition), right.end, told, right.context)


def _one(words: Words, at: int, context: Context) -> Found | None:
    if words.said(at) == "(" and (inner := read_condition(words, at + 1, context)) and words.said(inner.end) == ")":
        return replace(inner, end=inner.end + 1)
    while words.said(at) in LEADS and not _MOVES.at(words, at):
        at += 1
    if words.said(at) == "not" and (inner := _one(words, at + 1, context)):
        return replace(inner, condition=Not(part=inner.condition))
    return _event(words, at, context) or _of_values(words, at, context)


def _event(words: Words, at: int, context: Context) -> Found | None:
    if named := _NAMED.at(words, at):
        fast, slow, is_golden = named[0]
        left, right = (Indicator(name="SMA", settings={"timeperiod": bars}) for bars in (fast, slow))
        return Found(Cross(left=left, way="above" if is_golden else "below", right=right), named[1], (), context)
    if edge := _EDGES.at(words, at):
        return Found(Calendar(kind=edge[0], values=(1,)), edge[1], (), context)
    for kind, phrases in (("weekday", _DAYS), ("month", _MONTHS)):
        if values := _several(words, at, phrases):
            which: Literal["weekday", "month"] = "weekday" if kind == "weekday" else "month"
            return Found(Calendar(kind=which, values=values[0]), values[1], (), context)
    return None


def _several(words: Words, at: int, phrases: Phrases[int]) -> tuple[tuple[int, ...], int] | None:
    values: list[int] = []
    end = at
    while found := phrases.at(words, at):
        values.append(found[0])
        end = at = found[1]
        while words.said(at) in (",", "or", "and"):
            at += 1
    return (tuple(values), end) if values else None


def _of_values(words: Words, at: int, context: Context) -> Found | None:
    left = read_operand(words, at, context)
    if left is None:
        # "above its 200-day average", of the price or of what was spoken of.
        subject = context.subject or Price()
        return _held_against(words, at, subject, context, ())
    return _held_against(words, left.end, left.operand, left.context, left.assumptions)


def _held_against(words: Words, at: int, left: Operand, context: Context, told: tuple[str, ...]) -> Found | None:
    if cross := _CROSSES.at(words, at):
        right = read_operand(words, cross[1], context)
        if right is not None:
            made: Condition = Cross(left=left, way=cross[0], right=right.operand)
            return Found(made, right.end, told + right.assumptions, right.context.about(left))
    if sign := _SIGNS.at(words, at):
        right = read_operand(words, sign[1], context)
        if right is not None and (sign[0] != "==" or isinstance(right.operand, Number | Extreme)):
            made = Compare(left=left, op=sign[0], right=right.operand)
            return Found(made, right.end, told + right.assumptions, right.context.about(left))
    if move := _MOVES.at(words, at):
        return _moved(words, move[1], Moves(of=left, way=move[0][0], turning=move[0][1]), context, told)
    return None


def _moved(words: Words, at: int, moves: Moves, context: Context, told: tuple[str, ...]) -> Found:
    row = read_bars(words, at, context.interval)
    if row is not None and words.is_at(row.end, "in a row"):
        return Found(Streak(of=moves, bars=row.value.bars), row.end + 3, told, context)
    return Found(moves, at, told, context)
