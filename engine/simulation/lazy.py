"""Backtrader's broker, valuing the account only when somebody asks."""

from collections.abc import Sequence
from typing import Any

from backtrader import CommInfoBase
from backtrader.brokers import BackBroker


class LazyBroker(BackBroker):
    """
    A BackBroker that can be left alone on bars without work for it, and still answers as if it had been asked.

    `is_stale` says that prices have moved since the account was valued, `is_busy` that cash moves with every bar:
    futures, interest, or a history of orders or of a fund.
    """

    def init(self) -> None:
        """Start afresh."""
        super().init()
        self.grow_lazy()

    def grow_lazy(self) -> None:
        """Begin to be one, having been a stock broker so far."""
        self.is_stale = False
        self._look_for_work()

    def _look_for_work(self) -> None:
        known = vars(self)
        has_history = bool(known.get("_userhist") or known.get("_fundhist"))
        self.is_busy = has_history or not all(map(_rests, self.comminfo.values()))

    def setcommission(self, *args: Any, **kwargs: Any) -> None:
        """Choose a commission scheme by its parameters."""
        super().setcommission(*args, **kwargs)
        self._look_for_work()

    def addcommissioninfo(self, comminfo: Any, name: str | None = None) -> None:
        """Choose a commission scheme of your own."""
        super().addcommissioninfo(comminfo, name=name)
        self._look_for_work()

    def queues(self) -> Sequence[Any]:
        """Return what must all be empty for a bar to hold no work."""
        return (self.pending, self.submitted, self._toactivate, self.notifs, self._cash_addition)

    def add_cash(self, cash: float) -> None:
        """Add cash on the next bar; the shares of the fund it buys are priced now."""
        self._refresh()
        super().add_cash(cash)

    def getposition(self, data: Any) -> Any:
        """Return the position in this feed."""
        position = self.positions[data]
        if self.is_stale and position.size:
            position.datetime = data.datetime.datetime()
        return position

    def get_value(self, datas: Any = None, mkt: bool = False, lever: bool = False) -> Any:
        """Return what the account, or the part of it in `datas`, is worth at the last close."""
        if datas is None:
            self._refresh()
        return super().get_value(datas, mkt, lever)

    getvalue = get_value

    def get_leverage(self) -> Any:
        """Return how much of the account is invested."""
        self._refresh()
        return super().get_leverage()

    def get_fundvalue(self) -> Any:
        """Return the value of one share of the account, seen as a fund."""
        self._refresh()
        return super().get_fundvalue()

    fundvalue = property(get_fundvalue)

    def _refresh(self) -> None:
        if self.is_stale:
            self.is_stale = False
            for data, position in self.positions.items():
                if position.size:
                    position.datetime = data.datetime.datetime()
            self._get_value()


def _rests(commission: Any) -> bool:
    """Return whether a commission scheme moves no cash while a position is only held."""
    kind = type(commission)
    return (
        commission.stocklike
        and not commission._creditrate
        and kind.cashadjust is CommInfoBase.cashadjust
        and kind.get_credit_interest is CommInfoBase.get_credit_interest
        and kind._get_credit_interest is CommInfoBase._get_credit_interest
    )
