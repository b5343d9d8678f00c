"""Costs as people write them: `per-share:0.005,min:1,max:0.01`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from engine.spec import Costs, SpecError

COMMISSION_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": "commission_rate",
        "per-share": "commission_per_share",
        "fixed": "commission_per_trade",
        "min": "commission_minimum",
        "max": "commission_maximum_rate",
    }
)
SLIPPAGE_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {"": "slippage_rate", "ticks": "slippage_ticks", "volume": "slippage_volume"}
)
COMMISSION_HINT: Final = "Write a fraction of the value such as 0.001, or per-share:0.005,min:1,max:0.01, or fixed:1."
SLIPPAGE_HINT: Final = "Write a fraction of the price such as 0.0005, or ticks:1, or volume:0.1."


def commission_terms(text: str) -> dict[str, float]:
    """
    Return the fields of `Costs` that a commission stands for; terms are parted by commas and add up.

    >>> commission_terms("0.001")
    {'commission_rate': 0.001}
    >>> commission_terms("per-share:0.005,min:1")
    {'commission_rate': 0.0, 'commission_per_share': 0.005, 'commission_minimum': 1.0}

    :raises SpecError: if it is no commission, or out of range.
    """
    return _terms(text, names=COMMISSION_NAMES, what="commission", hint=COMMISSION_HINT)


def slippage_terms(text: str) -> dict[str, float]:
    """
    Return the fields of `Costs` that a slippage stands for; terms are parted by commas and add up.

    >>> slippage_terms("ticks:1")
    {'slippage_rate': 0.0, 'slippage_ticks': 1.0}

    :raises SpecError: if it is no slippage, or out of range.
    """
    return _terms(text, names=SLIPPAGE_NAMES, what="slippage", hint=SLIPPAGE_HINT)


def _terms(text: str, *, names: Mapping[str, str], what: str, hint: str) -> dict[str, float]:
    # What is not named is not charged: a commission for each share has no percentage besides.
    fields = {names[""]: 0.0}
    seen: set[str] = set()
    for term in text.split(","):
        name, amount = _split(term, refuse=lambda: SpecError(names[""], f"“{text}” is not a {what}. {hint}"))
        if name not in names or name in seen:
            raise SpecError(names[""], f"“{text}” is not a {what}. {hint}")
        seen.add(name)
        fields[names[name]] = amount
    # Whether each is in range is said where the value was written.
    Costs(**fields)  # type: ignore[arg-type]  # the names are those of numbers
    return fields


def _split(term: str, *, refuse: Callable[[], SpecError]) -> tuple[str, float]:
    name, colon, amount = term.strip().rpartition(":")
    if colon and not name:
        raise refuse()
    try:
        return name.strip().lower(), float(amount)
    except ValueError:
        raise refuse() from None
