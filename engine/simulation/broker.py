"""Backtrader's broker, with the same fills and cash, doing only the work a bar needs."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

from backtrader.brokers import BackBroker

from engine.simulation.failures import SettingRefused
from engine.simulation.margin import MarginBroker
from engine.simulation.orders import LeanBuyOrder, LeanSellOrder, clone_of, is_direct, know_params, make_order
from engine.simulation.recorder import Recorder
from engine.simulation.waiting import WaitingOrders

# What the run's settings decide: a strategy that could change these would make the stated costs untrue.
GUARDED: Final = (
    "set_cash",
    "setcash",
    "add_cash",
    "setcommission",
    "addcommissioninfo",
    "set_slippage_perc",
    "set_slippage_fixed",
    "set_coc",
    "set_coo",
    "set_shortcash",
    "set_checksubmit",
    "set_int2pnl",
    "set_eosbar",
    "set_filler",
    "set_fundmode",
    "set_fundstartval",
)


def _guarded(name: str) -> Callable[..., Any]:
    def refuse_or_call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.is_locked:
            raise SettingRefused(f"broker.{name}() is not open to strategies: a run's settings are fixed before it.")
        return getattr(BackBroker, name)(self, *args, **kwargs)

    return refuse_or_call


class _Family(list[Any]):
    """An order that was sent and the children of its bracket."""

    def popleft(self) -> Any:
        """Let the first go and return it."""
        return self.pop(0)


class LeanBroker(MarginBroker):
    """
    A MarginBroker that reports every order to a recorder and keeps the settings of the run.

    It knows shares only: no futures margin, no fund history. An order waits, besides, until its own feed
    has a new bar: with several feeds of different dates the stock broker would try limit and stop orders on the stale
    bar they were decided on. What a bar's volume leaves of an order for the close is filled at the closes that follow.
    """

    recorder: Recorder
    is_locked = False
    tells_all = True

    def init(self) -> None:
        """Start afresh."""
        super().init()
        self._oco: Any = None
        self.pending = WaitingOrders()
        # A deque for the brackets of every order would take half a kilobyte each.
        self._pchildren: defaultdict[int, _Family] = defaultdict(_Family)
        self._trying: int | None = None

    # Orders -----------------------------------------------------------------

    def _ocoize(self, order: Any, oco: Any) -> None:
        # The stock broker makes a group of every order; most stay alone.
        self._oco = oco
        if oco is not None:
            leader = self._ocos.setdefault(oco.ref, oco.ref)
            self._ocos[order.ref] = leader
            self._ocol.setdefault(leader, [leader]).append(order.ref)

    def buy(self, owner: Any, data: Any, size: float, *terms: Any, **named: Any) -> Any:
        """Make an order to buy, and take it."""
        if terms or not is_direct(named):
            return super().buy(owner, data, size, *terms, **named)
        return self._place(LeanBuyOrder, owner, data, size, **named)

    def sell(self, owner: Any, data: Any, size: float, *terms: Any, **named: Any) -> Any:
        """Make an order to sell, and take it."""
        if terms or not is_direct(named):
            return super().sell(owner, data, size, *terms, **named)
        return self._place(LeanSellOrder, owner, data, size, **named)

    def _place(
        self, kind: Any, *given: Any, valid: None = None, oco: Any = None, _checksubmit: bool = True, **terms: Any
    ) -> Any:
        order = make_order(kind, *given, **terms)
        self._ocoize(order, oco)
        return self.submit(order, check=_checksubmit)

    def submit(self, order: Any, check: bool = True) -> Any:
        """Record an order, then take it."""
        know_params(order)
        # Not by index, which would put an empty position where the stock broker has none yet.
        held = self.positions.get(order.data)
        self.recorder.placing(order, feed=order.data._id - 1, oco=self._oco, held=held.size if held else 0.0)
        return super().submit(order, check=check)

    def notify(self, order: Any) -> None:
        """Record what happened to an order, and queue a copy of it if the strategy or its trades need one."""
        executed = order.executed
        is_filled = len(executed.exbits) > executed.p2
        self.recorder.changed(order)
        if is_filled or self.tells_all:
            self.notifs.append(clone_of(order))

    def get_notification(self) -> Any:
        """Return the next notice, None if there is none."""
        return self.notifs.popleft() if self.notifs else None

    def next(self) -> None:
        """Try the waiting orders of every feed with a new bar."""
        self.is_stale = True
        while self._toactivate:
            order = self._toactivate.popleft()
            order.activate()
            self.pending.wake(order)
        if self.submitted:
            self.check_submitted()
        if self.borrow_rate or self.cash_rate:
            self._carry()
        self._try_pending()

    def _try_pending(self) -> None:
        # The stock broker goes round its whole queue. An order whose price the bar does not reach would be left as
        # it is; one of a feed without a new bar is not tried, and can be found expired only at the first look.
        pending, fresh = self.pending, self._feeds_with_new_bars()
        for place in pending.due([data for data in self.cerebro.datas if data._id in fresh]):
            if place not in pending.by_place:
                continue
            order, self._trying = pending.take(place), place
            if order.expire():
                self.notify(order)
                self._ococheck(order)
                self._bracketize(order, cancel=True)
            else:
                if order.active() and order.data._id in fresh:
                    self._try_exec(order)
                if order.alive():
                    pending.put_back(place, order)
                elif order.status == order.Completed:
                    self._bracketize(order)
        self._trying = None

    def _try_exec_close(self, order: Any, pclose: float) -> None:
        super()._try_exec_close(order, pclose)
        if order.data.datetime[0] >= order.dteos:
            # Once its close is past, the stock broker would go on to fill what is left of it at that same price.
            order.pannotated = None

    def _ococheck(self, order: Any) -> None:
        # As the stock broker, which searches its queue from behind; there, those already tried on this bar come last.
        # An order of no group is one by itself: it may stand in the queue twice.
        leader = self._ocos.get(order.ref)
        group = (order.ref,) if leader is None else self._ocol.pop(leader, ())
        places = sorted(self.pending.places_of(group), reverse=True)
        if not places:
            return
        trying = self._trying
        if trying is not None:
            places.sort(key=lambda place: place > trying)
        for place in places:
            member = self.pending.take(place)
            member.cancel()
            self.notify(member)

    # Value ------------------------------------------------------------------

    # The moment a position was last looked at matters to interest only.
    getposition = BackBroker.getposition

    def queues(self) -> Sequence[Any]:
        """Return what must all be empty for a bar to hold no work."""
        return (self.pending.by_place, self.submitted, self._toactivate, self.notifs)

    def _refresh(self) -> None:
        if self.is_stale:
            self.is_stale = False
            # A feed that has not begun has no price to value nothing by.
            for data in [data for data, position in self.positions.items() if not position.size and not len(data)]:
                del self.positions[data]
            self._get_value()


for _name in GUARDED:
    setattr(LeanBroker, _name, _guarded(_name))
