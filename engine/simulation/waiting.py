"""Accepted orders that wait for a price."""

import itertools
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

in_order_of_arrival = attrgetter("arrival")


class WaitingOrders:
    """
    The stock broker's queue of pending orders, each found by its number, and all of a feed at once.

    Orders of a feed without a new bar cost nothing: nobody looks at them. `by_number` is true if any order waits.
    """

    def __init__(self) -> None:
        self.by_number: dict[int | None, Any] = {}
        self._by_feed: dict[int, dict[int, Any]] = {}
        self._newcomers: list[Any] = []
        self._arrivals = itertools.count()

    def append(self, order: Any) -> None:
        """Take an order behind all others."""
        order.arrival = next(self._arrivals)
        self.put_back(order)
        self._newcomers.append(order)

    def put_back(self, order: Any) -> None:
        """Take an order at the place it had."""
        self.by_number[order.ref] = self._by_feed.setdefault(order.data._id, {})[order.ref] = order

    def remove(self, order: Any) -> None:
        """
        Let an order go.

        :raises ValueError: if it does not wait here.
        """
        # Strategies cancel None, too, where they keep no order.
        known = self.by_number.pop(getattr(order, "ref", None), None)
        if known is None:
            raise ValueError("this order is not waiting")
        del self._by_feed[known.data._id][order.ref]

    def due(self, feeds: Iterable[int]) -> list[Any]:
        """Return the orders of these feeds and those never looked at, the oldest first."""
        found: dict[int, Any] = {}
        for feed in feeds:
            found |= self._by_feed.get(feed, {})
        found |= {order.ref: order for order in self._newcomers if order.ref in self.by_number}
        self._newcomers.clear()
        return sorted(found.values(), key=in_order_of_arrival)

    def __iter__(self) -> Iterator[Any]:
        return iter(sorted(self.by_number.values(), key=in_order_of_arrival))

    def __len__(self) -> int:
        return len(self.by_number)
