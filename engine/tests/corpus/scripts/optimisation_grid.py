import itertools
import multiprocessing

import backtrader as bt
import pandas as pd

GRID = {"fast": range(5, 20, 5), "slow": range(30, 60, 10)}


class Cross(bt.Strategy):
    params = (
        ("fast", 10),
        ("slow", 30),
    )

    def __init__(self):
        if self.p.fast >= self.p.slow:
            raise bt.errors.StrategySkipError
        self.cross = bt.ind.CrossOver(bt.ind.WMA(period=self.p.fast), bt.ind.WMA(period=self.p.slow))

    def next(self):
        if self.cross[0] > 0:
            self.buy()
        elif self.cross[0] < 0 and self.position:
            self.close()


def evaluate(combo):
    cerebro = bt.Cerebro()
    cerebro.addstrategy(Cross, **combo)
    cerebro.adddata(bt.feeds.PandasData(dataname=FRAME))
    cerebro.addanalyzer(bt.analyzers.TimeReturn, _name="r")
    return combo, cerebro.run()[0].analyzers.r.get_analysis()


FRAME = pd.read_csv("x.csv", index_col=0, parse_dates=True)
combos = [dict(zip(GRID, values)) for values in itertools.product(*GRID.values())]
with multiprocessing.Pool() as pool:
    table = pd.DataFrame(pool.map(evaluate, combos))
table.to_csv("grid.csv")
best = table.iloc[0]
print(best)
