import abc
import backtrader as bt


class Sized:
    share = 0.4

    def enter(self):
        self.order_target_percent(target=self.share)


class Ruled(abc.ABC):
    @abc.abstractmethod
    def wants(self): ...


class Both(Sized, bt.Strategy):
    def wants(self):
        return self.data.close[0] > self.data.close[-1]

    def next(self):
        if len(self) > 2 and self.wants() and not self.position:
            self.enter()
        elif len(self) > 2 and self.position and not self.wants():
            self.close()
