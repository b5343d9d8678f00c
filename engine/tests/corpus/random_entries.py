import random

import backtrader as bt


class Coin(bt.Strategy):
    params = dict(chance=0.05)

    def start(self):
        self.dice = random.Random(42)

    def next(self):
        if not self.position and self.dice.random() < self.p.chance:
            (self.buy if self.dice.random() < 0.7 else self.sell)(size=40)
        elif self.position and self.dice.random() < self.p.chance:
            self.close()
