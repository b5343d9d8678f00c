"""What it costs to hold: lending fees on shares sold short, interest on cash owned and owed."""

from typing import Final

DAYS_PER_YEAR: Final = 365.0


def borrow_fee(*, units: float, price: float, days: int, rate: float) -> float:
    """
    Return the fee on a short position over some calendar days: days x rate / 365 x units x price.

    `price` is the average the shares were sold at. Backtrader's own formula (`interest` of its commission schemes,
    `CommInfoBase._get_credit_interest`), with its order of the factors.

    >>> round(borrow_fee(units=-100.0, price=73.0, days=3, rate=0.05), 9)
    3.0
    """
    return days * (rate / DAYS_PER_YEAR) * abs(units) * price


def cash_interest(*, cash: float, days: int, cash_rate: float, borrow_rate: float) -> float:
    """
    Return what cash earns over some calendar days, or what is owed costs, as less than nothing.

    Simple interest: days x rate / 365 x cash, added to the cash, so that it earns interest itself from then on.

    >>> round(cash_interest(cash=73_000.0, days=1, cash_rate=0.05, borrow_rate=0.1), 9)
    10.0
    >>> round(cash_interest(cash=-73_000.0, days=1, cash_rate=0.05, borrow_rate=0.1), 9)
    -20.0
    """
    return days * ((cash_rate if cash > 0 else borrow_rate) / DAYS_PER_YEAR) * cash
