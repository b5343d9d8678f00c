"""Numbers over time -> the geometry of an SVG chart, in percentages and path data; no text but axis labels."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

import numpy as np

from backtests import moments
from engine.bars import Floats, Times
from statis.curves import Positions, kept_positions

BOX: Final = 1000.0
MINUS: Final = "\N{MINUS SIGN}"
Scale = Literal["linear", "log"]
HELD: Final = "Buy and hold"
# How many days a time axis may span that is labelled by months, and by days.
MONTHS_UP_TO: Final = 2 * 366
DAYS_UP_TO: Final = 62


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A label on an axis, at a position such as `25.00%`."""

    at: str
    text: str
    is_zero: bool = False


@dataclass(frozen=True, kw_only=True)
class Plot:
    """One line of a chart, named as in the legend, its values already in the chart's units."""

    key: str
    name: str
    css: str
    values: Floats
    area_css: str = ""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A drawn line: path data, and the area below or above it when it has one."""

    css: str
    path: str
    area_css: str = ""
    area: str = ""


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """What the legend says of one line before the cursor has moved: its last value."""

    key: str
    name: str
    css: str
    value: float
    format: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Everything the chart template draws, and `data` for the cursor."""

    id: str
    label: str
    css: str
    format: str
    curves: tuple[Curve, ...]
    legend: tuple[LegendEntry, ...]
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    last_at: date | datetime
    last_words: str
    last_index: int
    data: dict[str, Any]


def nice_step(span: float, *, count: int = 4) -> float:
    """
    Return the step of 1, 2, 2.5 or 5 times a power of ten that cuts `span` into about `count` parts.

    >>> nice_step(119310.0)
    50000.0
    >>> nice_step(0.356)
    0.1
    """
    if span <= 0:
        return 1.0
    rough = span / count
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if factor * power > rough * 0.99)


def ticks_within(low: float, high: float, *, count: int = 4) -> list[float]:
    """
    Return the round values between `low` and `high`, both included.

    >>> ticks_within(92_000.0, 224_000.0)
    [100000.0, 150000.0, 200000.0]
    """
    step = nice_step(high - low, count=count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def log_ticks_within(low: float, high: float) -> list[float]:
    """
    Return round values for a logarithmic axis: 1, 2 and 5 times powers of ten, or linear ones when those are few.

    >>> log_ticks_within(90.0, 2500.0)
    [100.0, 200.0, 500.0, 1000.0, 2000.0]
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [factor * 10.0**power for power in powers for factor in (1, 2, 5)]
    within = [tick for tick in ticks if low <= tick <= high]
    if len(within) > 6:
        within = [10.0**power for power in powers if low <= 10.0**power <= high]
    return within if len(within) >= 2 else ticks_within(low, high)


def axis_money(value: float) -> str:
    """
    Return money for an axis, compact.

    >>> axis_money(150_000.0), axis_money(1_200_000.0), axis_money(-2_500.0), axis_money(0.0)
    ('$150k', '$1.2M', '−$2.5k', '$0')
    """
    sign = MINUS if value < 0 else ""
    amount = abs(value)
    for unit, suffix in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if amount >= unit:
            return f"{sign}${amount / unit:.4g}{suffix}"
    return f"{sign}${amount:.4g}"


def axis_percent(value: float) -> str:
    """
    Return a fraction as percent for an axis.

    >>> axis_percent(-0.1), axis_percent(0.0), axis_percent(-0.025)
    ('−10%', '0%', '−2.5%')
    """
    return f"{value * 100:.4g}%".replace("-", MINUS) if value else "0%"


def time_ticks(times: Times, *, most: int = 8) -> list[tuple[float, str]]:
    """
    Return (position from 0 to 1, label) for the first bar of each year, month, day or hour, as long as the span is.

    >>> days = np.array(["2019-12-30", "2019-12-31", "2020-01-02", "2020-01-03", "2022-01-03"], "datetime64[us]")
    >>> time_ticks(days)
    [(0.0, '2019'), (0.5, '2020'), (1.0, '2022')]
    >>> time_ticks(np.array(["2024-01-02T09:30", "2024-01-02T10:00", "2024-01-02T11:00"], "datetime64[us]"))
    [(0.0, '09:30'), (0.5, '10:00'), (1.0, '11:00')]
    """
    if len(times) < 2:
        return [(0.0, str(times[0].astype("datetime64[D]")))] if len(times) else []
    unit = _unit(times)
    units = times.astype(f"datetime64[{unit}]")
    starts = np.flatnonzero(np.concatenate([[True], units[1:] != units[:-1]]))
    step = math.ceil(len(starts) / most)
    last = len(times) - 1
    placed = [(int(at) / last, _period(times[at].item(), unit)) for at in starts[::step]]
    # A first period of a few bars would print its label over the next one.
    return placed if len(placed) < 2 or placed[1][0] > 0.06 or len(times) < 10 else placed[1:]


def _unit(times: Times) -> str:
    """Return the unit whose beginnings are labelled, as numpy calls it."""
    days = int((times[-1] - times[0]) / np.timedelta64(1, "D"))
    if days > MONTHS_UP_TO:
        return "Y"
    if days > DAYS_UP_TO:
        return "M"
    is_one_day = times[0].astype("datetime64[D]") == times[-1].astype("datetime64[D]")
    return "h" if is_one_day and moments.has_times(times) else "D"


def _period(moment: datetime, unit: str) -> str:
    day = f"{moment.day} {moment:%b}"
    return {"Y": f"{moment:%Y}", "M": f"{moment:%b %y}", "D": day}.get(unit, f"{moment:%H:%M}")


def _place(low: float, high: float, scale: Scale) -> Callable[[float], float]:
    """Return the function from a value to its distance from the top, as a fraction of the height."""
    if scale == "log" and low > 0:
        bottom, span = math.log(low), (math.log(high) - math.log(low)) or 1.0
        return lambda value: 1 - (math.log(value) - bottom) / span
    span = (high - low) or 1.0
    return lambda value: 1 - (value - low) / span


def path_of(across: Sequence[float], down: Sequence[float]) -> str:
    """
    Return SVG path data through points given as fractions of the box.

    >>> path_of([0.0, 0.5, 1.0], [1.0, 0.25, 0.0])
    'M0.0 1000.0L500.0 250.0L1000.0 0.0'
    """
    points = (f"{x * BOX:.1f} {y * BOX:.1f}" for x, y in zip(across, down, strict=True))
    return "M" + "L".join(points)


def _curve(plot: Plot, kept: Positions, across: list[float], place: Callable[[float], float], base: float) -> Curve:
    path = path_of(across, [place(float(value)) for value in plot.values[kept]])
    area = f"{path}L{across[-1] * BOX:.1f} {base * BOX:.1f}L0.0 {base * BOX:.1f}Z" if plot.area_css else ""
    return Curve(css=plot.css, path=path, area_css=plot.area_css, area=area)


def _percent_at(fraction: float) -> str:
    return f"{fraction * 100:.2f}%"


def _cursor_data(
    plots: Sequence[Plot], times: Times, kept: Positions, across: list[float], unit: str
) -> dict[str, Any]:
    digits = 2 if unit == "money" else 5
    return {
        "d": moments.iso_of(times[kept], with_time=moments.has_times(times)),
        "x": [round(x, 5) for x in across],
        "s": [{"k": p.key, "f": unit, "v": [round(float(v), digits) for v in p.values[kept]]} for p in plots],
    }


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The value axis of a chart: its range, its labels and where an area ends."""

    low: float
    high: float
    ticks: Sequence[float]
    label: Callable[[float], str]
    format: str
    base: float
    scale: Scale = "linear"


def _draw(*, id: str, label: str, css: str, plots: Sequence[Plot], times: Times, frame: Frame, highs: bool) -> Chart:
    kept = kept_positions([plot.values for plot in plots], highs=highs)
    span = max(1, len(times) - 1)
    across = [int(position) / span for position in kept]
    last_at = moments.of(times[-1], with_time=moments.has_times(times))
    place = _place(frame.low, frame.high, frame.scale)
    legend = [
        LegendEntry(key=p.key, name=p.name, css=p.css, value=float(p.values[-1]), format=frame.format) for p in plots
    ]
    return Chart(
        id=id,
        label=label,
        css=css,
        format=frame.format,
        # The strategy is named first and drawn last, on top.
        curves=tuple(_curve(plot, kept, across, place, frame.base) for plot in reversed(plots)),
        legend=tuple(legend),
        y_ticks=tuple(Tick(at=_percent_at(place(t)), text=frame.label(t), is_zero=t == 0) for t in frame.ticks),
        x_ticks=tuple(Tick(at=_percent_at(at), text=text) for at, text in time_ticks(times)),
        last_at=last_at,
        last_words=moments.words(last_at),
        last_index=len(kept) - 1,
        data=_cursor_data(plots, times, kept, across, frame.format),
    )


def equity_chart(
    *, times: Times, strategy: Floats, benchmark: Floats, name: str = HELD, scale: Scale = "linear"
) -> Chart:
    """Return the chart of equity beside the benchmark's, named `name`; linear where a log scale cannot be drawn."""
    low = float(min(strategy.min(), benchmark.min()))
    high = float(max(strategy.max(), benchmark.max()))
    used: Scale = "log" if scale == "log" and low > 0 else "linear"
    room = (high - low) * 0.04 or max(abs(high), 1.0) * 0.01
    low, high = (low * 0.97, high * 1.03) if used == "log" else (low - room, high + room)
    ticks = log_ticks_within(low, high) if used == "log" else ticks_within(low, high)
    frame = Frame(low=low, high=high, ticks=ticks, label=axis_money, format="money", base=1.0, scale=used)
    plots = (
        Plot(key="s0", name="Strategy", css="line--s1", values=strategy, area_css="area--s1"),
        Plot(key="s1", name=name, css="line--bench", values=benchmark),
    )
    return _draw(id="chart-equity", label="Equity", css="chart--lg", plots=plots, times=times, frame=frame, highs=True)


def drawdown_chart(*, times: Times, strategy: Floats, benchmark: Floats, name: str = HELD) -> Chart:
    """Return the chart of two drawdown curves, positive fractions drawn downwards from 0 at the top."""
    # Subtracted from zero, because a negated zero would be shown as −0.
    falls = (0.0 - strategy, 0.0 - benchmark)
    worst = float(min(*(fall.min() for fall in falls), -0.01))
    step = nice_step(-worst)
    low = -step * math.ceil(-worst / step - 1e-9)
    frame = Frame(low=low, high=0.0, ticks=ticks_within(low, 0.0)[::-1], label=axis_percent, format="fall", base=0.0)
    plots = (
        Plot(key="s0", name="Strategy", css="line--loss", values=falls[0], area_css="area--loss"),
        Plot(key="s1", name=name, css="line--benchsolid", values=falls[1]),
    )
    return _draw(
        id="chart-drawdown", label="Drawdown", css="chart--sm", plots=plots, times=times, frame=frame, highs=False
    )
