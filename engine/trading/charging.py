"""What the fills of an order are charged, one after the other."""

from datetime import date
from typing import NamedTuple

from engine.spec import Costs
from engine.trading.commission import CommissionPlan, commission
from engine.trading.fees import sec_fee, trading_activity_fee


class Charge(NamedTuple):
    """What one fill, or one part of it, is charged."""

    commission: float = 0.0
    fees: float = 0.0

    @property
    def total(self) -> float:
        """Return commission and fees together."""
        return self.commission + self.fees


class Tally(NamedTuple):
    """What an order has traded and been charged so far."""

    units: float = 0.0
    value: float = 0.0
    commission: float = 0.0
    sec: float = 0.0
    activity: float = 0.0


NOTHING = Tally()


class Charger:
    """
    Charges each fill what its order owes in all by then, less what it has been charged before.

    So a minimum and a fixed amount are paid once an order, however many parts it is filled in. `units` carry the
    sign of the side: US fees are on sales only.

    >>> charger = Charger(Costs(commission_rate=0.0, commission_per_share=0.005, commission_minimum=1.0))
    >>> [charger.charge(1, units=100.0, price=50.0, day=None).commission for _ in range(3)]
    [1.0, 0.0, 0.5]
    """

    def __init__(self, costs: Costs) -> None:
        self.rate = costs.commission_rate
        # A plain percentage of every fill needs no memory.
        self.is_plain = costs.is_plain_commission
        self._plan = CommissionPlan.of(costs)
        self.needs_day = costs.us_fees
        self._tallies: dict[int, Tally] = {}

    def cost(self, order: int, *, units: float, price: float, day: date | None) -> Charge:
        """Return what a fill would be charged if it came next; `order` 0 stands for one without fills."""
        if self.is_plain:
            return Charge(commission(size=units, price=price, rate=self.rate))
        before = self.tally(order)
        return charge_between(before, self.after(before, units=units, price=price, day=day))

    def charge(self, order: int, *, units: float, price: float, day: date | None) -> Charge:
        """Return what a fill is charged, and remember it."""
        if self.is_plain:
            return Charge(commission(size=units, price=price, rate=self.rate))
        before = self.tally(order)
        after = self._tallies[order] = self.after(before, units=units, price=price, day=day)
        return charge_between(before, after)

    def tally(self, order: int) -> Tally:
        """Return what an order has traded and been charged so far."""
        return self._tallies.get(order, NOTHING)

    def after(self, before: Tally, *, units: float, price: float, day: date | None) -> Tally:
        """Return an order's tally after one more fill."""
        size = abs(units)
        total_units, total_value = before.units + size, before.value + size * price
        sec, activity = before.sec, before.activity
        if self.needs_day and units < 0 and day is not None:
            sec += sec_fee(value=size * price, day=day)
            activity += trading_activity_fee(units=size, charged=activity, day=day)
        owed = self._plan.total(units=total_units, value=total_value)
        return Tally(total_units, total_value, max(owed, before.commission), sec, activity)


def charge_between(before: Tally, after: Tally) -> Charge:
    """Return what was charged from one tally of an order to a later one."""
    fees = (after.sec - before.sec) + (after.activity - before.activity)
    return Charge(after.commission - before.commission, fees)
