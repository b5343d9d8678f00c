import random
import numpy as np
import backtrader as bt

random.seed(42)
np.random.seed(42)
N_RUNS = 3


class Coin(bt.Strategy):
    def next(self):
        if not self.position and random.random() < 0.1:
            self.buy()
        elif self.position and np.random.rand() < 0.2:
            self.close()


finals = []
for _ in range(N_RUNS):
    cerebro = bt.Cerebro()
    cerebro.addstrategy(Coin)
    cerebro.run()
    finals.append(cerebro.broker.getvalue())
print(np.mean(finals))
