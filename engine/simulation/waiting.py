"""Accepted orders that wait for a price."""

import itertools
from collections.abc import Collection, Iterable, Iterator
from typing import Any


class WaitingOrders:
    """
    The stock broker's queue of pending orders, each with its place, and all of a feed found at once.

    Orders of a feed without a new bar cost nothing: nobody looks at them. An order can stand here twice, as in the
    stock queue, if its bracket was sent on twice. `by_place` is true if any order waits.
    """

    def __init__(self) -> None:
        self.by_place: dict[int, Any] = {}
        self._by_feed: dict[int, dict[int, Any]] = {}
        self._places: dict[int | None, list[int]] = {}
        self._newcomers: dict[int, Any] = {}
        self._counter = itertools.count()

    def append(self, order: Any) -> None:
        """Take an order behind all others."""
        place = next(self._counter)
        self.put_back(place, order)
        self._newcomers[place] = order

    def put_back(self, place: int, order: Any) -> None:
        """Take an order at the place it had."""
        self.by_place[place] = self._by_feed.setdefault(order.data._id, {})[place] = order
        self._places.setdefault(order.ref, []).append(place)

    def take(self, place: int) -> Any:
        """Let the order at a place go and return it."""
        order = self.by_place.pop(place)
        del self._by_feed[order.data._id][place]
        places = self._places[order.ref]
        places.remove(place)
        if not places:
            del self._places[order.ref]
        return order

    def remove(self, order: Any) -> None:
        """
        Let an order go.

        :raises ValueError: if it does not wait here.
        """
        # Strategies cancel None, too, where they keep no order.
        places = self._places.get(getattr(order, "ref", None))
        if not places:
            raise ValueError("this order is not waiting")
        self.take(min(places))

    def places_of(self, numbers: Iterable[int]) -> list[int]:
        """Return the places of the orders with these numbers."""
        return [place for number in numbers for place in self._places.get(number, ())]

    def due(self, feeds: Collection[int]) -> list[int]:
        """Return the places of the orders of these feeds and of those never looked at, the oldest first."""
        newcomers, self._newcomers = self._newcomers, {}
        if len(self.by_place) == 1:
            ((place, order),) = self.by_place.items()
            return [place] if place in newcomers or order.data._id in feeds else []
        places = {place for place in newcomers if place in self.by_place}
        return sorted(places.union(*(self._by_feed.get(feed, ()) for feed in feeds)))

    def __iter__(self) -> Iterator[Any]:
        return iter([self.by_place[place] for place in sorted(self.by_place)])

    def __len__(self) -> int:
        return len(self.by_place)
