"""Judge an order log against our own bars, and rebuild the account from what is true in it."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from engine.bars import Bars
from engine.collecting import rare_collections
from engine.events import OrderLog
from engine.ledger.account import Account, Balances, Unfilled, balances, frozen_after
from engine.ledger.booking import Book
from engine.ledger.buying_power import Booking, Teller
from engine.ledger.carrying import Carry
from engine.ledger.checks import BadResult, check_form
from engine.ledger.clock import Clock
from engine.ledger.endings import check_endings
from engine.ledger.orders import Orders, check_unfilled, due_executions, first_missing
from engine.ledger.patience import NoLongerWanted, OutOfPatience, Patience
from engine.ledger.unfilled import unfilled_orders
from engine.spec import Spec
from engine.trading.charging import Charger
from engine.trading.terms import Terms

__all__ = ["BadResult", "NoLongerWanted", "OutOfPatience", "audit"]

# Far beyond any money, and small enough that its square is still a number.
LARGEST: Final = 1e100


@rare_collections()
def audit(
    spec: Spec, feeds: Sequence[Bars], log: OrderLog, *, should_stop: Callable[[], bool] | None = None
) -> Account:
    """
    Return the account a run's orders lead to, every price, cost and balance computed here.

    1. The log is well formed. 2. Each order is filled when, where and only if our bars fill it. 3. The account
    could pay for each fill, and could not pay for each order refused. 4. No fill was left out.

    It may take as much of the processor as the run itself.

    :raises BadResult: at the first breach.
    :raises OutOfPatience: if it takes longer.
    :raises NoLongerWanted: if the run is to stop meanwhile.
    """
    clock = Clock.of(feeds)
    check_form(log=log, clock=clock)
    orders = Orders.of(log, Patience(spec.limits.cpu_seconds, should_stop=should_stop))
    orders.check_turns()
    check_endings(orders=orders, clock=clock)
    terms = [Terms.of(spec.costs, bars) for bars in feeds]
    due = due_executions(orders=orders, clock=clock, terms=terms)
    book = _new_book(spec, clock)
    teller = Teller(orders=orders, due=due, book=book, initial_cash=spec.cash, leverage=spec.leverage)
    teller.take_all()
    for placed in log.placed:
        missing = first_missing(orders=orders, placed=placed, due=due)
        if missing is not None and not teller.is_refused(placed.order, by=missing.bar):
            check_unfilled(orders=orders, placed=placed, due=missing)
    return _account(spec=spec, clock=clock, teller=teller)


def _new_book(spec: Spec, clock: Clock) -> Book:
    costs, cash = spec.costs, float(spec.cash)
    carries = bool(costs.borrow_rate or costs.cash_rate)
    carry = Carry(clock=clock, costs=costs, cash_at_start=[cash]) if carries else None
    return Book(clock=clock, cash=cash, charger=Charger(costs), carry=carry)


def _money(*, spec: Spec, book: Book) -> Balances:
    seen = book.carry.cash_at_start if book.carry else None
    return balances(clock=book.clock, initial_cash=float(spec.cash), holdings=book.holdings, cash_at_start=seen)


def _account(*, spec: Spec, clock: Clock, teller: Teller) -> Account:
    money = _money(spec=spec, book=teller.book)
    extremes = np.abs([money.equity, money.cash, money.position_value])
    # Not a number is not smaller than anything either.
    if not (extremes < LARGEST).all():
        raise BadResult("The orders are so large that the account is no longer a number.")
    ruined = money.ruined_bar
    if ruined is None:
        return account_of(spec=spec, clock=clock, book=teller.book, unfilled=_unfilled(teller, clock, None))
    # Whatever the strategy did after its account was empty did not happen.
    book = booked(spec=spec, clock=clock, bookings=[one for one in teller.bookings if one.execution.bar <= ruined])
    return account_of(spec=spec, clock=clock, book=book, unfilled=_unfilled(teller, clock, ruined), ruined_bar=ruined)


def _unfilled(teller: Teller, clock: Clock, ruined_bar: int | None) -> tuple[Unfilled, ...]:
    return unfilled_orders(teller=teller, clock=clock, ruined_bar=ruined_bar)


def booked(*, spec: Spec, clock: Clock, bookings: Sequence[Booking]) -> Book:
    """Return a fresh book with these fills in it."""
    book = _new_book(spec, clock)
    for one in bookings:
        book.book(placed=one.placed, execution=one.execution, size=one.size)
    return book


def account_of(
    *, spec: Spec, clock: Clock, book: Book, unfilled: tuple[Unfilled, ...] = (), ruined_bar: int | None = None
) -> Account:
    """Return the account of a finished book."""
    last_bar = len(clock) - 1 if ruined_bar is None else ruined_bar
    book.carry_to(last_bar)
    money = frozen_after(_money(spec=spec, book=book), ruined_bar)
    return Account(
        times=clock.times,
        equity=money.equity,
        cash=money.cash,
        position_value=money.position_value,
        gross_value=money.gross_value,
        trades=book.all_trades(last_bar=last_bar),
        fills=tuple(book.fills),
        unfilled=unfilled,
        initial_cash=float(spec.cash),
        ruined_bar=ruined_bar,
        borrow_cost=book.carry.borrow_cost if book.carry else 0.0,
        interest=book.carry.interest if book.carry else 0.0,
    )
