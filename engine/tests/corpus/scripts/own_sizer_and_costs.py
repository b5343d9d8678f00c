import backtrader as bt
import math
import sys


class MaxRisk(bt.Sizer):
    params = (("risk", 0.1),)

    def _getsizing(self, comminfo, cash, data, isbuy):
        return math.floor(cash * self.p.risk / data.close[0])


class Broker2(bt.CommInfoBase):
    params = (("stocklike", True), ("commtype", bt.CommInfoBase.COMM_FIXED), ("perc", 0.5))

    def _getcommission(self, size, price, pseudoexec):
        return abs(size) * self.p.perc


class WinRate(bt.Analyzer):
    def start(self):
        self.won = 0

    def notify_trade(self, trade):
        self.won += trade.isclosed and trade.pnl > 0

    def get_analysis(self):
        return {"won": self.won}


class Donchian(bt.Strategy):
    params = (("entry", 20), ("exit", 10))

    def __init__(self):
        self.high = bt.ind.Highest(self.data.high(-1), period=self.p.entry)
        self.low = bt.ind.Lowest(self.data.low(-1), period=self.p.exit)
        self.sizer = MaxRisk()
        self.sizer.set(self, self.broker)

    def next(self):
        if not self.position and self.data.close[0] > self.high[0]:
            self.buy(size=MaxRisk.params.risk and 10)
        elif self.position and self.data.close[0] < self.low[0]:
            self.close()


def main(argv):
    cerebro = bt.Cerebro()
    cerebro.addstrategy(Donchian)
    cerebro.addsizer(MaxRisk, risk=0.2)
    cerebro.broker.addcommissioninfo(Broker2())
    cerebro.addanalyzer(WinRate, _name="wins")
    if len(argv) < 2:
        print("usage: script.py FILE")
        sys.exit(1)
    cerebro.adddata(bt.feeds.GenericCSVData(dataname=argv[1]))
    print(cerebro.run()[0].analyzers.wins.get_analysis())


if __name__ == "__main__":
    sys.exit(main(sys.argv))
