"""The order log, written while the simulation runs."""

import math
import sys
import time
from collections.abc import Callable
from itertools import islice
from operator import attrgetter
from types import FrameType
from typing import Any, Final

from backtrader import Order

from engine.events import EndReason, Failure, Fill, LogLine, OrderEnded, OrderPlaced, OrderType, Progress, Side
from engine.simulation.failures import SOURCE_NAME, NoOrder, StrategyFailed, TooEarly
from engine.simulation.feeds import DAYS_BEFORE_1970
from engine.simulation.sizes import SizeTally
from engine.trading.units import SMALLEST_SIZE
from engine.verdict import Verdict

Report = Callable[[Progress | LogLine], None]

SECONDS_BETWEEN_REPORTS: Final = 0.2
SECONDS_PER_DAY: Final = 86_400

ORDER_TYPES: Final = {
    Order.Market: OrderType.MARKET,
    Order.Close: OrderType.CLOSE,
    Order.Limit: OrderType.LIMIT,
    Order.Stop: OrderType.STOP,
    Order.StopLimit: OrderType.STOP_LIMIT,
    Order.StopTrail: OrderType.TRAILING_STOP,
    Order.StopTrailLimit: OrderType.TRAILING_STOP_LIMIT,
}
END_REASONS: Final = {
    Order.Canceled: EndReason.CANCELLED,
    Order.Expired: EndReason.EXPIRED,
    Order.Margin: EndReason.MARGIN,
    Order.Rejected: EndReason.REJECTED,
}
PRICELESS: Final = (Order.Market, Order.Close)
LIMITED: Final = (Order.StopLimit, Order.StopTrailLimit)
TRAILING: Final = (Order.StopTrail, Order.StopTrailLimit)


class Recorder:
    """
    Listens to the broker and keeps what it hears as events; knows the bar the run stands on.

    `bar` is negative before the run's first bar: during warm-up, of `warmup` bars, and before that.
    """

    def __init__(self, *, bars: int, order_limit: int, report: Report, warmup: int = 0) -> None:
        self.bar = -1 - warmup
        self.bars = bars
        self.placed: list[OrderPlaced] = []
        self.fills: list[Fill] = []
        self.ended: list[OrderEnded] = []
        self.lines: list[int] = []
        self.sizes = SizeTally()
        self.failure: StrategyFailed | None = None
        self._order_limit = order_limit
        self._report = report
        self.next_report_at = 0.0
        self._numbers: dict[int, int] = {}
        self._ended_numbers: set[int] = set()
        self._held: list[tuple[int, Any]] = []
        # How many orders had been sent, and how many had ended, when the last bar was over.
        self._before_epilogue: tuple[int, int] | None = None

    def placing(self, order: Any, *, feed: int, oco: Any, held: float) -> None:
        """Write down an order as the strategy sends it, `held` being its feed's position."""
        if self.bar < 0:
            raise TooEarly("An order was sent before the first bar of the run.")
        if len(self.placed) >= self._order_limit:
            self._overflow()
        _check_numbers(order)
        number = len(self.placed) + 1
        self._numbers[order.ref] = number
        if not order.transmit:
            self._held.append((number, order))
        self.lines.append(_line_of_caller())
        kind, created = order.exectype, order.created
        self.placed.append(
            OrderPlaced(
                bar=self.bar,
                order=number,
                feed=feed,
                side=side_of(order),
                type=ORDER_TYPES[kind],
                size=float(abs(order.size)),
                # The broker tries an order's cost with this price, the last close if the strategy named none.
                price=None if kind in PRICELESS and created.price == created.pclose else float(created.price),
                limit_price=float(created.pricelimit) if kind in LIMITED else None,
                trail_amount=_number(order.trailamount) if kind in TRAILING else None,
                trail_percent=_number(order.trailpercent) if kind in TRAILING else None,
                expires_at=_moment(order.valid),
                parent=order.parent and self._numbers.get(order.parent.ref),
                oco=oco and self._numbers.get(oco.ref),
                kept_back=not order.transmit,
            )
        )
        # Counted last: a price that is no number is refused above, and the strategy may go on.
        self.sizes.sent(order, held=held)

    def changed(self, order: Any) -> None:
        """Write down what has been executed of an order since it was last heard of, and its end."""
        number = self._numbers.get(order.ref)
        if number is None:
            return
        executed = order.executed
        if len(executed.exbits) > executed.p2:
            for bit in islice(executed.exbits, executed.p2, None):
                self.fills.append(Fill(bar=self.bar, order=number, size=float(abs(bit.size)), price=float(bit.price)))
        reason = END_REASONS.get(order.status)
        if reason is not None and number not in self._ended_numbers:
            self._ended_numbers.add(number)
            self.ended.append(OrderEnded(bar=self.bar, order=number, reason=reason))

    @property
    def is_epilogue(self) -> bool:
        """Return whether the last bar is over, and the strategy's stop() is all that is left."""
        return self._before_epilogue is not None

    def begin_epilogue(self) -> None:
        """Remember that the last bar is over."""
        self._before_epilogue = len(self.placed), len(self.ended)

    def finish(self, *, with_epilogue: bool = True) -> None:
        """
        Write down the orders that were kept back with transmit=False and never sent: the market never saw them.

        Without its epilogue, the log forgets what happened to orders after the last bar.
        """
        if self._before_epilogue and not with_epilogue:
            placed, ended = self._before_epilogue
            self._held = [(number, order) for number, order in self._held if number <= placed]
            self.placed, self.lines, self.ended = self.placed[:placed], self.lines[:placed], self.ended[:ended]
        kept_back = [
            OrderEnded(bar=self.placed[number - 1].bar, order=number, reason=EndReason.REJECTED)
            for number, order in self._held
            if order.status == Order.Created
        ]
        self.ended = sorted([*self.ended, *kept_back], key=attrgetter("bar"))

    def report_progress(self) -> None:
        """Say how far the run is, at most five times a second."""
        now = time.monotonic()
        if now >= self.next_report_at:
            self.next_report_at = now + SECONDS_BETWEEN_REPORTS
            self._report(Progress(phase="simulate", bar=max(self.bar, 0), bars=self.bars, fills=len(self.fills)))

    def _overflow(self) -> None:
        # Kept as well as raised: the strategy may swallow it, and a log with holes must not be reported.
        self.failure = StrategyFailed(
            Failure(
                message=f"The strategy sent more than {self._order_limit:,} orders.",
                bar=self.bar,
                hint="Check for an open position or a waiting order before sending another.",
            ),
            Verdict.OUTPUT,
        )
        raise self.failure


def _line_of_caller() -> int:
    """Return the innermost line of the user's source that is being executed, 0 if there is none."""
    frame: FrameType | None = sys._getframe(1)
    while frame and frame.f_code.co_filename != SOURCE_NAME:
        frame = frame.f_back
    return frame.f_lineno if frame else 0


def side_of(order: Any) -> Side:
    """Return the side of one of Backtrader's orders."""
    return "buy" if order.isbuy() else "sell"


def _check_numbers(order: Any) -> None:
    """Refuse an order that could never be filled, while the strategy's line can still be told."""
    for name, value in (("size", order.size), ("price", order.created.price), ("plimit", order.created.pricelimit)):
        if value is not None and not math.isfinite(value):
            raise NoOrder(f"The {name} of this order is {value}, not a number.")
    if abs(order.size) < SMALLEST_SIZE:
        raise NoOrder(f"The size of this order is {order.size}, too small to be anything.")


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _moment(valid: Any) -> float | None:
    """Return the seconds since 1970 of one of Backtrader's days; None for what never expires."""
    is_moment = isinstance(valid, int | float) and valid and math.isfinite(valid)
    # A floating-point day is exact to a few microseconds: what is rounded off here is noise.
    return round((float(valid) - DAYS_BEFORE_1970) * SECONDS_PER_DAY, 3) if is_moment else None
