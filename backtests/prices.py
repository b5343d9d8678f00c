"""Bars, trades and indicator lines -> what the price chart in the browser draws."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from backtests import moments, wording
from engine.bars import Bars
from engine.events import Series
from engine.ledger.account import RoundTrip
from engine.report import Report
from marketdata.candles import candles_of, chart_data, chart_times
from statis.curves import Positions
from statis.templatetags import fmt

# A page carries so many: a month of minutes, or 40 years of days. Of more, several go into one candle.
MOST_CANDLES: Final = 12_000
# What the chart may be opened at besides all of it: names, and how many bars or, within days, sessions they are.
RANGES: Final = {
    "1d": (("3M", 63), ("6M", 126), ("1Y", 252), ("2Y", 504)),
    "1wk": (("1Y", 52), ("3Y", 156), ("5Y", 261), ("10Y", 522)),
    "1mo": (("5Y", 60), ("10Y", 120), ("20Y", 240)),
}
SESSIONS: Final = (("1D", 1), ("5D", 5), ("1M", 21))
# At which of them it opens on a desk and on a phone.
OPENS_AT: Final = ("2Y", "6M")
OPENS_AT_WITHIN_DAYS: Final = ("5D", "1D")
MOST_OVERLAYS: Final = 5
MOST_PANES: Final = 2
CHANNELS: Final = ("Highest", "Lowest", "MaxN", "MinN")
# How the lines of one pane are told apart: a colour and, besides, a dash (lightweight-charts' numbers).
STYLES: Final = (("--series-1", 0), ("--series-bench", 2), ("--series-3", 0), ("--series-4", 2), ("--series-5", 0))
LEGEND_CSS: Final = {
    "--series-1": "line--s1",
    "--series-bench": "line--bench",
    "--series-3": "line--s3",
    "--series-4": "line--s4 line--dash2",
    "--series-5": "line--s5",
}


@dataclass(frozen=True, kw_only=True)
class Key:
    """An overlay in the legend."""

    name: str
    css: str


@dataclass(frozen=True, kw_only=True)
class Range:
    """A choice of how much of the chart to see: its last bars, and on which screens the chart opens with it."""

    label: str
    bars: int
    is_first: bool
    is_first_on_phones: bool


@dataclass(frozen=True, kw_only=True)
class PriceChart:
    """The chart of one symbol: `data` for the script, the rest for people."""

    symbol: str
    label: str
    note: str
    ranges: tuple[Range, ...]
    keys: tuple[Key, ...]
    # Panes of indicators below price and volume.
    pane_count: int
    data: dict[str, Any]


def price_chart(*, bars: Bars, report: Report, position: int) -> PriceChart:
    """Return the chart of the symbol at a position of the spec."""
    trades = [trade for trade in report.account.trades if trade.symbol == bars.symbol]
    candles = candles_of(bars, most=MOST_CANDLES)
    lines = _lines(report, position, bars, _lasts(bars, candles.bars))
    exits = sum(trade.exit_at is not None for trade in trades)
    return PriceChart(
        symbol=bars.symbol,
        label=(
            f"{wording.interval(candles.interval).capitalize()} candles of {bars.symbol} with "
            f"{_counted(len(trades), 'entry', 'entries')} and {_counted(exits, 'exit', 'exits')}. "
            "The trades table below lists every one."
        ),
        note=_note(bars, candles.interval),
        ranges=_ranges(candles.bars),
        keys=tuple(Key(name=line["name"], css=LEGEND_CSS[line["color"]]) for line in lines if not line["pane"]),
        pane_count=len({line["pane"] for line in lines if line["pane"]}),
        data={**chart_data(candles.bars), "lines": lines, "markers": _markers(trades, candles.bars)},
    )


def _note(bars: Bars, shown: str) -> str:
    """Return what to know of the candles: whose clock they follow, and when one stands for several bars."""
    told = []
    if shown != bars.interval:
        number = f"{fmt.count(len(bars))} {wording.interval(bars.interval)} bars"
        told.append(
            f"{wording.interval(shown).capitalize()} candles: {number} would be more than a page can carry. Highs and "
            "lows are those of the bars, and entries and exits stand at the candle they fall into."
        )
    if moments.is_intraday(shown):
        clock = moments.whose_clock([bars.symbol], [bars.time_zone])
        told.append(f"Times: {clock[0].lower()}{clock[1:]}.")
    return " ".join(told)


def _lasts(bars: Bars, shown: Bars) -> Positions | None:
    """Return the position of the last bar of each candle; None where candles are bars."""
    if len(shown) == len(bars):
        return None
    return np.append(np.searchsorted(bars.times, shown.times[1:]), len(bars)) - 1


def _ranges(shown: Bars) -> tuple[Range, ...]:
    """Return the choices that show less than everything."""
    offered, opens_at = RANGES.get(shown.interval, ()), OPENS_AT
    if moments.is_intraday(shown.interval) and len(shown):
        a_session = int(np.median(np.unique(shown.dates, return_counts=True)[1]))
        offered = tuple((label, sessions * a_session) for label, sessions in SESSIONS)
        opens_at = OPENS_AT_WITHIN_DAYS
    return tuple(
        Range(label=label, bars=bars, is_first=label == opens_at[0], is_first_on_phones=label == opens_at[1])
        for label, bars in offered
        if bars < len(shown)
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{fmt.count(number)} {one if number == 1 else many}"


def _lines(report: Report, position: int, bars: Bars, lasts: Positions | None) -> list[dict[str, Any]]:
    """Return overlays for the price's own pane, then other indicators, each group in a pane below the volume."""
    own = [series for series in report.order_log.series if series.feed == position and len(series.values) == len(bars)]
    overlays = [series for series in own if _is_overlay(series, bars)]
    others = [series for series in own if series not in overlays]
    lines = [_line(series, 0, at, lasts) for at, series in enumerate(overlays[:MOST_OVERLAYS])]
    for number, members in enumerate(_grouped(others)[:MOST_PANES], start=2):
        lines += [_line(series, number, at, lasts) for at, series in enumerate(members[:MOST_OVERLAYS])]
    return lines


def _is_overlay(series: Series, bars: Bars) -> bool:
    """Return whether a line is drawn over the price; Backtrader gives channels a pane of their own."""
    if series.overlay or series.name.partition(" ")[0] not in CHANNELS:
        return series.overlay
    low, high = bars.low.min(), bars.high.max()
    return all(value is None or low <= value <= high for value in series.values)


def _grouped(lines: Sequence[Series]) -> list[list[Series]]:
    """Return the lines by indicator: `MACD 12 26 9 macd` and `MACD 12 26 9 signal` share a pane."""
    stems = Counter(line.name.rpartition(" ")[0] for line in lines)
    groups: dict[str, list[Series]] = {}
    for line in lines:
        stem = line.name.rpartition(" ")[0]
        # A name that ends in a period, `RSI 14`, has no line name to cut off.
        shares = stems[stem] > 1 and not line.name[-1].isdigit()
        groups.setdefault(stem if shares else line.name, []).append(line)
    return list(groups.values())


def _line(series: Series, pane: int, at: int, lasts: Positions | None) -> dict[str, Any]:
    colour, dash = STYLES[at % len(STYLES)]
    shown = series.values if lasts is None else [series.values[last] for last in lasts.tolist()]
    values = [None if value is None else float(f"{value:.6g}") for value in shown]
    return {"name": series.name, "pane": pane, "color": colour, "dash": dash, "v": values}


def _markers(trades: Sequence[RoundTrip], shown: Bars) -> list[dict[str, Any]]:
    """Return entries and exits, each at the candle it falls into."""
    ends = [(trade.entry_at, "entry", trade) for trade in trades]
    ends += [(trade.exit_at, "exit", trade) for trade in trades if trade.exit_at]
    if not ends:
        return []
    moments_of = np.array([at for at, _, _ in ends], dtype="datetime64[us]")
    places = np.maximum(np.searchsorted(shown.times, moments_of, side="right") - 1, 0)
    times = chart_times(shown)
    marks = [
        {"t": times[place], "kind": kind, "side": trade.side, "x": _outcome(trade) if kind == "exit" else ""}
        for place, (_, kind, trade) in zip(places.tolist(), ends, strict=True)
    ]
    return sorted(marks, key=lambda mark: mark["t"])


def _outcome(trade: RoundTrip) -> str:
    return fmt.percent(trade.return_fraction)
