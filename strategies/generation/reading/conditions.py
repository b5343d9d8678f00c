"""Conditions as they are said: levels, crosses, slopes, days of the calendar, joined by "and" and "or"."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from strategies.generation.idea import (
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
from strategies.generation.reading import lexicon
from strategies.generation.reading.context import Context, Found, FoundOperand, both, either
from strategies.generation.reading.events import (
    ROW,
    read_break,
    read_distance,
    read_drop,
    read_event,
    read_multiple,
    read_stretch,
    read_touch,
    sma,
)
from strategies.generation.reading.numbers import UNITS, Span, bars_of, read_bars
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


AVERAGED: Final = ("SMA", "EMA", "WMA")
LEADS: Final = frozenset(("the", "when", "if", "once", "then", "a", "an", "while", "that", "there", "is", "on", "as"))
_OPENINGS: Final[Phrases[bool]] = Phrases(
    {
        "only [buy|trade|enter|long|short|go_long|go_short] when|if|while": False,
        "[but|and] only when|if|while": False,
        "as long as|provided [that]|providing|so long as|on condition that": False,
        "only [trade|buy|enter] on|in|during": False,
        "only take|enter|open [a|the|any|new|long] trade|position|entry|signal|long|it "
        "[trade|position] when|if|while": False,
        "only go|get long|short|in when|if|while": False,
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
_BETWEEN: Final = Phrases({"[is|stay|remain] between": True})
_SIGNED: Final[Phrases[Sign]] = Phrases(
    {"[is|turn|go|become|get] positive|green|bullish": ">", "[is|turn|go|become|get] negative|red|bearish": "<"}
)
_LASTING: Final = Phrases({"for [at_least] [the] [last|past]": True, "on each of the last": True})


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
    return read_event(words, at, context) or _lasting(words, _of_values(words, at, context))


def _operand(words: Words, at: int, context: Context) -> FoundOperand | None:
    """Return a value; a length that is one of nothing, "the 200-day", is that of an average."""
    found = read_operand(words, at, context)
    if found is not None and words.said(at) == "its":
        return replace(found, operand=_of_its_own(found.operand, context.subject))
    if found is None or not isinstance(found.operand, Number) or found.unit:
        return found
    span = UNITS.at(words, found.end)
    if span is None or not 1 < found.operand.value <= 1000:
        return found
    bars = bars_of(Span(found.operand.value, span[0]), context.interval)
    told = (bars.assumption,) if bars.assumption else ()
    return FoundOperand(sma(bars.bars), span[1], told, found.context)


def _of_its_own(told: Operand, subject: Operand | None) -> Operand:
    """Return "its average" as that of what was spoken of, where that is no price of the bar."""
    is_average = isinstance(told, Indicator) and told.name in AVERAGED and told.of is None
    if not is_average or not isinstance(told, Indicator) or subject is None or subject == told:
        return told
    if isinstance(subject, Indicator) or (isinstance(subject, Price) and subject.field == "volume"):
        return replace(told, of=subject)
    return told


def _of_values(words: Words, at: int, context: Context) -> Found | None:
    left = _operand(words, at, context)
    if left is None:
        # "above its 200-day average", of the price or of what was spoken of.
        return _held_against(words, at, context.subject or Price(), context, (), is_said=False)
    return _held_against(words, left.end, left.operand, left.context, left.assumptions)


def _lasting(words: Words, found: Found | None) -> Found | None:
    """Return a condition with how long it must have held: "for 3 days", "3 days in a row"."""
    if found is None:
        return None
    lasting = _LASTING.at(words, found.end)
    span = read_bars(words, lasting[1] if lasting else found.end, found.context.interval)
    if span is None or not (lasting or ROW.at(words, span.end)) or span.value.bars < 2:
        return found
    row = ROW.at(words, span.end)
    return replace(found, condition=Streak(of=found.condition, bars=span.value.bars), end=row[1] if row else span.end)


def _special(words: Words, at: int, left: Operand, context: Context, told: tuple[str, ...]) -> Found | None:
    for read in (read_stretch, read_break, read_drop, read_multiple, read_distance, read_touch):
        if found := read(words, at, left, context):
            return replace(found, assumptions=told + found.assumptions, context=found.context.about(left))
    if between := _BETWEEN.at(words, at):
        low = _operand(words, between[1], context)
        high = _operand(words, low.end + 1, context) if low and words.said(low.end) in ("and", "to") else None
        if low and high:
            made = both(Compare(left=left, op=">", right=low.operand), Compare(left=left, op="<", right=high.operand))
            return Found(made, high.end, told, context.about(left))
    if signed := _SIGNED.at(words, at):
        line = lexicon.DIRECTIONS.get(left.name, left.line) if isinstance(left, Indicator) else ""
        value = replace(left, line=line) if isinstance(left, Indicator) else left
        way: Literal["above", "below"] = "above" if signed[0] == ">" else "below"
        if words.said(at) in ("turn", "go", "become", "get"):
            return Found(Cross(left=value, way=way, right=Number(value=0)), signed[1], told, context.about(left))
        return Found(Compare(left=value, op=signed[0], right=Number(value=0)), signed[1], told, context.about(left))
    return None


def _held_against(
    words: Words, at: int, left: Operand, context: Context, told: tuple[str, ...], *, is_said: bool = True
) -> Found | None:
    special = _special(words, at, left, context, told)
    # "bullish" alone is no condition.
    if special is not None and (is_said or not _SIGNED.at(words, at)):
        return special
    context = context.about(left)
    if cross := _CROSSES.at(words, at):
        right = _operand(words, cross[1], context) or _same_right(cross[1], context)
        if right is not None:
            made: Condition = Cross(left=left, way=cross[0], right=right.operand)
            after = right.context.about(left).naming("crossed", right.operand)
            return Found(made, right.end, told + right.assumptions, after)
    if sign := _SIGNS.at(words, at):
        right = _operand(words, sign[1], context) or _same_right(sign[1], context)
        if right is not None and (sign[0] != "==" or isinstance(right.operand, Number | Extreme)):
            made = Compare(left=left, op=sign[0], right=right.operand)
            known = right.context.about(left)
            known = known if isinstance(right.operand, Number) else known.naming("crossed", right.operand)
            return Found(made, right.end, told + right.assumptions, known)
    if is_said and (move := _MOVES.at(words, at)):
        return Found(Moves(of=left, way=move[0][0], turning=move[0][1]), move[1], told, context)
    return None


def _same_right(end: int, context: Context) -> FoundOperand | None:
    """Return what was crossed before: "and sell when it crosses back below"."""
    crossed = context.names.get("crossed")
    return FoundOperand(crossed, end, (), context) if crossed is not None else None
