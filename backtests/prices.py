"""Bars, trades and indicator lines -> what the price chart in the browser draws."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.bars import Bars
from engine.events import Series
from engine.ledger.account import RoundTrip
from engine.report import Report
from marketdata.candles import chart_data
from statis.templatetags import fmt

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
class PriceChart:
    """The chart of one symbol: `data` for the script, the rest for people."""

    symbol: str
    label: str
    keys: tuple[Key, ...]
    # Panes of indicators below price and volume.
    pane_count: int
    data: dict[str, Any]


def price_chart(*, bars: Bars, report: Report, position: int) -> PriceChart:
    """Return the chart of the symbol at a position of the spec."""
    trades = [trade for trade in report.account.trades if trade.symbol == bars.symbol]
    lines = _lines(report, position, bars)
    exits = sum(trade.exit_at is not None for trade in trades)
    return PriceChart(
        symbol=bars.symbol,
        label=(
            f"Daily candles of {bars.symbol} with {_counted(len(trades), 'entry', 'entries')} and "
            f"{_counted(exits, 'exit', 'exits')}. "
            "The trades table below lists every one."
        ),
        keys=tuple(Key(name=line["name"], css=LEGEND_CSS[line["color"]]) for line in lines if not line["pane"]),
        pane_count=len({line["pane"] for line in lines if line["pane"]}),
        data={
            **chart_data(bars),
            "lines": lines,
            "markers": _markers(trades),
        },
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{fmt.count(number)} {one if number == 1 else many}"


def _lines(report: Report, position: int, bars: Bars) -> list[dict[str, Any]]:
    """Return overlays for the price's own pane, then other indicators, each group in a pane below the volume."""
    own = [series for series in report.order_log.series if series.feed == position and len(series.values) == len(bars)]
    overlays = [series for series in own if _is_overlay(series, bars)]
    others = [series for series in own if series not in overlays]
    lines = [_line(series, 0, at) for at, series in enumerate(overlays[:MOST_OVERLAYS])]
    for number, members in enumerate(_grouped(others)[:MOST_PANES], start=2):
        lines += [_line(series, number, at) for at, series in enumerate(members[:MOST_OVERLAYS])]
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


def _line(series: Series, pane: int, at: int) -> dict[str, Any]:
    colour, dash = STYLES[at % len(STYLES)]
    values = [None if value is None else float(f"{value:.6g}") for value in series.values]
    return {"name": series.name, "pane": pane, "color": colour, "dash": dash, "v": values}


def _markers(trades: Sequence[RoundTrip]) -> list[dict[str, str]]:
    marks = [{"t": str(trade.entry_at.date()), "kind": "entry", "side": trade.side, "x": ""} for trade in trades]
    marks += [
        {
            "t": str(trade.exit_at.date()),
            "kind": "exit",
            "side": trade.side,
            "x": fmt.percent(trade.return_fraction),
        }
        for trade in trades
        if trade.exit_at
    ]
    return sorted(marks, key=lambda mark: mark["t"])
