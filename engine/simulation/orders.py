"""Backtrader's orders, made directly: its own way goes through a metaclass, and takes most of an order's time."""

from collections import deque
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any, Final

from backtrader import num2date
from backtrader.order import BuyOrder, Order, OrderData, SellOrder
from backtrader.utils import AutoOrderedDict

# Trailing orders, and those with a time limit, have a beginning of their own: these are Backtrader's to make.
DIRECT: Final = frozenset({None, Order.Market, Order.Close, Order.Limit, Order.Stop, Order.StopLimit})
PARAMS: Final = (
    *("owner", "data", "size", "price", "pricelimit", "exectype", "valid", "tradeid", "oco"),
    *("trailamount", "trailpercent", "parent", "transmit", "simulated", "histnotify"),
)


class LeanData(OrderData):
    """What was asked for, or executed; the values most orders have are kept once, by the class."""

    p1 = p2 = 0
    dt: Any = None
    margin: Any = None
    size: Any = 0
    remsize: Any = 0
    psize = pprice = 0
    trailamount: Any = 0.0
    trailpercent: Any = 0.0
    _plimit: Any = 0.0
    pclose = price = pricelimit = value = comm = pnl = 0.0

    def __init__(self) -> None:
        """Leave everything to the class and to whoever makes this."""

    @cached_property
    def exbits(self) -> Any:
        """Return the parts executed so far; of what was asked for there are none."""
        return deque()


class _LeanOrder:
    """What an order is rarely asked for, made when it is; a notified copy shares it with its original."""

    original: Any = None
    broker: Any = None
    comminfo: Any = None
    oco: Any = None
    valid: Any = None
    simulated = triggered = False
    status = Order.Created
    position = 0
    _limitoffset = 0.0

    @cached_property
    def info(self) -> Any:
        """Return what the strategy noted on the order."""
        return AutoOrderedDict() if self.original is None else self.original.info

    @cached_property
    def dteos(self) -> Any:
        """Return the end of the session the order was made in, or of the next one."""
        made: Any = self
        return _session_end(made.data, made.created.dt)

    @cached_property
    def given(self) -> Any:
        """Return the parameters as they were given: the kind of order may have been left open, sizes had no sign."""
        made: Any = self
        params = object.__new__(BuyOrder.params)
        params.__dict__.update({name: getattr(made, name) for name in PARAMS})
        params.size, params.exectype = (made.size if made.isbuy() else -made.size), made.exectype_given
        return params

    def clone(self) -> Any:
        """Return the order as it stands, with the parts executed since the last clone marked as new."""
        return clone_of(self)


def clone_of(order: Any) -> Any:
    """Return an order as it stands; its own clone() takes the long way through pickling."""
    executed = order.executed
    executed.markpending()
    frozen, clone = object.__new__(type(executed)), object.__new__(type(order))
    frozen.__dict__, clone.__dict__ = executed.__dict__.copy(), order.__dict__.copy()
    clone.executed, clone.original = frozen, order.__dict__.get("original", order)
    return clone


def know_params(order: Any) -> None:
    """Let an order of Backtrader's making hold its parameters: it asks for them, the long way, dozens of times."""
    if isinstance(order, _LeanOrder):
        return
    known = order.__dict__
    for name in PARAMS:
        if name not in known:
            known[name] = getattr(order.params, name)


def _session_end(data: Any, made_at: float) -> Any:
    moment, session = num2date(made_at, tz=data.datetime._tz), data.p.sessionend
    end = moment.replace(
        hour=session.hour, minute=session.minute, second=session.second, microsecond=session.microsecond
    )
    return data.date2num(end if end >= moment else end + timedelta(days=1))


class LeanBuyOrder(_LeanOrder, BuyOrder):
    """A BuyOrder, made directly."""


class LeanSellOrder(_LeanOrder, SellOrder):
    """A SellOrder, made directly."""


for _kind, _stock in ((LeanBuyOrder, BuyOrder), (LeanSellOrder, SellOrder)):
    # Backtrader keeps the parameters under this name at the class too, where they would hide an order's own.
    _kind.params = _kind.p = property(lambda self: self.given)
    _kind.__name__, _kind.__qualname__, _kind.__module__ = _stock.__name__, _stock.__qualname__, _stock.__module__


def is_direct(terms: Mapping[str, Any]) -> bool:
    """Return whether `make_order` can make an order of these terms."""
    return terms.get("valid") is None and terms.get("exectype") in DIRECT


def make_order(
    kind: Any,
    owner: Any,
    data: Any,
    size: float,
    *,
    price: float | None = None,
    plimit: float | None = None,
    exectype: int | None = None,
    tradeid: int = 0,
    trailamount: float | None = None,
    trailpercent: float | None = None,
    parent: Any = None,
    transmit: bool = True,
    histnotify: bool = False,
    **info: Any,
) -> Any:
    """Return the order Backtrader would make of the same words."""
    order = object.__new__(kind)
    order.owner, order.data, order.tradeid, order.transmit = owner, data, tradeid, transmit
    order.ref = next(kind.refbasis)
    order.size = size = size if kind is LeanBuyOrder else -size
    order.price, order.pricelimit, order._plimit = price, plimit, plimit
    order.exectype, order.exectype_given = Order.Market if exectype is None else exectype, exectype
    order.trailamount, order.trailpercent, order.histnotify = trailamount, trailpercent, histnotify
    order.parent, order._active = parent, parent is None
    created, executed = object.__new__(LeanData), object.__new__(LeanData)
    created.pclose, created.dt, created.size = data.close[0], data.datetime[0], size
    created.trailamount, created.trailpercent, created._plimit = trailamount, trailpercent, plimit
    # Without a price the close is what Backtrader works out an order's cost with.
    created.price = plimit if plimit and not price else price or created.pclose
    created.pricelimit = plimit or created.price
    executed.remsize, executed.exbits = size, deque()
    order.created, order.executed = created, executed
    if info:
        order.addinfo(**info)
    return order
