import datetime
import backtrader as bt
import numpy as np
from scipy import stats

LOOKBACK = 30
SYMBOLS = ["PEP", "KO"]


def zscore(values):
    values = np.asarray(values)
    return (values[-1] - values.mean()) / (values.std() or 1.0)


def half_life(values):
    return stats.linregress(values[:-1], np.diff(values)).slope


class Pairs(bt.Strategy):
    def __init__(self):
        self.ratio = []

    def next(self):
        other = self.datas[1] if len(self.datas) > 1 else self.data
        self.ratio.append(self.data.close[0] / other.open[0])
        if len(self.ratio) < LOOKBACK:
            return
        z = zscore(self.ratio[-LOOKBACK:])
        if z < -1 and not self.position:
            self.buy(size=10)
        elif z > 0 and self.position:
            self.close()


if __name__ == "__main__":
    cerebro = bt.Cerebro()
    for symbol in SYMBOLS:
        cerebro.adddata(
            bt.feeds.YahooFinanceData(dataname=symbol, fromdate=datetime.datetime(2015, 1, 1)), name=symbol
        )
    cerebro.addstrategy(Pairs)
    cerebro.broker.set_slippage_perc(0.001)
    print(half_life(np.arange(5.0)))
    cerebro.run()
