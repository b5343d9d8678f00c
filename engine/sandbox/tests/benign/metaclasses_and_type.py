# benign: a metaclass of the author's own, and classes made by type() with three arguments
# trades: yes
# says: Momentum5, Momentum20
import backtrader as bt


class Named(type):
    def __new__(mcs, name, bases, namespace, **kwargs):
        namespace.setdefault("label", name.lower())
        return super().__new__(mcs, name, bases, namespace)

    def __call__(cls, *args, **kwargs):
        made = super().__call__(*args, **kwargs)
        made.number = cls.count = getattr(cls, "count", 0) + 1
        return made

    def __iter__(cls):
        return iter((cls.label,))


class Signal(metaclass=Named):
    period = 1

    def value(self, data):
        return data.close[0] / data.close[-self.period] - 1


KINDS = [type(f"Momentum{period}", (Signal,), {"period": period}) for period in (5, 20)]


class Made(bt.Strategy):
    def __init__(self):
        self.signals = [kind() for kind in KINDS]
        print(", ".join(type(one).__name__ for one in self.signals), *KINDS[0])

    def next(self):
        if len(self) <= 20:
            return
        fast, slow = (one.value(self.data) for one in self.signals)
        if fast > 0 and slow > 0 and not self.position:
            self.buy()
        elif fast < 0 and self.position:
            self.close()
