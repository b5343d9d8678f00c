"""Accounts, trades and fills to measure, made by hand."""

from dataclasses import replace
from datetime import datetime

import numpy as np

from engine.events import OrderType
from engine.ledger.account import Account, BookedFill, RoundTrip


def account_of(equity, *, trades=(), fills=(), initial=100.0, first="2024-01-01", step="D", gross=None) -> Account:
    """Return an account with this equity, one bar a day of the calendar."""
    values = np.array(equity, dtype=np.float64)
    times = np.datetime64(first, step) + np.arange(len(values))
    return Account(
        times=times.astype("datetime64[us]"),
        equity=values,
        cash=values,
        position_value=np.zeros(len(values)),
        gross_value=np.zeros(len(values)) if gross is None else np.array(gross, dtype=np.float64),
        trades=tuple(trades),
        fills=tuple(fills),
        unfilled=(),
        initial_cash=initial,
    )


def trade(profit: float, *, is_open: bool = False, **rest: object) -> RoundTrip:
    """Return a round trip that earned `profit`."""
    at = datetime(2024, 1, 2)
    one = RoundTrip(
        number=1, symbol="AAA", side="long", size=1, entry_at=at, exit_at=None if is_open else at, entry_price=1,
        exit_price=None if is_open else 1, pnl=profit, commission=0, slippage_cost=0, pnl_net=profit,
        return_fraction=profit, bars=1, is_open=is_open, mae=0, mfe=0,
    )  # fmt: skip
    return replace(one, **rest)  # type: ignore[arg-type]


def fill_of(*, price: float, size: float = 1.0, commission: float = 0.0, slippage_cost: float = 0.0) -> BookedFill:
    """Return a fill of a market order."""
    return BookedFill(
        bar=1, at=datetime(2024, 1, 2), order=1, symbol="AAA", side="buy", size=size, price=price,
        commission=commission, slippage_cost=slippage_cost, order_type=OrderType.MARKET,
    )  # fmt: skip
