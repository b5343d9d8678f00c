# verdict: BAD_RESULT
# family: forging
# witness: result
# Have each execution write down half its price.
import backtrader as bt

write = bt.order.OrderExecutionBit.__init__


def cheaper(self, dt=None, size=0, price=0.0, *rest, **named):
    write(self, dt, size, price / 2, *rest, **named)


class Hostile(bt.Strategy):
    def next(self):
        bt.order.OrderExecutionBit.__init__ = cheaper
        if len(self) == 5:
            self.buy(size=10)
        elif len(self) == 40:
            self.close()
