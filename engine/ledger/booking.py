"""Fills into cash, positions and round trips, by the arithmetic of backtrader.Trade and Position."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine.events import OrderPlaced, OrderType
from engine.ledger.account import BookedFill, Holding, RoundTrip
from engine.ledger.carrying import Carry
from engine.ledger.clock import Clock
from engine.ledger.excursion import excursion
from engine.ledger.execution import Execution
from engine.trading.charging import Charge, Charger
from engine.trading.units import closing_units, signed_units


@dataclass(kw_only=True, slots=True)
class OpenTrip:
    """A round trip under way; `size` is signed, `price` the average of what is still held."""

    number: int
    feed: int
    side: Literal["long", "short"]
    entry_bar: int
    entered_at_open: bool
    size: float = 0.0
    price: float = 0.0
    largest: float = 0.0
    opened_units: float = 0.0
    opened_value: float = 0.0
    closed_units: float = 0.0
    closed_value: float = 0.0
    pnl: float = 0.0
    commission: float = 0.0
    fees: float = 0.0
    borrow_cost: float = 0.0
    slippage_cost: float = 0.0
    impact_cost: float = 0.0

    def open(self, *, units: float, price: float) -> None:
        """Add to the position; `units` carries its sign."""
        size = self.size + units
        self.price = (self.size * self.price + units * price) / size
        self.size = size
        self.largest = max(self.largest, abs(size))
        self.opened_units += abs(units)
        self.opened_value += abs(units) * price

    def close(self, *, units: float, price: float) -> None:
        """Take from the position and earn what that part earned; `units` carries the opposite sign."""
        self.pnl += -units * (price - self.price)
        self.size += units
        self.closed_units += abs(units)
        self.closed_value += abs(units) * price


@dataclass(kw_only=True, slots=True)
class Book:
    """
    An account being written, one fill after the other.

    `cash` may fall below zero only by closing a short position at a loss; whoever books fills checks that.
    """

    clock: Clock
    cash: float
    charger: Charger
    carry: Carry | None = None
    open_trips: dict[int, OpenTrip] = field(default_factory=dict)
    trades: list[RoundTrip] = field(default_factory=list)
    fills: list[BookedFill] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    trips_started: int = 0

    def carry_to(self, bar: int) -> None:
        """Charge what holding costs until the start of `bar`."""
        while self.carry is not None and len(self.carry.cash_at_start) <= bar:
            trips = self.open_trips
            shorts = {feed: (trip.size, trip.price) for feed, trip in trips.items() if trip.side == "short"}
            self.cash = self.carry.step(cash=self.cash, shorts=shorts)
            for feed, fee in self.carry.fees_of_feed.items():
                trips[feed].borrow_cost += fee

    def position(self, feed: int) -> float:
        """Return the units held of a feed's symbol, negative when short."""
        trip = self.open_trips.get(feed)
        return trip.size if trip else 0.0

    def book(self, *, placed: OrderPlaced, execution: Execution, size: float) -> None:
        """Book `size` units of an order at the price our bars gave it."""
        self.carry_to(execution.bar)
        units = signed_units(side=placed.side, size=size)
        closing = closing_units(position=self.position(placed.feed), units=units)
        charge = Charge()
        if closing:
            charge = self._close(placed=placed, execution=execution, units=closing)
        if units - closing:
            opening = self._open(placed=placed, execution=execution, units=units - closing)
            charge = Charge(charge.commission + opening.commission, charge.fees + opening.fees) if closing else opening
        self._write(placed=placed, execution=execution, size=size, charge=charge)

    def cost(self, placed: OrderPlaced, *, units: float, price: float, bar: int) -> Charge:
        """Return what a fill would be charged if it were the next of its order."""
        return self.charger.cost(placed.order, units=units, price=price, day=self._day(placed.feed, bar))

    def _day(self, feed: int, bar: int) -> date | None:
        return self.clock.feeds[feed].date_at(bar) if self.charger.needs_day else None

    def _close(self, *, placed: OrderPlaced, execution: Execution, units: float) -> Charge:
        trip = self.open_trips[placed.feed]
        trip.close(units=units, price=execution.price)
        charge = self._charge(trip=trip, placed=placed, execution=execution, units=units)
        if not trip.size:
            del self.open_trips[placed.feed]
            self.trades.append(round_trip(trip=trip, clock=self.clock, exit_bar=execution.bar))
        return charge

    def _open(self, *, placed: OrderPlaced, execution: Execution, units: float) -> Charge:
        trip = self.open_trips.get(placed.feed)
        if trip is None:
            self.trips_started += 1
            trip = OpenTrip(
                number=self.trips_started,
                feed=placed.feed,
                side="long" if units > 0 else "short",
                entry_bar=execution.bar,
                entered_at_open=placed.type is OrderType.MARKET or execution.is_from_before,
            )
            self.open_trips[placed.feed] = trip
        trip.open(units=units, price=execution.price)
        return self._charge(trip=trip, placed=placed, execution=execution, units=units)

    def _charge(self, *, trip: OpenTrip, placed: OrderPlaced, execution: Execution, units: float) -> Charge:
        day = self._day(placed.feed, execution.bar)
        charge = self.charger.charge(placed.order, units=units, price=execution.price, day=day)
        trip.commission += charge.commission
        trip.fees += charge.fees
        trip.slippage_cost += abs(execution.slipped - execution.unslipped) * abs(units)
        trip.impact_cost += abs(execution.price - execution.slipped) * abs(units)
        self.cash -= units * execution.price + charge.total
        return charge

    def _write(self, *, placed: OrderPlaced, execution: Execution, size: float, charge: Charge) -> None:
        bar, price, feed = execution.bar, execution.price, self.clock.feeds[placed.feed]
        self.holdings.append(Holding(bar=bar, feed=placed.feed, cash=self.cash, position=self.position(placed.feed)))
        self.fills.append(
            BookedFill(
                bar=bar,
                at=self.clock.moment_at(bar),
                order=placed.order,
                symbol=feed.bars.symbol,
                side=placed.side,
                size=size,
                price=price,
                commission=charge.commission,
                fees=charge.fees,
                slippage_cost=abs(execution.slipped - execution.unslipped) * size,
                impact_cost=abs(price - execution.slipped) * size,
                order_type=placed.type,
                is_clipped=execution.is_clipped,
                volume_share=feed.volume_share(size=size, bar=bar),
            )
        )

    def all_trades(self, *, last_bar: int) -> tuple[RoundTrip, ...]:
        """Return every round trip in order of entry, those still open marked at the close of `last_bar`."""
        still_open = [marked(trip=trip, clock=self.clock, last_bar=last_bar) for trip in self.open_trips.values()]
        return tuple(sorted([*self.trades, *still_open], key=lambda trade: trade.number))


def marked(*, trip: OpenTrip, clock: Clock, last_bar: int) -> RoundTrip:
    """Return a trip that is still open, what it holds valued at the close of `last_bar`."""
    close = clock.feeds[trip.feed].close_at(last_bar)
    assert close is not None, "a feed with a fill has bars"
    return round_trip(trip=trip, clock=clock, exit_bar=None, mark=(last_bar, close))


def round_trip(*, trip: OpenTrip, clock: Clock, exit_bar: int | None, mark: tuple[int, float] = (0, 0.0)) -> RoundTrip:
    """Return the finished record of a trip, closed at `exit_bar` or open and marked at (bar, price)."""
    feed = clock.feeds[trip.feed]
    last_bar, price = mark if exit_bar is None else (exit_bar, trip.closed_value / trip.closed_units)
    pnl = trip.pnl + trip.size * (price - trip.price)
    entry_price = trip.opened_value / trip.opened_units
    entry_row, last_row = int(feed.row_at[trip.entry_bar]), int(feed.row_at[last_bar])
    # An entry at the open lives through its whole bar, another only through the close; the exit bar counts by
    # the exit's own price, since what it did before and after is not known.
    mae, mfe = excursion(
        feed=feed,
        first_row=entry_row if trip.entered_at_open else entry_row + 1,
        last_row=last_row if exit_bar is None else last_row - 1,
        prices=(feed.prices(entry_row).close, price) if last_row > entry_row else (price,),
        entry_price=entry_price,
        is_long=trip.side == "long",
    )
    pnl_net = pnl - trip.commission - trip.fees - trip.borrow_cost
    return RoundTrip(
        number=trip.number,
        symbol=feed.bars.symbol,
        side=trip.side,
        size=trip.largest,
        entry_at=clock.moment_at(trip.entry_bar),
        exit_at=None if exit_bar is None else clock.moment_at(exit_bar),
        entry_price=entry_price,
        exit_price=None if exit_bar is None else price,
        pnl=pnl,
        commission=trip.commission,
        fees=trip.fees,
        borrow_cost=trip.borrow_cost,
        slippage_cost=trip.slippage_cost,
        impact_cost=trip.impact_cost,
        pnl_net=pnl_net,
        return_fraction=pnl_net / trip.opened_value,
        bars=last_row - entry_row,
        is_open=exit_bar is None,
        mae=mae,
        mfe=mfe,
    )
