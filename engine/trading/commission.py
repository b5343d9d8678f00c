"""What the broker takes for an order."""

from dataclasses import dataclass
from typing import Protocol

from engine.spec import Costs


def commission(*, size: float, price: float, rate: float) -> float:
    """
    Return the commission on a fill: a fraction of the value traded, whatever the side.

    >>> commission(size=-10, price=105.0, rate=0.001)
    1.05
    """
    # This order of the factors gives the same last bit as Backtrader's commission.
    return abs(size) * rate * price


class Component(Protocol):
    """One part of a commission; each is worked out on the whole of an order."""

    def total(self, *, units: float, value: float) -> float:
        """Return what an order owes once `units` of it are filled for `value`."""


@dataclass(frozen=True, slots=True)
class Percent:
    """
    A fraction of the value traded: rate x value, Backtrader's COMM_PERC.

    >>> Percent(0.001).total(units=10.0, value=1_050.0)
    1.05
    """

    rate: float

    def total(self, *, units: float, value: float) -> float:
        """Return what an order owes once `units` of it are filled for `value`."""
        del units
        return self.rate * value


@dataclass(frozen=True, slots=True)
class PerShare:
    """
    An amount for each unit: amount x units, Backtrader's COMM_FIXED for stocks.

    >>> PerShare(0.005).total(units=200.0, value=21_000.0)
    1.0
    """

    amount: float

    def total(self, *, units: float, value: float) -> float:
        """Return what an order owes once `units` of it are filled for `value`."""
        del value
        return self.amount * units


@dataclass(frozen=True, slots=True)
class PerOrder:
    """
    An amount for each order that is filled, once however many parts it is filled in.

    >>> PerOrder(4.95).total(units=1.0, value=10.0)
    4.95
    """

    amount: float

    def total(self, *, units: float, value: float) -> float:
        """Return what an order owes once `units` of it are filled for `value`."""
        del units, value
        return self.amount


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    The least and the most an order's commission can be; the most is a fraction of its value.

    Where they contradict each other the most wins, as in Interactive Brokers' fixed pricing: one dollar at least,
    but never more than 1 % of the value.

    >>> bounds = Bounds(minimum=1.0, maximum_rate=0.01)
    >>> bounds.applied(0.5, value=1_000.0), bounds.applied(25.0, value=1_000.0), bounds.applied(0.5, value=50.0)
    (1.0, 10.0, 0.5)
    """

    minimum: float = 0.0
    maximum_rate: float | None = None

    def applied(self, owed: float, *, value: float) -> float:
        """Return what is owed once it is kept within the bounds."""
        owed = max(owed, self.minimum)
        return owed if self.maximum_rate is None else min(owed, self.maximum_rate * value)


@dataclass(frozen=True, kw_only=True, slots=True)
class CommissionPlan:
    """
    The sum of the components, kept within the bounds.

    >>> plan = CommissionPlan.of(Costs(commission_rate=0.0, commission_per_share=0.005, commission_minimum=1.0))
    >>> plan.total(units=100.0, value=5_000.0), plan.total(units=1_000.0, value=50_000.0)
    (1.0, 5.0)
    """

    components: tuple[Component, ...]
    bounds: Bounds

    @classmethod
    def of(cls, costs: Costs) -> "CommissionPlan":
        """Return the plan of a run's costs."""
        named = (
            (costs.commission_rate, Percent),
            (costs.commission_per_share, PerShare),
            (costs.commission_per_trade, PerOrder),
        )
        return cls(
            components=tuple(kind(amount) for amount, kind in named if amount),
            bounds=Bounds(costs.commission_minimum, costs.commission_maximum_rate),
        )

    def total(self, *, units: float, value: float) -> float:
        """Return what an order owes once `units` of it are filled for `value`."""
        owed = sum(component.total(units=units, value=value) for component in self.components)
        return self.bounds.applied(owed, value=value)
