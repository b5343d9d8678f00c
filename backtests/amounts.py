"""Amounts of money as people type them."""

import re
from typing import Any, Final

from django import forms

MULTIPLIERS: Final = {"": 1.0, "k": 1e3, "m": 1e6}


def parse_money(text: str) -> float:
    """
    Return an amount as people type it.

    >>> parse_money("100,000"), parse_money("$100k"), parse_money("2.5M"), parse_money("50 000")
    (100000.0, 100000.0, 2500000.0, 50000.0)

    :raises ValueError: if it is not an amount.
    """
    bare = re.sub(r"[\s,_$]", "", text).lower()
    match = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)([km]?)", bare)
    if not match:
        raise ValueError(text)
    return round(float(match[1]) * MULTIPLIERS[match[2]], 2)


def money_text(amount: float) -> str:
    """
    Return an amount as people type it.

    >>> money_text(100000.0), money_text(12.5)
    ('100,000', '12.50')
    """
    return f"{amount:,.2f}".removesuffix(".00")


def plain(number: float) -> float | int:
    """
    Return a number without a point that says nothing.

    >>> plain(10.0), plain(0.05)
    (10, 0.05)
    """
    return int(number) if float(number).is_integer() else number


class MoneyField(forms.CharField):
    """An amount typed with or without separators, or as 100k."""

    def clean(self, value: Any) -> float | None:
        """Return the amount."""
        text = super().clean(value)
        try:
            return parse_money(text) if text else None
        except ValueError:
            raise forms.ValidationError(f"“{text}” is not an amount. Write 100,000 or 100k.") from None
