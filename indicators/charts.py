"""An indicator's values -> what the chart in the browser draws, and its legend."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engine.bars import Bars
from indicators.library.entry import Entry, Floats, Output, Plot
from indicators.library.registry import Values
from marketdata.candles import chart_data, chart_times
from statis.templatetags import fmt

# The panes of the chart: prices, volume, indicator.
PRICES: Final = 0
BELOW: Final = 2
# How lines are told apart: a colour, besides a dash (lightweight-charts' numbers), and the classes of the legend.
STYLES: Final = (
    ("--series-1", 0, "line--s1"),
    ("--series-2", 2, "line--s2 line--dash2"),
    ("--series-3", 0, "line--s3"),
    ("--series-4", 2, "line--s4 line--dash2"),
    ("--series-5", 0, "line--s5"),
)
# What is marked more often than that is a state, not an event: it is drawn as a line of its own.
MARKED_AT_MOST: Final = 0.25
SIGNIFICANT: Final = 4
# TA-Lib's names of lines in words.
LABELS: Final = {
    "upperband": "Upper band",
    "middleband": "Middle band",
    "lowerband": "Lower band",
    "macd": "MACD",
    "macdsignal": "Signal",
    "macdhist": "Histogram",
    "slowk": "%K",
    "slowd": "%D",
    "fastk": "Fast %K",
    "fastd": "Fast %D",
    "k": "K",
    "d": "D",
    "j": "J",
    "smisignal": "Signal",
    "aroonup": "Aroon up",
    "aroondown": "Aroon down",
    "inphase": "In phase",
    "quadrature": "Quadrature",
    "sine": "Sine",
    "leadsine": "Lead sine",
    "min": "Lowest",
    "max": "Highest",
    "minidx": "Lowest at",
    "maxidx": "Highest at",
}


@dataclass(frozen=True, kw_only=True)
class Key:
    """A line in the legend and its latest value."""

    label: str
    css: str
    latest: str


@dataclass(frozen=True, kw_only=True)
class IndicatorChart:
    """The chart: `data` for the script, the rest for people."""

    label: str
    at: str
    close: str
    keys: tuple[Key, ...]
    has_pane: bool
    data: dict[str, Any]


def indicator_chart(*, entry: Entry, values: Values, bars: Bars) -> IndicatorChart:
    """Return the chart of some bars with an indicator, computed over at least these, on top of or below them."""
    data = chart_data(bars)
    parts = [(output, values.outputs[output.name][-len(bars) :]) for output in entry.outputs]
    marks = [part for output, part in parts if _is_marks(output, part)]
    lines = [(output, part) for output, part in parts if not _is_marks(output, part)]
    data["lines"] = [_line(entry, bars, at, output, part) for at, (output, part) in enumerate(lines)]
    data["markers"] = [mark for part in marks for mark in _markers(bars, part)]
    moment = chart_times(bars)[-1] if bars.interval == "1d" else str(bars.times[-1].astype("datetime64[m]"))
    return IndicatorChart(
        label=f"Candles of {bars.symbol} with {entry.title}. The table below has the latest values.",
        at=str(moment).replace("T", " "),
        close=fmt.price(float(bars.close[-1]), bars.price_decimals),
        keys=tuple(_key(entry, bars, at, output, part) for at, (output, part) in enumerate(lines)),
        has_pane=any(line["pane"] for line in data["lines"]),
        data=data,
    )


def label_of(entry: Entry, output: Output) -> str:
    """Return what an output is called: a lone one of TA-Lib's goes by the name of its function."""
    lone = entry.name if output.name.upper() == entry.name else ""
    return output.label or LABELS.get(output.name) or lone or output.name


def digits_of(bars: Bars, entry: Entry, values: Sequence[Floats]) -> int:
    """Return how many decimals tell an indicator's values apart: those of the price where it is drawn over it."""
    if entry.overlay:
        return bars.price_decimals
    numbers = np.concatenate(values)
    sizes = np.abs(numbers[np.isfinite(numbers)])
    if (sizes == np.round(sizes)).all():
        return 0
    size = float(np.median(sizes[sizes > 0])) if (sizes > 0).any() else 1.0
    return min(8, max(0, SIGNIFICANT - 1 - math.floor(math.log10(size))))


def _is_marks(output: Output, part: Floats) -> bool:
    return output.plot is Plot.MARKER and bool(np.mean(np.nan_to_num(part) != 0) <= MARKED_AT_MOST)


def _line(entry: Entry, bars: Bars, at: int, output: Output, part: Floats) -> dict[str, Any]:
    colour, dash, _ = STYLES[at % len(STYLES)]
    # A state would lie far below the prices that the indicator is drawn over.
    is_over = entry.overlay and output.plot is not Plot.MARKER
    digits = digits_of(bars, entry, [part]) if is_over or not entry.overlay else 0
    return {
        "name": label_of(entry, output),
        "pane": PRICES if is_over else BELOW,
        "color": colour,
        "dash": dash,
        "kind": output.plot.value,
        "digits": digits,
        "levels": list(entry.levels) if at == 0 else [],
        "v": [None if math.isnan(value) else round(value, digits + 2) for value in part.tolist()],
    }


def _key(entry: Entry, bars: Bars, at: int, output: Output, part: Floats) -> Key:
    latest = fmt.ratio(float(part[-1]), digits_of(bars, entry, [part]))
    return Key(label=label_of(entry, output), css=STYLES[at % len(STYLES)][2], latest=latest)


def _markers(bars: Bars, part: Floats) -> list[dict[str, Any]]:
    """Return an arrow for every bar that is marked: from below for a rising sign, from above for a falling one."""
    times = chart_times(bars)
    marked = np.flatnonzero(np.nan_to_num(part))
    sides = {True: "long", False: "short"}
    return [{"t": times[at], "kind": "entry", "side": sides[bool(part[at] > 0)], "x": ""} for at in marked.tolist()]
