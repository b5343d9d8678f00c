"""An indicator's values -> what the chart in the browser draws, and its legend."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engine.bars import Bars
from indicators.computing import moments
from indicators.library.entry import ABOVE, Entry, Floats, Output, Plot
from indicators.library.entry import BELOW as BELOW_BAR
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
# How much of a moment people read: 2026-11-24 09:30.
TO_THE_MINUTE: Final = 16
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
class _Part:
    """An output of an indicator over the bars that are shown."""

    entry: Entry
    output: Output
    values: Floats

    @property
    def is_over(self) -> bool:
        """Return whether it is drawn over the prices; a state would lie far below them."""
        return self.entry.overlay and self.output.plot is not Plot.MARKER


@dataclass(frozen=True, kw_only=True)
class IndicatorChart:
    """The chart: `data` for the script, the rest for people."""

    label: str
    at: str
    close: str
    keys: tuple[Key, ...]
    panes: int
    data: dict[str, Any]


def indicator_chart(*, shown: Sequence[tuple[Entry, Values]], bars: Bars) -> IndicatorChart:
    """Return the chart of some bars with indicators, computed over at least these, on top of or below them."""
    data = chart_data(bars)
    found = list(_parts(shown, bars))
    lines = [one for one in found if not _is_marks(one)]
    below = dict.fromkeys(one.entry.name for one in lines if not one.is_over)
    pane_of = {name: BELOW + at for at, name in enumerate(below)}
    keys = [_key(one, bars, at, is_alone=len(shown) == 1) for at, one in enumerate(lines)]
    data["lines"] = [
        _line(one, bars, at, key.label, PRICES if one.is_over else pane_of[one.entry.name])
        for at, (one, key) in enumerate(zip(lines, keys, strict=True))
    ]
    data["markers"] = _in_time(mark for one in found if _is_marks(one) for mark in _markers(bars, one))
    titles = " and ".join(entry.title for entry, _ in shown)
    return IndicatorChart(
        label=f"Candles of {bars.symbol} with {titles}. The table below has the latest values.",
        at=moments(bars)[-1][:TO_THE_MINUTE],
        close=fmt.price(float(bars.close[-1]), bars.price_decimals),
        keys=tuple(keys),
        panes=len(pane_of),
        data=data,
    )


def _parts(shown: Sequence[tuple[Entry, Values]], bars: Bars) -> Iterator[_Part]:
    for entry, values in shown:
        for output in entry.outputs:
            yield _Part(entry=entry, output=output, values=values.outputs[output.name][-len(bars) :])


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


def _is_marks(part: _Part) -> bool:
    is_marker = part.output.plot is Plot.MARKER
    return is_marker and bool(np.mean(np.nan_to_num(part.values) != 0) <= MARKED_AT_MOST)


def _line(part: _Part, bars: Bars, at: int, label: str, pane: int) -> dict[str, Any]:
    colour, dash, _ = STYLES[at % len(STYLES)]
    digits = digits_of(bars, part.entry, [part.values]) if part.is_over or not part.entry.overlay else 0
    return {
        "name": label,
        "pane": pane,
        "color": colour,
        "dash": dash,
        "kind": part.output.plot.value,
        "digits": digits,
        "levels": list(part.entry.levels) if part.output is part.entry.outputs[0] else [],
        "v": [None if math.isnan(value) else round(value, digits + 2) for value in part.values.tolist()],
    }


def _key(part: _Part, bars: Bars, at: int, *, is_alone: bool) -> Key:
    latest = fmt.ratio(float(part.values[-1]), digits_of(bars, part.entry, [part.values]))
    label = label_of(part.entry, part.output)
    # Beside others each line says whose it is.
    label = label if is_alone or label == part.entry.name else f"{part.entry.name} {label}"
    return Key(label=label, css=STYLES[at % len(STYLES)][2], latest=latest)


def _in_time(marks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    # The chart takes them in no other order.
    return sorted(marks, key=lambda mark: mark["t"])


def _markers(bars: Bars, part: _Part) -> Iterator[dict[str, Any]]:
    """Yield an arrow for every bar that is marked: on the side of its output, else from below for a rising sign."""
    times = chart_times(bars)
    for at in np.flatnonzero(np.nan_to_num(part.values)).tolist():
        side = part.output.side or (BELOW_BAR if part.values[at] > 0 else ABOVE)
        yield {"t": times[at], "kind": "entry", "side": "long" if side == BELOW_BAR else "short", "x": ""}
