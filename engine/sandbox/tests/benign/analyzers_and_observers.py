# benign: bt.analyzers and bt.observers added from inside, own subclasses of both, get_analysis read at the end
# trades: yes
# says: trades counted
import backtrader as bt


class Counter(bt.Analyzer):
    def create_analysis(self):
        self.rets = bt.AutoOrderedDict()
        self.rets.closed = 0

    def notify_trade(self, trade):
        if trade.isclosed:
            self.rets.closed += 1

    def get_analysis(self):
        return self.rets


class Exposure(bt.Observer):
    lines = ("exposure",)
    plotinfo = dict(plot=True, subplot=True)

    def next(self):
        self.lines.exposure[0] = self._owner.broker.getvalue() - self._owner.broker.getcash()


class Analysed(bt.Strategy):
    def __init__(self):
        self.cross = bt.ind.CrossOver(self.data.close, bt.ind.SMA(period=10))
        self._addanalyzer(Counter, _name="counter")
        self._addanalyzer(bt.analyzers.DrawDown)
        self._addanalyzer(bt.analyzers.TradeAnalyzer)
        self._addanalyzer(bt.analyzers.TimeReturn, timeframe=bt.TimeFrame.Months)
        self._addanalyzer(bt.analyzers.SharpeRatio, riskfreerate=0.0, annualize=True)
        self._addanalyzer(bt.analyzers.SQN)
        self._addobserver(False, Exposure)
        self._addobserver(False, bt.observers.DrawDown)

    def next(self):
        if self.cross[0] > 0:
            self.buy()
        elif self.cross[0] < 0:
            self.close()

    def stop(self):
        print(self.analyzers.counter.get_analysis().closed, "trades counted")
        for analyzer in self.analyzers:
            print(type(analyzer).__name__, len(list(analyzer.get_analysis())))
