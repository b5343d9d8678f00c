"""The account a run leaves behind: cash, positions and equity over time, fills and round trips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

import numpy as np

from engine.bars import Floats, Times
from engine.events import OrderType, Side
from engine.ledger.clock import Clock

EndedBy = Literal["margin", "rejected", "expired", "cancelled", "end_of_data", "ruined"]


@dataclass(frozen=True, kw_only=True, slots=True)
class BookedFill:
    """
    A fill as it was booked; `at` is exchange time.

    `commission` goes to the broker, `fees` to the regulators, `slippage_cost` is money lost against the price that
    the bar offered, `impact_cost` what was lost besides because the order itself moved it. `volume_share`
    is the fill's size against the bar's volume, None where none is known.
    """

    bar: int
    at: datetime
    order: int
    symbol: str
    side: Side
    size: float
    price: float
    commission: float
    slippage_cost: float
    order_type: OrderType
    is_clipped: bool = False
    fees: float = 0.0
    impact_cost: float = 0.0
    volume_share: float | None = None

    @property
    def costs(self) -> float:
        """Return all that the fill cost."""
        return self.commission + self.fees + self.slippage_cost + self.impact_cost


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfilled:
    """An order, or the rest of one, that was not filled, and why in words fit for users."""

    order: int
    bar: int
    at: datetime
    symbol: str
    side: Side
    size: float
    order_type: OrderType
    reason: EndedBy
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundTrip:
    """
    One trade: a position from leaving zero until it is back at zero, as `backtrader.Trade` counts them.

    Prices are averages over what opened and what closed it. An open one is marked at the last close and has no
    exit. `pnl_net` is `pnl` less commission, fees and borrow cost, `return_fraction` that over the value of all that
    opened it.
    `mae` (zero or negative) and `mfe` (zero or positive) are its worst and best moment as fractions of the entry
    price.
    """

    number: int
    symbol: str
    side: Literal["long", "short"]
    size: float
    entry_at: datetime
    exit_at: datetime | None
    entry_price: float
    exit_price: float | None
    pnl: float
    commission: float
    slippage_cost: float
    pnl_net: float
    return_fraction: float
    bars: int
    is_open: bool
    mae: float
    mfe: float
    fees: float = 0.0
    borrow_cost: float = 0.0
    impact_cost: float = 0.0

    @property
    def costs(self) -> float:
        """Return all that the trade cost."""
        return self.commission + self.fees + self.slippage_cost + self.impact_cost + self.borrow_cost


@dataclass(frozen=True, eq=False, kw_only=True)
class Account:
    """
    An account over a run's timeline: one value of each series per instant, after that instant's fills.

    `gross_value` counts short positions as positive; `ruined_bar` is the bar at whose close nothing was left:
    the account ends there and stays at that value. `borrow_cost` was paid on shares sold short and cash owed,
    `interest` earned on cash.
    """

    times: Times
    equity: Floats
    cash: Floats
    position_value: Floats
    gross_value: Floats
    trades: tuple[RoundTrip, ...]
    fills: tuple[BookedFill, ...]
    unfilled: tuple[Unfilled, ...]
    initial_cash: float
    ruined_bar: int | None = None
    borrow_cost: float = 0.0
    interest: float = 0.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Balances:
    """The money side of an account at every instant."""

    equity: Floats
    cash: Floats
    position_value: Floats
    gross_value: Floats

    @property
    def ruined_bar(self) -> int | None:
        """Return the first bar at whose close no equity is left, None if there is always some."""
        ruined = self.equity <= 0
        return int(ruined.argmax()) if ruined.any() else None


class Holding(NamedTuple):
    """What one fill left behind: cash, and the position in its feed."""

    bar: int
    feed: int
    cash: float
    position: float


def balances(
    *, clock: Clock, initial_cash: float, holdings: Sequence[Holding], cash_at_start: Sequence[float] | None = None
) -> Balances:
    """
    Return an account's money at every instant, from what each fill left behind.

    `cash_at_start` is the cash before the fills of each instant, where more than fills changes it.
    """
    bars = np.array([holding.bar for holding in holdings], dtype=np.int64)
    feeds = np.array([holding.feed for holding in holdings], dtype=np.int64)
    cash = _held(clock, bars, np.array([holding.cash for holding in holdings]), initial_cash)
    if cash_at_start is not None:
        # No instant is seen after ruin.
        moving = np.pad(np.array(cash_at_start), (0, len(clock) - len(cash_at_start)), mode="edge")
        cash = np.where(np.isin(np.arange(len(clock)), bars), cash, moving)
    positions = np.array([holding.position for holding in holdings])
    value, gross = np.zeros(len(clock)), np.zeros(len(clock))
    for number, feed in enumerate(clock.feeds):
        of_feed = feeds == number
        worth = _held(clock, bars[of_feed], positions[of_feed], 0.0) * feed.closes
        value += worth
        gross += np.abs(worth)
    return Balances(equity=cash + value, cash=cash, position_value=value, gross_value=gross)


def _held(clock: Clock, bars: np.typing.NDArray[np.int64], values: Floats, before: float) -> Floats:
    """Return a value that changes at given bars as a series: the last change at or before each instant."""
    lasting = np.diff(bars, prepend=0, append=len(clock))
    return np.repeat(np.concatenate(([before], values)), lasting)


def frozen_after(balances: Balances, bar: int | None) -> Balances:
    """Return balances that stay at their equity of `bar`, all in cash, from the bar after it on."""
    if bar is None:
        return balances
    rest = slice(bar + 1, None)
    series = [balances.equity, balances.cash, balances.position_value, balances.gross_value]
    equity, cash, value, gross = (column.copy() for column in series)
    equity[rest] = cash[rest] = balances.equity[bar]
    value[rest] = gross[rest] = 0.0
    return Balances(equity=equity, cash=cash, position_value=value, gross_value=gross)
