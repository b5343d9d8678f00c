"""Interest and lending fees, charged to a book on the ledger's own clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import numpy as np

from engine.ledger.clock import Clock, FeedClock
from engine.spec import Costs
from engine.trading.carry import borrow_fee, cash_interest


@dataclass(kw_only=True)
class Carry:
    """
    The cost of holding an account, instant after instant.

    `cash_at_start` is the cash at the start of every instant seen so far, before its fills.
    """

    clock: Clock
    costs: Costs
    cash_at_start: list[float]
    borrow_cost: float = 0.0
    interest: float = 0.0
    fees_of_feed: dict[int, float] = field(default_factory=dict)

    def step(self, *, cash: float, shorts: Mapping[int, tuple[float, float]]) -> float:
        """
        Return the cash at the start of the next instant, from that at the end of the last one.

        `shorts` are the units and the average price of each feed's short position; `fees_of_feed` says afterwards
        what each was charged.
        """
        bar, costs = len(self.cash_at_start), self.costs
        earned = cash_interest(
            cash=cash, days=self._days[bar], cash_rate=costs.cash_rate, borrow_rate=costs.borrow_rate
        )
        self.fees_of_feed = {
            feed: borrow_fee(units=units, price=price, days=self._days_of[feed][bar], rate=costs.borrow_rate)
            for feed, (units, price) in shorts.items()
        }
        fees = sum(self.fees_of_feed.values())
        self.interest += max(earned, 0.0)
        self.borrow_cost += fees - min(earned, 0.0)
        cash = cash + earned - fees
        self.cash_at_start.append(cash)
        return cash

    @cached_property
    def _days(self) -> list[int]:
        """Return the calendar days between each instant and the one before it."""
        dates = self.clock.times.astype("datetime64[D]").astype(np.int64)
        return cast(list[int], np.diff(dates, prepend=dates[:1]).tolist())

    @cached_property
    def _days_of(self) -> list[list[int]]:
        return [_days_of(feed, len(self.clock)) for feed in self.clock.feeds]


def _days_of(feed: FeedClock, instants: int) -> list[int]:
    """Return the calendar days since a feed's last bar at every instant on which it has a new one, 0 on others."""
    dates = feed.bars.times.astype("datetime64[D]").astype(np.int64)
    days = np.zeros(instants, dtype=np.int64)
    is_run = feed.bar_of >= 0
    days[feed.bar_of[is_run]] = np.diff(dates, prepend=dates[:1])[is_run]
    return days.tolist()
