"""How orders were sized, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.spec import Sizing, Spec
from statis.templatetags import fmt


def rule_words(rule: Sizing) -> str:
    """
    Return how much an order without a size trades.

    >>> rule_words(Sizing(kind="percent", amount=0.95)), rule_words(Sizing(kind="fixed", amount=100))
    ('95% of cash per position', '100 units per order')
    >>> rule_words(Sizing.parse("risk:1"))
    "1% of the account's value at risk per trade: down to a bracket's stop, or 2 average ranges of 14 bars"
    """
    share = f"{rule.amount * 100:.6g}%"
    words = {
        "percent": f"{share} of cash per position",
        "fixed": f"{fmt.quantity(rule.amount)} units per order",
        "cash": f"{fmt.cents(rule.amount)} per order",
        "equity": f"{share} of the account's value per order",
        "all_in": "All that the cash reserve leaves",
        "kelly": f"{rule.fraction * 100:.6g}% of Kelly's share, at most {share} of the account's value; "
        f"{rule.fraction * rule.amount * 100:.6g}% until {rule.trades} trades are closed",
        "volatility": f"Positions of {share} yearly volatility, as measured over the {rule.bars} bars before",
        "risk": f"{share} of the account's value at risk per trade: down to a bracket's stop, or "
        f"{rule.multiple:g} average ranges of {rule.atr} bars",
    }
    return words[rule.kind]


def sizing_words(*, spec: Spec, facts: Mapping[str, Any]) -> str:
    """
    Return the rule, and which of a run's orders it applied to.

    >>> sizing_words(spec=Spec(source="", symbols=("A",)), facts={"sizes": {"by_rule": 9, "by_strategy": 1}})
    '95% of cash per position; 9 orders sized so, 1 order sized by the strategy'
    """
    return "; ".join([rule_words(spec.sizing), *filter(None, [", ".join(_counts(facts)), *_oddities(facts)])])


def _counts(facts: Mapping[str, Any]) -> Iterator[str]:
    sizes = facts.get("sizes", {})
    if sizes.get("by_rule"):
        yield f"{_orders(sizes['by_rule'])} sized so"
    if sizes.get("sizer"):
        yield f"not used where the strategy's own sizer, {sizes['sizer']}, applies"
    if sizes.get("by_strategy"):
        yield f"{_orders(sizes['by_strategy'])} sized by the strategy"


def _oddities(facts: Mapping[str, Any]) -> Iterator[str]:
    if nothing := facts.get("sizes", {}).get("nothing"):
        yield f"{_orders(nothing)} not sent, as it came to no units"
    if fractions := facts.get("fractional_fills"):
        yield f"{fmt.count(fractions)} {'fill is' if fractions == 1 else 'fills are'} not in whole lots"


def reserve_words(*, spec: Spec, facts: Mapping[str, Any]) -> str:
    """
    Return what of the account's value is kept back, and how often that mattered.

    >>> reserve_words(spec=Spec(source="", symbols=("A",)), facts={"sizes": {"scaled": 2}})
    "5% of the account's value; 2 orders were made smaller to keep it"
    """
    if not spec.cash_reserve:
        return "None: an order for all of the cash is refused, as costs come on top"
    kept = f"{spec.cash_reserve * 100:.6g}% of the account's value"
    scaled = facts.get("sizes", {}).get("scaled")
    return f"{kept}; {_orders(scaled)} {'was' if scaled == 1 else 'were'} made smaller to keep it" if scaled else kept


def _orders(count: int) -> str:
    return f"{fmt.count(count)} {'order' if count == 1 else 'orders'}"
