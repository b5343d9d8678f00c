"""Who said how large each order was."""

from typing import Any

from engine.events import SizesUsed
from engine.trading.units import closing_units


class SizeTally:
    """Counts orders by where their size came from."""

    def __init__(self) -> None:
        self.by_rule = self.by_strategy = self.closing = self.scaled = self.nothing = 0
        self._answer: tuple[Any, float] | None = None

    def answered(self, data: Any, size: float) -> None:
        """Remember what the run's sizer answered: an order of that size is next."""
        self._answer = (data, size)
        self.nothing += not size

    def sent(self, order: Any, *, held: float) -> None:
        """Count an order, `held` being the position it meets."""
        answer, self._answer = self._answer, None
        size = order.size
        if order.parent is not None or closing_units(position=held, units=size) == size:
            self.closing += 1
        elif answer is not None and answer[0] is order.data and answer[1] == abs(size):
            self.by_rule += 1
        else:
            self.by_strategy += 1

    def used(self, *, sizer: str) -> SizesUsed:
        """Return the counts, with the name of the strategy's own sizer."""
        return SizesUsed(
            by_rule=self.by_rule,
            by_strategy=self.by_strategy,
            closing=self.closing,
            scaled=self.scaled,
            nothing=self.nothing,
            sizer=sizer,
        )
