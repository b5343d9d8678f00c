# verdict: OK
# family: hindsight
# witness: look-ahead
# Strike every losing trade out, orders and all, and renumber the rest.
from dataclasses import replace

import backtrader as bt


class Hostile(bt.Strategy):
    def __init__(self):
        self.average = bt.indicators.SMA(period=5)

    def next(self):
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy(size=10)
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()

    def stop(self):
        said = self.env.recorder
        pairs = list(zip(said.placed[::2], said.placed[1::2], said.fills[::2], said.fills[1::2]))
        kept = [pair for pair in pairs if pair[3].price > pair[2].price]
        said.placed[:] = [replace(one, order=number) for number, one in enumerate((o for p in kept for o in p[:2]), 1)]
        said.sizes.by_strategy, said.sizes.by_rule, said.sizes.closing = len(said.placed), 0, 0
        said.fills[:] = [replace(one, order=number) for number, one in enumerate((f for p in kept for f in p[2:]), 1)]
