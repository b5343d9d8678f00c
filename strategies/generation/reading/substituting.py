"""Names and numbers of a draft put in the place of others: "use EMA instead", "50 instead of 30"."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from indicators.library import registry
from strategies.generation.idea import (
    Change,
    Compare,
    Cross,
    Extreme,
    Held,
    Indicator,
    Number,
    Operand,
    Protection,
    Size,
)
from strategies.generation.reading.context import within_condition
from strategies.generation.reading.draft import Draft, Part

AVERAGES: Final = ("SMA", "EMA", "WMA", "DEMA", "TEMA", "KAMA", "HMA", "SMMA", "ZLEMA", "VWMA", "ALMA", "T3", "TRIMA")
KINDS: Final = {
    **{name.lower(): name for name in AVERAGES},
    "exponential": "EMA",
    "simple": "SMA",
    "weighted": "WMA",
    "hull": "HMA",
    "smoothed": "SMMA",
    "kaufman": "KAMA",
}
_KIND: Final = "|".join(KINDS)
USE: Final = re.compile(
    r"\b(?:use|using|with|try|switch(?:ed)? to|change (?:it |them |that )?to|to|make (?:it|them)|by"
    rf"|prefer|want)\b (?:an? |the )?(?P<new>{_KIND})s?\b(?: moving)?(?: averages?)?"
    rf"|\b(?P<new2>{_KIND})s?\b(?: moving)?(?: averages?)? (?:instead|rather than|in place of)",
    re.IGNORECASE,
)
NUMBER: Final = r"\$?(\d+(?:\.\d+)?)\s?(?:%|percent|-?\s?(?:days?|bars?|periods?|weeks?|x|atr)\b)?"
INSTEAD: Final = re.compile(
    rf"{NUMBER}(?: \w+){{0,2}}?,? (?:instead of|rather than|in place of|not) (?:the )?{NUMBER}", re.IGNORECASE
)
CHANGED: Final = re.compile(
    r"\b(?:change|switch|replace|swap|move|raise|lower|increase|decrease|reduce|bump"
    rf"|set)\b[^.\n\d]{{0,40}}?(?:from )?{NUMBER}[^.\n\d]{{0,25}}? (?:to|with|by|for|->) (?:an? |the "
    rf")?{NUMBER}",
    re.IGNORECASE,
)
NAMED: Final = re.compile(
    r"\b(?P<name>[a-z]{2,9})(?: period| length| lookback| window| setting)?s?(?: (?:of|to|with|at|="
    r"|is))* \(?(?P<value>\d{1,3})\)?(?![\d%.])"
    r"|\b(?P<value2>\d{1,3})[- ](?:period|day|bar)s? (?P<name2>[a-z]{2,9})\b"
    r"|\b(?P<name3>[a-z]{2,9})\((?P<value3>\d{1,3})\)",
    re.IGNORECASE,
)
LEVEL: Final = re.compile(
    r"\b(?P<which>oversold|overbought|entry|exit|buy|sell)?[ -]?(?:threshold|level|limit|oversold"
    r"|overbought)\b(?: \w+)?(?: (?:to|at|of|is|=|be))* (?P<value>-?\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
Turn = Callable[[Operand], Operand]


def substituted(draft: Draft, text: str) -> tuple[Draft, bool]:
    """Return a draft with what a text asks to be put in the place of something, and whether it asked."""
    before = draft
    for change in (_kinds, _numbers, _levels, _periods):
        draft = change(draft, text)
        if draft != before:
            return draft, True
    return draft, False


def _kinds(draft: Draft, text: str) -> Draft:
    found = USE.search(text)
    if found is None:
        return draft
    new = KINDS[(found.group("new") or found.group("new2")).lower()]

    def change(operand: Operand) -> Operand:
        return replace(operand, name=new) if isinstance(operand, Indicator) and operand.name in AVERAGES else operand

    return _over(draft, change)


def _numbers(draft: Draft, text: str) -> Draft:
    if found := INSTEAD.search(text):
        return _renumbered(draft, float(found.group(2)), float(found.group(1)))
    if found := CHANGED.search(text):
        return _renumbered(draft, float(found.group(1)), float(found.group(2)))
    return draft


def _renumbered(draft: Draft, old: float, new: float) -> Draft:
    def change(operand: Operand) -> Operand:
        if isinstance(operand, Number) and operand.value == old:
            return replace(operand, value=new)
        if isinstance(operand, Indicator):
            settings = {
                name: _same_kind(value, new) if value == old else value for name, value in operand.settings.items()
            }
            return replace(operand, settings=settings)
        if isinstance(operand, Extreme | Change) and operand.bars == old:
            return replace(operand, bars=int(new))
        return operand

    return replace(draft, parts=tuple(_reamounted(part, old, new) for part in _over(draft, change).parts))


def _same_kind(value: float | str, new: float) -> float:
    return int(new) if isinstance(value, int) and new == int(new) else new


def _reamounted(part: Part, old: float, new: float) -> Part:
    value = part.value
    if isinstance(value, Held) and value.bars == old:
        return replace(part, value=replace(value, bars=int(new)))
    if isinstance(value, Protection | Size):
        scale = 0.01 if isinstance(value, Size) and value.kind in ("percent", "risk", "volatility") else 1.0
        scale = 0.01 if isinstance(value, Protection) and value.unit == "percent" else scale
        if abs(value.amount.value - old * scale) < 1e-9:
            return replace(part, value=replace(value, amount=replace(value.amount, value=round(new * scale, 10))))
    return part


def _levels(draft: Draft, text: str) -> Draft:
    """Put a threshold in the place of that of an oscillator: "make the oversold level 25"."""
    found = LEVEL.search(text)
    if found is None:
        return draft
    which, value = (found.group("which") or found.group()).lower(), float(found.group("value"))
    slot = "exit" if any(word in which for word in ("overbought", "exit", "sell")) else "entry"

    def level(part: Part) -> Part:
        if (
            part.slot != slot
            or not isinstance(part.value, Compare | Cross)
            or not isinstance(part.value.right, Number)
        ):
            return part
        return replace(part, value=replace(part.value, right=replace(part.value.right, value=value)))

    return replace(draft, parts=tuple(map(level, draft.parts)))


def _periods(draft: Draft, text: str) -> Draft:
    """Put a period in the place of that of an indicator: "RSI period 7", "use a 7-period RSI"."""
    for found in NAMED.finditer(text):
        name = next(filter(None, (found.group(key) for key in ("name", "name2", "name3"))))
        value = next(filter(None, (found.group(key) for key in ("value", "value2", "value3"))))
        try:
            entry = registry.find(name)
        except registry.UnknownIndicator:
            continue
        draft = _with_period(draft, entry.name, int(value))
    return draft


def _with_period(draft: Draft, name: str, period: int) -> Draft:
    parameters = registry.find(name).parameters
    first = next((one.name for one in parameters if "period" in one.name), "")
    used: set[Mapping[str, float | str] | str] = set()

    def note(operand: Operand) -> Operand:
        if isinstance(operand, Indicator) and operand.name == name:
            used.add(str(dict(operand.settings)))
        return operand

    def change(operand: Operand) -> Operand:
        if isinstance(operand, Indicator) and operand.name == name:
            return replace(operand, settings={**operand.settings, first: period})
        return operand

    _over(draft, note)
    # Of two averages it is not said which.
    return _over(draft, change) if first and len(used) == 1 else draft


def _over(draft: Draft, change: Turn) -> Draft:
    """Return a draft with every value of its conditions changed."""

    def over(part: Part) -> Part:
        if (
            part.slot not in ("entry", "exit", "filter")
            or part.value is None
            or isinstance(part.value, str | int | tuple)
        ):
            return part
        return replace(part, value=within_condition(part.value, change))  # type: ignore[arg-type]

    return replace(draft, parts=tuple(map(over, draft.parts)))
