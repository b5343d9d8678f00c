"""The textbook rule of an indicator as a strategy that runs: a beginning to change, and no advice."""

from collections.abc import Mapping
from typing import Final

from indicators.library.entry import Category, Entry, Plot, Setting

# What says how much or how long, but not which way.
_STRENGTHS: Final = frozenset({"ADX", "ADXR", "DX", "MINUS_DI", "MINUS_DM", "ER", "VHF", "ELDERRAY"})
_CYCLES: Final = frozenset({"HT_DCPERIOD", "HT_DCPHASE", "HT_PHASOR"})
WITHOUT_DIRECTION: Final = _STRENGTHS | _CYCLES | {"SAREXT", "RVOL", "BWMFI", "EOM"}
TOLD: Final = frozenset({Category.TREND, Category.MOMENTUM, Category.VOLUME, Category.PATTERN})
# Where TA-Lib's first line is not the rising one.
RISING: Final = {"AROON": ("aroonup", "aroondown")}
HEAD: Final = '''import backtrader as bt
from statis_indicators import {imports}


class {name}Idea(bt.Strategy):
    """{rule}"""

    def __init__(self):
        {lines}
'''
HOLDING: Final = """
    def next(self):
        if not self.position:
            if {enter}:
                self.buy()
        elif {leave}:
            self.close()
"""
FOLLOWING: Final = """        self.held = 0

    def next(self):
        if self.position:
            self.held += 1
            if self.held >= 5:
                self.close()
            return
        self.held = 0
        if {enter}:
            self.buy()
        elif {leave}:
            self.sell()
"""
Rule = tuple[str, str, str]


def idea(entry: Entry, settings: Mapping[str, Setting]) -> str:
    """Return the code of a strategy that trades one symbol by an indicator's usual reading; nothing if it has none."""
    if entry.repaints or entry.name in WITHOUT_DIRECTION or not (entry.category in TOLD or entry.overlay):
        return ""
    rule, enter, leave = _rule(entry)
    given = "".join(f", {name}={value!r}" for name, value in settings.items())
    lines, imports = [f"self.signal = {entry.name}(self.data{given})"], {entry.name}
    if "self.usual" in enter:
        lines.append("self.usual = SMA(self.signal, timeperiod=20)")
        imports.add("SMA")
    frame = HEAD + (FOLLOWING if entry.category is Category.PATTERN else HOLDING)
    return frame.format(
        imports=", ".join(sorted(imports)),
        name="".join(part.capitalize() for part in entry.name.split("_")),
        rule=rule,
        lines="\n        ".join(lines),
        enter=enter,
        leave=leave,
    )


def _rule(entry: Entry) -> Rule:
    """Return a rule in words, when to enter and when to leave."""
    names = RISING.get(entry.name) or tuple(one.name for one in entry.outputs if one.plot is Plot.LINE)
    states = [one.name for one in entry.outputs if one.plot is Plot.MARKER]
    if entry.category is Category.PATTERN:
        state = f"self.signal.{states[0]}[0]"
        return "Follows the pattern for five bars, long or short.", f"{state} > 0", f"{state} < 0"
    if "direction" in states:
        return _while_above("self.signal.direction[0]", "0", "Holds while the direction is up.")
    if entry.overlay:
        return _over_prices(entry)
    line = f"self.signal.{entry.outputs[0].name}[0]"
    if len(names) > 1 and (entry.name in RISING or len(entry.levels) < 2):
        words = f"Holds while {names[0]} is above {names[1]}."
        return _while_above(f"self.signal.{names[0]}[0]", f"self.signal.{names[1]}[0]", words)
    if len(entry.levels) > 1:
        low, high = entry.levels[0], entry.levels[-1]
        return f"Buys below {low:g} and sells above {high:g}.", f"{line} < {low:g}", f"{line} > {high:g}"
    if entry.levels:
        return _while_above(line, f"{entry.levels[0]:g}", f"Holds while it is above {entry.levels[0]:g}.")
    return _while_above(line, "self.usual[0]", "Holds while it is above its own average.")


def _while_above(one: str, other: str, words: str) -> Rule:
    return words, f"{one} > {other}", f"{one} < {other}"


def _over_prices(entry: Entry) -> Rule:
    close = "self.data.close[0]"
    bands = [one.name for one in entry.outputs if one.plot is Plot.BAND]
    lines = [one.name for one in entry.outputs if one.plot is not Plot.BAND]
    if len(bands) > 1 and lines:
        words = f"Buys below {bands[-1]} and sells at {lines[0]}."
        return words, f"{close} < self.signal.{bands[-1]}[0]", f"{close} >= self.signal.{lines[0]}[0]"
    first = entry.outputs[0].name
    return _while_above(close, f"self.signal.{first}[0]", f"Holds while the close is above {first}.")
