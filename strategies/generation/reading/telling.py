"""Values and conditions of an idea in plain English, as they are shown beside the words they were read from."""

from collections.abc import Mapping
from typing import Final, assert_never

from indicators.library import registry
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
    Gain,
    Held,
    Indicator,
    Moves,
    Not,
    Number,
    Operand,
    Price,
    Streak,
    Within,
)

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
HELD_AGAINST: Final = {">": "is above", "<": "is below", ">=": "is at least", "<=": "is at most", "==": "equals"}
JOINED: Final = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
EVERY: Final = {"": "", "week": "weekly ", "month": "monthly "}
LINES: Final = {
    "upperband": "upper line",
    "middleband": "middle line",
    "lowerband": "lower line",
    "macdsignal": "signal line",
    "macdhist": "histogram",
}
ORDINALS: Final = {1: "st", 2: "nd", 3: "rd"}


def number(value: float) -> str:
    """
    Return a number as people write it.

    >>> number(30.0), number(0.5), number(1_000_000), number(1 / 3)
    ('30', '0.5', '1,000,000', '0.3333')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4f}".rstrip("0").rstrip(".")


def percent(fraction: float) -> str:
    """
    Return a fraction as a percentage.

    >>> percent(0.05), percent(-0.025)
    ('5%', '-2.5%')
    """
    return f"{number(round(fraction * 100, 6))}%"


def counted(amount: float, word: str) -> str:
    """
    Return an amount with its word in the right number.

    >>> counted(1, "bar"), counted(5, "day")
    ('1 bar', '5 days')
    """
    return f"{number(amount)} {word}{'' if amount == 1 else 's'}"


def ordinal(place: int) -> str:
    """
    Return a place in a row.

    >>> ordinal(1), ordinal(12), ordinal(23)
    ('1st', '12th', '23rd')
    """
    ending = "th" if place % 100 in (11, 12, 13) else ORDINALS.get(place % 10, "th")
    return f"{place}{ending}"


def listed(words: tuple[str, ...], last: str = "and") -> str:
    """
    Return words in a row.

    >>> listed(("a", "b", "c"))
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def condition(told: Condition, bar: str = "bar") -> str:
    """
    Return a condition as a clause that can follow "when"; `bar` is what a bar is called.

    >>> condition(Compare(left=Indicator(name="RSI"), op="<", right=Number(value=30)))
    'RSI(14) is below 30'
    """
    match told:
        case Compare() | Cross() | Moves():
            return _about_values(told, bar)
        case Streak():
            return f"{_whole(told.of, bar)} on each of the last {counted(told.bars, bar)}"
        case Within():
            times = "one" if told.times == 1 else number(told.times)
            return f"{_whole(told.of, bar)} on at least {times} of the last {counted(told.bars, bar)}"
        case Calendar():
            return calendar(told)
        case Held() | Gain():
            return _about_position(told, bar)
        case Always():
            return "there is no position yet"
        case All():
            return _several(told.parts, "and", bar)
        case AnyOf():
            return _several(told.parts, "or", bar)
        case Not():
            return f"it is not so that {_whole(told.part, bar)}"
    assert_never(told)


def _about_values(told: Compare | Cross | Moves, bar: str) -> str:
    match told:
        case Compare():
            return f"{operand(told.left, bar)} {HELD_AGAINST[told.op]} {_level(told.left, told.right, bar)}"
        case Cross():
            return f"{operand(told.left, bar)} crosses {told.way} {_level(told.left, told.right, bar)}"
        case Moves():
            move = {"rising": "up", "falling": "down"}[told.way]
            what = f"turns {move}" if told.turning else f"is {told.way}"
            over = "" if told.bars == 1 else f" over {counted(told.bars, bar)}"
            return f"{operand(told.of, bar)} {what}{over}"


def _about_position(told: Held | Gain, bar: str) -> str:
    if isinstance(told, Held):
        return f"the position has been held for {counted(told.bars, bar)}"
    side = {"above": "up", "below": "down"}[told.way]
    return f"the position is {side} {percent(told.amount.value)} at the close"


def _level(left: Operand, right: Operand, bar: str) -> str:
    is_fraction = isinstance(left, Change) and left.relative and isinstance(right, Number)
    return percent(right.value) if is_fraction and isinstance(right, Number) else operand(right, bar)


def _whole(told: Condition, bar: str) -> str:
    text = condition(told, bar)
    return f"({text})" if isinstance(told, All | AnyOf) else text


def _several(parts: tuple[Condition, ...], joint: str, bar: str) -> str:
    texts = [_whole(part, bar) for part in parts]
    if len(texts) < 3:
        return f" {joint} ".join(texts)
    return f"{', '.join(texts[:-1])} {joint} {texts[-1]}"


def operand(told: Operand, bar: str = "bar") -> str:
    """
    Return a value as a noun.

    >>> operand(Extreme(which="highest", of=Price(field="high"), bars=20), "day")
    'the highest high of the 20 days before'
    """
    match told:
        case Number():
            return number(told.value)
        case Price():
            return f"the {EVERY[told.every]}{told.field}{_feed(told.feed)}{_ago(told.ago, bar)}"
        case Indicator():
            return _indicator(told, bar)
        case Extreme():
            return _extreme(told, bar)
        case Change():
            return _change(told, bar)
        case Arithmetic():
            return f"{_factor(told.left, bar)} {JOINED[told.op]} {_factor(told.right, bar)}"
    assert_never(told)


def _change(told: Change, bar: str) -> str:
    kind = "percentage change" if told.relative else "change"
    over = counted(told.bars, bar).replace(" ", "-").removesuffix("s")
    return f"the {over} {kind} of {operand(told.of, bar)}{_ago(told.ago, bar)}"


def _factor(told: Operand, bar: str) -> str:
    text = operand(told, bar)
    return f"({text})" if isinstance(told, Arithmetic) else text


def _feed(symbol: str) -> str:
    return f" of {symbol}" if symbol else ""


def _ago(bars: int, bar: str) -> str:
    return f" {counted(bars, bar)} before" if bars else ""


def _extreme(told: Extreme, bar: str) -> str:
    what = operand(told.of, bar).removeprefix("the ")
    if told.bars is None:
        return f"the {told.which} {what} of all {bar}s before"
    if told.ago == 0:
        return f"the {told.which} {what} of the last {counted(told.bars, bar)}"
    before = "before" if told.ago == 1 else f"that end {counted(told.ago, bar)} before"
    return f"the {told.which} {what} of the {counted(told.bars, bar)} {before}"


def _indicator(told: Indicator, bar: str) -> str:
    entry = registry.find(told.name)
    numbers = _numbers(entry.settings(told.settings))
    shown = f"({', '.join(numbers)})" if numbers else ""
    of = f" of {operand(told.of, bar)}" if told.of is not None else ""
    text = f"{EVERY[told.every]}{told.name}{shown}{of}{_feed(told.feed)}{_ago(told.ago, bar)}"
    if not told.line or told.line == entry.outputs[0].name == told.name.lower():
        return text
    return f"the {LINES.get(told.line, told.line)} of {text}"


def _numbers(settings: Mapping[str, float | str]) -> list[str]:
    """Return the numbers of an indicator, the widths of a band to both sides told once."""
    same = settings.get("nbdevup") == settings.get("nbdevdn")
    left_out = {"nbdevdn"} if same else set()
    return [number(value) for name, value in settings.items() if not isinstance(value, str) and name not in left_out]


def calendar(told: Calendar) -> str:
    """
    Return a rule of the calendar in words.

    >>> calendar(Calendar(kind="weekday", values=(0, 4)))
    'the day is a Monday or Friday'
    """
    values = told.values
    first = values[0] if values else 1
    match told.kind:
        case "weekday":
            return f"the day is a {listed(tuple(WEEKDAYS[one] for one in values), 'or')}"
        case "month":
            return f"the month is {listed(tuple(MONTHS[one - 1] for one in values), 'or')}"
        case "day_of_month":
            return f"the day of the month is the {listed(tuple(map(ordinal, values)), 'or')}"
        case "first_days" | "last_days":
            return _edge_of_month(told.kind.removesuffix("_days"), first)
        case "week_start" | "week_end":
            return f"it is the {'first' if told.kind == 'week_start' else 'last'} trading day of the week"
        case "time":
            return f"the time is between {_clock(values[0])} and {_clock(values[-1])}"
    assert_never(told.kind)


def _edge_of_month(edge: str, days: int) -> str:
    if days == 1:
        return f"it is the {edge} trading day of the month"
    return f"it is one of the {edge} {days} trading days of the month"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
