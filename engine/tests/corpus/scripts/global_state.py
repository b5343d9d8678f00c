import backtrader as bt
import pandas as pd
import quantstats as qs

trades = []
equity = {}
PERIOD = 20
best = None


def remember(strategy, trade):
    trades.append((strategy.data.datetime.date(0), trade.pnlcomm))


class Recorder(bt.Strategy):
    def __init__(self):
        self.roc = bt.ind.ROC(period=PERIOD)

    def notify_trade(self, trade):
        if trade.isclosed:
            remember(self, trade)

    def next(self):
        equity[len(self)] = self.broker.getvalue()
        if not self.position and self.roc > 0.02:
            self.buy()
        elif self.position and self.roc < 0:
            self.close()


def optimise():
    global PERIOD, best
    for PERIOD in range(10, 40, 10):
        cerebro = bt.Cerebro()
        cerebro.addstrategy(Recorder)
        cerebro.adddata(bt.feeds.PandasData(dataname=pd.read_parquet("p.parquet")))
        cerebro.run()
        if best is None or cerebro.broker.getvalue() > best:
            best = cerebro.broker.getvalue()


optimise()
print(best, len(trades))
qs.reports.html(pd.Series(equity), output="report.html")
