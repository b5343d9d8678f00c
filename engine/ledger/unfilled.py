"""Why orders were not filled, in words and figures for the person who sent them."""

import math
from datetime import UTC, datetime
from operator import attrgetter
from typing import Final

from engine.bars import Bars
from engine.events import EndReason, OrderPlaced
from engine.ledger.account import EndedBy, Unfilled
from engine.ledger.buying_power import Shortage, Teller
from engine.ledger.clock import Clock
from engine.trading.volume import is_nothing

LARGEST_SPELLED_OUT: Final = 1e15
# The year 2286: more is no date of an order.
LAST_MOMENT: Final = 1e10
SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def unfilled_orders(*, teller: Teller, clock: Clock, ruined_bar: int | None) -> tuple[Unfilled, ...]:
    """Return every order, or rest of one, that was not filled before the account ended."""
    rows = []
    for placed in teller.orders.placed:
        if ruined_bar is not None and placed.bar > ruined_bar:
            break
        rest = _rest(teller=teller, placed=placed, ruined_bar=ruined_bar)
        if rest:
            rows.append(_unfilled(teller=teller, clock=clock, placed=placed, rest=rest, ruined_bar=ruined_bar))
    return tuple(rows)


def _rest(*, teller: Teller, placed: OrderPlaced, ruined_bar: int | None) -> float:
    orders, rest = teller.orders, placed.size
    parts = orders.parts.get(placed.order, ())
    if placed.parent is None and not parts:
        return rest
    if len(parts) == 1 and parts[0].size == rest and (ruined_bar is None or parts[0].bar <= ruined_bar):
        return 0.0
    # One exit of a bracket that ran to its end had less to do for each part the other one took.
    spared = [] if placed.order in orders.ended else orders.filled_by_siblings(placed)
    fills = [one for one in (*parts, *spared) if ruined_bar is None or one.bar <= ruined_bar]
    for fill in sorted(fills, key=attrgetter("bar", "order")):
        rest -= fill.size
    lot_size = teller.book.clock.feeds[placed.feed].bars.lot_size
    return 0.0 if fills and is_nothing(remaining=rest, lot_size=lot_size) else rest


def _unfilled(*, teller: Teller, clock: Clock, placed: OrderPlaced, rest: float, ruined_bar: int | None) -> Unfilled:
    reason, bar = _reason(teller=teller, placed=placed, ruined_bar=ruined_bar, last_bar=len(clock) - 1)
    bars = clock.feeds[placed.feed].bars
    filled = sum(fill.size for fill in teller.orders.parts.get(placed.order, ()) if fill.bar <= bar)
    before = f"{filled:,.10g} of {placed.size:,.10g} were filled before. " if filled else ""
    return Unfilled(
        order=placed.order,
        bar=bar,
        at=clock.moment_at(bar),
        symbol=bars.symbol,
        side=placed.side,
        size=rest,
        order_type=placed.type,
        reason=reason,
        text=before + _text(reason=reason, bar=bar, teller=teller, placed=placed, bars=bars),
    )


def _reason(*, teller: Teller, placed: OrderPlaced, ruined_bar: int | None, last_bar: int) -> tuple[EndedBy, int]:
    end = teller.orders.ended.get(placed.order)
    if ruined_bar is not None and (end is None or end.bar > ruined_bar):
        return "ruined", ruined_bar
    if placed.order in teller.shortages:
        return "margin", end.bar if end else placed.bar
    if end is None:
        return "end_of_data", last_bar
    reasons: dict[EndReason, EndedBy] = {
        EndReason.CANCELLED: "cancelled",
        EndReason.EXPIRED: "expired",
        EndReason.REJECTED: "rejected",
        EndReason.MARGIN: "margin",
    }
    return reasons[end.reason], end.bar


def _text(*, reason: EndedBy, bar: int, teller: Teller, placed: OrderPlaced, bars: Bars) -> str:
    shortage = teller.shortages.get(placed.order)
    if reason == "margin" and shortage:
        return _shortage_text(shortage, bars=bars, leverage=teller.leverage)
    texts: dict[EndedBy, str] = {
        "margin": "The account could not pay for it.",
        "rejected": "The order it depends on was refused.",
        "expired": "Its time ran out before the price was reached.",
        "cancelled": "It was cancelled by the strategy.",
        "end_of_data": "The data ended before it could be filled.",
        "ruined": "The account had nothing left.",
    }
    if reason == "rejected" and bar == placed.bar:
        return "It was kept back (transmit=False) and never sent."
    if reason == "cancelled" and teller.orders.is_undone_by_group(placed.order, bar):
        return "It was called off because an order tied to it was filled or ended on the same bar."
    # A child may name any moment; what is told is one that people know.
    if reason == "expired" and placed.expires_at is not None and 0 < placed.expires_at < LAST_MOMENT:
        until = datetime.fromtimestamp(placed.expires_at, UTC).replace(microsecond=0, tzinfo=None)
        return f"It was good until {until.isoformat(' ').removesuffix(' 00:00:00')}, and its price was not reached."
    if reason == "end_of_data" and bar == placed.bar:
        return "It was sent on the last bar: there was no other to fill it."
    return texts[reason]


def _shortage_text(shortage: Shortage, *, bars: Bars, leverage: float | None) -> str:
    if shortage.kind == "queue":
        return "An order sent before it on the same bar was refused, and Backtrader counts what that would have cost."
    needed, had, price = (money(amount, bars.currency) for amount in (shortage.needed, shortage.had, shortage.price))
    what = f"{abs(shortage.units):,.10g} {bars.symbol} at {price}"
    if shortage.kind == "cash":
        return f"Needed {needed} for {what} with commission, had {had}."
    side = "buy" if shortage.units > 0 else "sell short"
    return (
        f"To {side} {what} at leverage {leverage:g} needed equity of {needed}, "
        f"with commission and all that is held; had {had}."
    )


def money(amount: float, currency: str) -> str:
    """
    Return an amount as people write it.

    >>> money(100200.1, "USD"), money(5.0, "CHF"), money(1e18, "USD")
    ('$100,200.10', 'CHF 5.00', '$1e+18')
    """
    sign = SIGNS.get(currency, f"{currency} ")
    if amount > LARGEST_SPELLED_OUT:
        return f"{sign}{amount:.4g}" if amount < math.inf else "more than any number"
    return f"{sign}{amount:,.2f}"
