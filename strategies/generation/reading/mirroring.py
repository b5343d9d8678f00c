"""The other side of a condition: what ends a trade that names no end, and shorts that mirror longs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, Literal

from indicators.library import registry
from indicators.library.entry import Category
from strategies.generation.idea import (
    All,
    Always,
    AnyOf,
    Arithmetic,
    Calendar,
    Change,
    Compare,
    Condition,
    Cross,
    Extreme,
    Field,
    Gain,
    Held,
    Indicator,
    Moves,
    Not,
    Number,
    Operand,
    Price,
    Streak,
    Way,
    Within,
)

OPPOSITE: Final[Mapping[str, Literal[">", "<", ">=", "<=", "=="]]] = {
    ">": "<",
    "<": ">",
    ">=": "<=",
    "<=": ">=",
    "==": "==",
}
TURNED: Final[Mapping[str, Way]] = {"above": "below", "below": "above"}
MOVED: Final[Mapping[str, Literal["rising", "falling"]]] = {"rising": "falling", "falling": "rising"}
FIELDS: Final[Mapping[str, Field]] = {"high": "low", "low": "high"}
NEGATED: Final[Mapping[str, Literal[">", "<", ">=", "<="]]] = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}
ENDS: Final[Mapping[str, Literal["highest", "lowest"]]] = {"highest": "lowest", "lowest": "highest"}
OTHER_LINE: Final = {
    "upperband": "lowerband",
    "aroonup": "aroondown",
    "viplus": "viminus",
    "longexit": "shortexit",
    "stoplong": "stopshort",
    "bullpower": "bearpower",
    "up": "down",
    "rwihigh": "rwilow",
    "upper": "lower",
    "r1": "s1",
    "r2": "s2",
    "r3": "s3",
    "r4": "s4",
    "high": "low",
}
LINES: Final = OTHER_LINE | {there: here for here, there in OTHER_LINE.items()}
PAIRS: Final = {"PLUS_DI": "MINUS_DI", "MINUS_DI": "PLUS_DI", "PLUS_DM": "MINUS_DM", "MINUS_DM": "PLUS_DM"}
# They tell how much, not which way.
UNSIDED: Final = frozenset(
    [
        "ADX",
        "ADXR",
        "DX",
        "CHOP",
        "ER",
        "VHF",
        "HURST",
        "RVOL",
        "BWMFI",
        "STDDEV",
        "VAR",
        "ENTROPY",
        "RSQUARED",
        "HT_TRENDMODE",
        "MASS",
    ]
)
# Streaks and patterns have no natural end.
BARS_ASSUMED: Final = 5


def flipped(told: Condition) -> Condition:
    """
    Return a condition with up and down changed over: RSI below 30 becomes RSI above 70.

    >>> flipped(Compare(left=Indicator(name="RSI"), op="<", right=Number(value=30))).right
    Number(value=70.0, name='')
    """
    match told:
        case Compare():
            return _flipped_compare(told)
        case Cross():
            left, right = _sides(told)
            return replace(told, left=left, way=TURNED[told.way], right=right)
        case Moves():
            return replace(told, of=operand(told.of), way=MOVED[told.way]) if is_sided(told) else told
        case Streak() | Within():
            return replace(told, of=flipped(told.of))
        case All() | AnyOf():
            return replace(told, parts=tuple(map(flipped, told.parts)))
        case Not():
            return replace(told, part=flipped(told.part))
        case Calendar() | Held() | Gain() | Always():
            return told


def _flipped_compare(told: Compare) -> Compare:
    if not is_sided(told):
        return told
    left, right = _sides(told)
    return replace(told, left=left, op=OPPOSITE[told.op], right=right)


def _sides(told: Compare | Cross) -> tuple[Operand, Operand]:
    """Return both values changed over; of a pair that becomes itself, "+DI above -DI", only the sign turns."""
    left, right = operand(told.left), _level(told.left, told.right)
    return (told.left, told.right) if (left, right) == (told.right, told.left) else (left, right)


def is_sided(told: Condition) -> bool:
    """Return whether a condition says which way prices go, rather than how much or when."""
    match told:
        case Compare() | Cross():
            return _has_side(told.left) and _has_side(told.right)
        case Moves():
            return _has_side(told.of)
        case Streak() | Within():
            return is_sided(told.of)
        case All() | AnyOf():
            return any(map(is_sided, told.parts))
        case Not():
            return is_sided(told.part)
        case _:
            return False


def _has_side(told: Operand) -> bool:
    match told:
        case Price():
            return told.field != "volume"
        case Indicator():
            return _is_sided_indicator(told)
        case Extreme() | Change():
            return _has_side(told.of)
        case Arithmetic():
            return _has_side(told.left) or _has_side(told.right)
        case Number():
            return True


def _is_sided_indicator(told: Indicator) -> bool:
    if told.name in UNSIDED or (told.of is not None and not _has_side(told.of)):
        return False
    entry = registry.find(told.name)
    is_measure = entry.category is Category.VOLATILITY and not entry.overlay
    return not is_measure or told.name in ("PERCENTB", "RVI", "DRAWDOWN")


def operand(told: Operand) -> Operand:
    """Return a value with up and down changed over: the upper band becomes the lower one."""
    match told:
        case Price():
            return replace(told, field=FIELDS.get(told.field, told.field))
        case Indicator():
            of = operand(told.of) if told.of is not None else None
            return replace(told, name=PAIRS.get(told.name, told.name), line=LINES.get(told.line, told.line), of=of)
        case Extreme():
            return replace(told, which=ENDS[told.which], of=operand(told.of))
        case Change():
            return replace(told, of=operand(told.of))
        case Arithmetic():
            return _flipped_sum(told)
        case Number():
            return told


def _flipped_sum(told: Arithmetic) -> Arithmetic:
    left, right = operand(told.left), operand(told.right)
    if told.op in "+-":
        return replace(told, left=left, op="-" if told.op == "+" else "+", right=right)
    # "Two percent above" becomes two percent below.
    if told.op == "*" and isinstance(right, Number) and 0.5 < right.value < 1.5 and right.value != 1:
        return replace(told, left=left, right=replace(right, value=round(2 - right.value, 10)))
    return replace(told, left=left, right=right)


def _level(left: Operand, right: Operand) -> Operand:
    """Return what a value is held against, numbers mirrored at the middle of what an indicator can be."""
    if not isinstance(right, Number):
        return operand(right)
    if isinstance(left, Change):
        return replace(right, value=-right.value, name="")
    if not isinstance(left, Indicator) or left.line in LINES or left.name in PAIRS or not _has_side(left):
        return right
    levels = registry.find(left.name).levels
    if registry.find(left.name).category is Category.PATTERN:
        levels = (0.0,)
    return replace(right, value=levels[0] + levels[-1] - right.value, name="") if levels else right


def negated(told: Condition) -> Condition:
    """
    Return the condition that holds when another does not, written without a "not" where that is plain.

    >>> negated(Compare(left=Price(), op=">", right=Number(value=10))).op
    '<='
    """
    match told:
        case Compare() if told.op in NEGATED:
            return replace(told, op=NEGATED[told.op])
        case All():
            return AnyOf(parts=tuple(map(negated, told.parts)))
        case AnyOf():
            return All(parts=tuple(map(negated, told.parts)))
        case Not():
            return told.part
        case _:
            return Not(part=told)


def exit_for(entry: Condition) -> Condition | None:
    """Return the exit that mirrors an entry; None where there is none to be had: buy and hold."""
    match entry:
        case All():
            return _exit_for_all(entry.parts)
        case AnyOf():
            return _any(tuple(filter(None, map(exit_for, entry.parts))))
        case Always():
            return None
        case Within():
            return exit_for(entry.of)
        case Calendar():
            return Held(bars=1)
        case Streak():
            return Held(bars=BARS_ASSUMED)
        case Not():
            return entry.part if is_sided(entry.part) else Held(bars=BARS_ASSUMED)
        case Compare() | Cross() | Moves():
            return _exit_for_one(entry)
        case Held() | Gain():
            return None


def _exit_for_one(entry: Compare | Cross | Moves) -> Condition:
    if not is_sided(entry) or _is_of_a_bar(entry):
        return Held(bars=BARS_ASSUMED)
    return _from_band(entry) or flipped(entry)


def _is_of_a_bar(entry: Compare | Cross | Moves) -> bool:
    """Return whether a condition is about one bar, as a pattern, a gap or the move of a day: it has no other side."""
    values = [entry.of] if isinstance(entry, Moves) else [entry.left, entry.right]
    if any(isinstance(one, Change) or _is_pattern(one) for one in values):
        return True
    return not isinstance(values[-1], Number) and all(map(_is_bare_price, values)) and len(values) > 1


def _is_pattern(told: Operand) -> bool:
    return isinstance(told, Indicator) and registry.find(told.name).category is Category.PATTERN


def _is_bare_price(told: Operand) -> bool:
    if isinstance(told, Arithmetic):
        return _is_bare_price(told.left) and _is_bare_price(told.right)
    return isinstance(told, Price | Number)


def _from_band(entry: Compare | Cross | Moves) -> Condition | None:
    """Return the way back to the middle of a band whose outer line was passed against the trade."""
    if isinstance(entry, Moves) or not isinstance(entry.right, Indicator) or not isinstance(entry.left, Price):
        return None
    # A channel of highs and lows is left at its other end.
    if entry.right.name == "DONCHIAN":
        return None
    line, is_below = entry.right.line, (entry.op in "<=" if isinstance(entry, Compare) else entry.way == "below")
    if (line, is_below) not in (("lowerband", True), ("upperband", False)) or not _has_middle(entry.right):
        return None
    if line == "upperband":
        return _to_middle(entry, "<")
    return _to_middle(entry, ">")


def _to_middle(entry: Compare | Cross, op: Literal[">", "<"]) -> Condition:
    middle = replace(entry.right, line="middleband") if isinstance(entry.right, Indicator) else entry.right
    return Compare(
        left=Price(feed=entry.left.feed) if isinstance(entry.left, Price) else entry.left, op=op, right=middle
    )


def _has_middle(band: Indicator) -> bool:
    return any(one.name == "middleband" for one in registry.find(band.name).outputs)


def _exit_for_all(parts: tuple[Condition, ...]) -> Condition | None:
    """Return the mirror of what sets a trade off: events before levels, the first of them that has a mirror."""
    ranks: tuple[Callable[[Condition], bool], ...] = (_is_event, _is_stretch, is_sided, lambda _: True)
    for rank in ranks:
        chosen = [part for part in parts if rank(part) and (is_sided(part) or rank is ranks[-1])]
        if chosen:
            return exit_for(chosen[0])
    return None


def _is_event(part: Condition) -> bool:
    return isinstance(part, Cross) or (isinstance(part, Moves) and part.turning)


def _is_stretch(part: Condition) -> bool:
    """Return whether an oscillator or a band is at an end of its range."""
    if not isinstance(part, Compare):
        return False
    if isinstance(part.right, Extreme) or (isinstance(part.right, Indicator) and part.right.line in LINES):
        return True
    return isinstance(part.left, Indicator) and isinstance(part.right, Number)


def _any(parts: tuple[Condition, ...]) -> Condition | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    # Settings make conditions unhashable.
    different = [part for place, part in enumerate(parts) if part not in parts[:place]]
    return AnyOf(parts=tuple(different)) if len(different) > 1 else different[0]
