"""Round trips -> rows of the trades table, and trades and equity as CSV."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from backtests import moments
from engine.ledger.account import RoundTrip
from engine.metrics.drawdown import drawdown_curve
from engine.printable import printable
from engine.report import Report
from statis.templatetags import fmt

OUTCOMES: Final = ("all", "won", "lost", "open")
# Spreadsheets run a cell that begins with one of these, or their wide forms; some look behind blanks and quotes first.
FORMULA_STARTS: Final = tuple("=+-@|%\uff1d\uff0b\uff0d\uff20")
LINE_STARTS: Final = ("\t", "\r", "\n")
TRADE_COLUMNS: Final = (
    *("number", "symbol", "side", "size", "entry_at", "entry_price", "exit_at", "exit_price", "is_open", "bars"),
    *(
        "pnl",
        "commission",
        "fees",
        "slippage_cost",
        "impact_cost",
        "borrow_cost",
        "pnl_net",
        "return_fraction",
        "mae",
        "mfe",
    ),
)
EQUITY_COLUMNS: Final = ("date", "equity", "cash", "position_value", "drawdown", "benchmark_equity")


@dataclass(frozen=True, kw_only=True)
class TradeRow:
    """A round trip as the table shows it."""

    number: int
    symbol: str
    side: str
    entry_at: date | datetime
    entry_price: str
    exit_at: date | datetime | None
    exit_price: str
    size: str
    bars: str
    mae: str
    mfe: str
    costs: str
    change: str
    profit: str
    tone: str

    @property
    def has_times(self) -> bool:
        """Return whether the ends of this trade have a time of day."""
        return isinstance(self.entry_at, datetime)


@dataclass(frozen=True, kw_only=True)
class OutcomeLink:
    """A choice above the table: all, won, lost or open, with how many there are."""

    value: str
    label: str
    is_current: bool


def rows(report: Report, *, outcome: str = "all", decimals: Mapping[str, int] | None = None) -> list[TradeRow]:
    """Return the trades of an outcome, newest first."""
    chosen = [trade for trade in report.account.trades if _belongs(trade, outcome)]
    with_time = moments.has_times(report.account.times)
    return [_row(trade, (decimals or {}).get(trade.symbol, 2), with_time) for trade in reversed(chosen)]


def outcome_links(report: Report, current: str) -> list[OutcomeLink]:
    """Return the choices; a trade of exactly nothing, or not over yet, is neither won nor lost."""
    trades = report.account.trades
    labels = {
        "all": "All",
        "won": f"Won {sum(_belongs(one, 'won') for one in trades)}",
        "lost": f"Lost {sum(_belongs(one, 'lost') for one in trades)}",
    }
    still_open = sum(_belongs(one, "open") for one in trades)
    labels |= {"open": f"Open {still_open}"} if still_open else {}
    return [OutcomeLink(value=value, label=label, is_current=value == current) for value, label in labels.items()]


def _belongs(trade: RoundTrip, outcome: str) -> bool:
    if outcome in ("all", "open"):
        return outcome == "all" or trade.is_open
    return not trade.is_open and (trade.pnl_net > 0 if outcome == "won" else trade.pnl_net < 0)


def _row(trade: RoundTrip, decimals: int, with_time: bool) -> TradeRow:
    return TradeRow(
        number=trade.number,
        symbol=trade.symbol,
        side=trade.side.capitalize(),
        entry_at=moments.of(trade.entry_at, with_time=with_time),
        entry_price=fmt.price(trade.entry_price, decimals),
        exit_at=moments.of(trade.exit_at, with_time=with_time) if trade.exit_at else None,
        exit_price=fmt.price(trade.exit_price, decimals),
        size=fmt.quantity(trade.size),
        bars=fmt.count(trade.bars),
        mae=fmt.percent(trade.mae),
        mfe=fmt.percent(trade.mfe),
        costs=fmt.cents(trade.costs),
        change=fmt.percent(trade.return_fraction),
        profit=fmt.signed_money(trade.pnl_net),
        tone=fmt.direction(trade.pnl_net, "money"),
    )


class _Line:
    """A file that hands back what was written, so that CSV can be streamed."""

    def write(self, text: str) -> str:
        return text


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        text = printable(value, one_line=True)
        is_formula = text.strip(" \t\xa0\u3000'\"`\ufffd").startswith(FORMULA_STARTS)
        return f"'{text}" if is_formula or value.startswith(LINE_STARTS) else text
    return "" if value is None else value


def csv_lines(header: Iterable[str], lines: Iterable[Iterable[Any]]) -> Iterator[str]:
    r"""
    Return CSV line by line; a text cell a spreadsheet would run as a formula gets an apostrophe.

    >>> list(csv_lines(["a", "b"], [["=1+1", -2.5], ["x,y", None]]))
    ['a,b\r\n', "'=1+1,-2.5\r\n", '"x,y",\r\n']
    """
    writer = csv.writer(_Line())
    yield writer.writerow(list(header))
    for line in lines:
        yield writer.writerow([_cell(value) for value in line])


def trades_csv(report: Report) -> Iterator[str]:
    """Return every trade with full precision; within days its ends carry the time of the exchange."""
    with_time = moments.has_times(report.account.times)
    return csv_lines(TRADE_COLUMNS, (_trade_cells(trade, with_time) for trade in report.account.trades))


def _trade_cells(trade: RoundTrip, with_time: bool) -> list[Any]:
    cells = [getattr(trade, name) for name in TRADE_COLUMNS]
    return [
        moments.iso(moments.of(cell, with_time=with_time)) if isinstance(cell, datetime) else cell for cell in cells
    ]


def equity_csv(report: Report) -> Iterator[str]:
    """Return the account bar by bar, the benchmark beside it."""
    account, benchmark = report.account, report.benchmark
    falls = 0.0 - drawdown_curve(account.equity, initial=account.initial_cash)
    dates = moments.iso_of(account.times, with_time=moments.has_times(account.times))
    columns = (account.equity, account.cash, account.position_value, falls, benchmark.equity)
    return csv_lines(EQUITY_COLUMNS, zip(dates, *(column.tolist() for column in columns), strict=True))
