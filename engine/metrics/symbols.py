"""What each symbol of a run contributed to the account they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.bars import Bars, Floats
from engine.ledger.account import Account, BookedFill
from engine.ledger.clock import Clock, FeedClock
from engine.metrics.trades import win_rate
from engine.trading.units import signed_units

# What differs by less is the rounding of sums.
CENT: Final = 0.01


@dataclass(frozen=True, kw_only=True)
class SymbolResult:
    """
    One symbol's part of an account; with what `earned_by_cash` gives, profits of all symbols add up to the account's.

    `profit` is what its trades made after costs, those still open at the last close; `contribution` is that over the
    starting cash. `time_in_market` is the share of bars that close with a position in it, `average_weight` the mean of
    what was held of it, long or short, over equity.
    """

    symbol: str
    trades: int
    open_trades: int
    winning_trades: int
    win_rate: float | None
    profit: float
    contribution: float
    commission: float
    fees: float
    slippage: float
    costs: float
    time_in_market: float
    average_weight: float


def symbol_results(account: Account, feeds: Sequence[Bars]) -> tuple[SymbolResult, ...]:
    """Return the result of every symbol, in the order of the feeds."""
    clock = Clock.of(feeds)
    return tuple(_result(account, feed) for feed in clock.feeds)


def values_held(account: Account, feeds: Sequence[Bars]) -> list[Floats]:
    """Return what is held of each symbol at every bar, shorts below zero."""
    return [
        _held(account, [fill for fill in account.fills if fill.symbol == feed.bars.symbol]) * feed.closes
        for feed in Clock.of(feeds).feeds
    ]


def earned_by_cash(account: Account, results: Sequence[SymbolResult]) -> float:
    """Return what no symbol earned, to the cent: interest on cash, less what owing it cost."""
    rest = float(account.equity[-1]) - account.initial_cash - sum(one.profit for one in results)
    return rest if abs(rest) >= CENT else 0.0


def _result(account: Account, feed: FeedClock) -> SymbolResult:
    symbol = feed.bars.symbol
    trades = [trade for trade in account.trades if trade.symbol == symbol]
    fills = [fill for fill in account.fills if fill.symbol == symbol]
    closed = [trade.pnl_net for trade in trades if not trade.is_open]
    profit = sum(trade.pnl_net for trade in trades)
    held = _held(account, fills)
    return SymbolResult(
        symbol=symbol,
        trades=len(closed),
        open_trades=len(trades) - len(closed),
        winning_trades=sum(one > 0 for one in closed),
        win_rate=win_rate(closed),
        profit=profit,
        contribution=profit / account.initial_cash,
        commission=sum(fill.commission for fill in fills),
        fees=sum(fill.fees for fill in fills),
        slippage=sum(fill.slippage_cost for fill in fills),
        costs=sum(trade.costs for trade in trades),
        time_in_market=float((held != 0).mean()),
        average_weight=_average_weight(np.abs(held) * feed.closes, account.equity),
    )


def _held(account: Account, fills: Sequence[BookedFill]) -> Floats:
    """Return the units held of a symbol after every bar."""
    sizes = np.cumsum([0.0, *(signed_units(side=fill.side, size=fill.size) for fill in fills)])
    # What adding and taking away fractions leaves is rounding, not a position.
    sizes[np.abs(sizes) < 1e-9 * np.abs(sizes).max(initial=0.0)] = 0.0
    count = len(account.times)
    held = sizes[np.searchsorted([fill.bar for fill in fills], np.arange(count), side="right")]
    if account.ruined_bar is not None:
        held[account.ruined_bar + 1 :] = 0.0
    return held


def _average_weight(worth: Floats, equity: Floats) -> float:
    """Return the mean of what was held over equity; bars with no equity left are not counted."""
    alive = equity > 0
    return float((worth[alive] / equity[alive]).mean()) if alive.any() else 0.0
