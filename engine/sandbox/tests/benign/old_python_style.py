# benign: the style of ten years ago: object bases, %-format, map and filter, type comments, backticks in text, super with names
# trades: yes
import backtrader as bt
import backtrader.indicators as btind


class Memory(object):
    def __init__(self, *args, **kwargs):
        super(Memory, self).__init__()
        self.__secret = kwargs.get("size", 5)  # type: int
        self.__dict__.update(values=[], **{"unused": None})

    def __len__(self):
        return len(self.values)

    def __nonzero__(self):
        return True

    def remember(self, value):
        self.values = (self.values + [value])[-self.__secret:]
        return len(filter_list(lambda v: v > 0, self.values))


def filter_list(test, values):
    return list(filter(test, map(float, values)))


class OldStyle(bt.Strategy):
    params = (("period", 12), ("printlog", False),)

    def __init__(self):
        self.memory = Memory(size=4)
        self.dataclose = self.datas[0].close
        self.order = None
        self.sma = btind.SimpleMovingAverage(self.datas[0], period=self.params.period)
        btind.ExponentialMovingAverage(self.datas[0], period=25)
        btind.WeightedMovingAverage(self.datas[0], period=25).subplot = True
        btind.StochasticSlow(self.datas[0])
        btind.MACDHisto(self.datas[0])
        rsi = btind.RSI(self.datas[0], safediv=True)
        btind.SmoothedMovingAverage(rsi, period=10)
        btind.ATR(self.datas[0]).plot = False

    def notify_order(self, order):
        if order.status in [order.Submitted, order.Accepted]:
            return
        self.order = None

    def next(self):
        if self.order:
            return
        rising = self.memory.remember(self.dataclose[0] - self.dataclose[-1])
        if not self.position:
            if self.dataclose[0] > self.sma[0] and rising >= 2:
                self.order = self.buy()
        else:
            if self.dataclose[0] < self.sma[0]:
                self.order = self.sell()

    def stop(self):
        print("%-20s|%8.2f|%s" % ("(MA Period)", self.broker.getvalue(), self._Memory__x if hasattr(self, "_Memory__x") else ""))
