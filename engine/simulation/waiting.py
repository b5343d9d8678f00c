"""Accepted orders that wait for a price."""

import itertools
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import Any, Final

from backtrader import Order

# Whether an order waits for a price at or below a level, told by its kind and whether it buys.
WAITS_BELOW: Final = {
    (Order.Limit, True): True,
    (Order.Limit, False): False,
    (Order.Stop, True): False,
    (Order.Stop, False): True,
    (Order.StopLimit, True): False,
    (Order.StopLimit, False): True,
}


class WaitingOrders:
    """
    The stock broker's queue of pending orders, each with its place, giving out those a bar can do something to.

    Orders of a feed without a new bar, and orders whose price the bar does not reach, cost nothing: nobody looks at
    them. An order can stand here twice, as in the stock queue, if its bracket was sent on twice. `by_place` is true
    if any order waits.
    """

    def __init__(self) -> None:
        self.by_place: dict[int, Any] = {}
        self._queues: dict[int, _Queue] = {}
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
        self.by_place[place] = order
        queue = self._queues.get(order.data._id)
        if queue is None:
            queue = self._queues[order.data._id] = _Queue()
        queue.add(place, order)
        self._places.setdefault(order.ref, []).append(place)

    def take(self, place: int) -> Any:
        """Let the order at a place go and return it."""
        order = self.by_place.pop(place)
        self._queues[order.data._id].always.pop(place, None)
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

    def wake(self, order: Any) -> None:
        """Look out for the price of an order that has just become active."""
        for place in self._places.get(order.ref, ()):
            self._queues[order.data._id].add(place, order)

    def places_of(self, numbers: Iterable[int]) -> list[int]:
        """Return the places of the orders with these numbers."""
        return [place for number in numbers for place in self._places.get(number, ())]

    def due(self, feeds: Iterable[Any]) -> list[int]:
        """Return the places of orders that a new bar of these feeds may change, and of newcomers, the oldest first."""
        newcomers, self._newcomers = self._newcomers, {}
        if len(self.by_place) == 1:
            # Looking at a single order costs less than asking whether to.
            ((place, order),) = self.by_place.items()
            return [place] if place in newcomers or any(order.data is feed for feed in feeds) else []
        places = set(newcomers)
        for feed in feeds:
            queue = self._queues.get(feed._id)
            if queue is not None:
                queue.collect(places, feed)
        return sorted(place for place in places if place in self.by_place)

    def __iter__(self) -> Iterator[Any]:
        return iter([self.by_place[place] for place in sorted(self.by_place)])

    def __len__(self) -> int:
        return len(self.by_place)


class _Queue:
    """
    The places of one feed's orders, by what they wait for.

    The heaps may name places that are empty by now: who asks looks before he uses one.
    """

    def __init__(self) -> None:
        # Market orders, trailing stops that move with every bar, what is filled in part.
        self.always: dict[int, None] = {}
        self._below: list[tuple[float, int]] = []
        self._above: list[tuple[float, int]] = []
        self._expiring: list[tuple[float, int]] = []
        self._known: dict[int, tuple[float, bool]] = {}
        self._timed: set[int] = set()

    def add(self, place: int, order: Any) -> None:
        """Look out for what an order waits for."""
        valid = order.valid
        # Nothing is ever later than what is not a number.
        if valid and valid == valid and place not in self._timed:
            self._timed.add(place)
            heappush(self._expiring, (valid, place))
        if not order.active():
            return
        waited = _waited_for(order)
        if waited is None:
            self.always[place] = None
        elif self._known.get(place) != waited:
            self._known[place] = waited
            level, waits_below = waited
            heappush(self._below if waits_below else self._above, (-level if waits_below else level, place))

    def collect(self, places: set[int], feed: Any) -> None:
        """Add the places of orders that the feed's new bar reaches, in price or in time."""
        places.update(self.always)
        if self._below:
            self._pop(self._below, -feed.low[0], places)
        if self._above:
            self._pop(self._above, feed.high[0], places)
        expiring = self._expiring
        while expiring and expiring[0][0] <= feed.datetime[0]:
            place = heappop(expiring)[1]
            self._timed.discard(place)
            places.add(place)

    def _pop(self, heap: list[tuple[float, int]], reached: float, places: set[int]) -> None:
        while heap and heap[0][0] <= reached:
            place = heappop(heap)[1]
            self._known.pop(place, None)
            places.add(place)


def _waited_for(order: Any) -> tuple[float, bool] | None:
    """Return the price level without which a bar does nothing to an order, and whether prices must fall to it."""
    created, kind, is_buy = order.created, order.exectype, order.isbuy()
    waits_below = WAITS_BELOW.get((kind, is_buy))
    if waits_below is None or order.executed.size:
        return None
    if order.triggered:
        # What a stop becomes once it is triggered: an order with a limit, or one for any price.
        return (created.pricelimit, is_buy) if kind == Order.StopLimit else None
    return created.price, waits_below
