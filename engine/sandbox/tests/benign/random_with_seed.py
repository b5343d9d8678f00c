# benign: every way of drawing random numbers, seeded: random, random.Random(7), np.random.seed, default_rng, RandomState
# trades: yes
import random

import backtrader as bt
import numpy as np


class Lottery(bt.Strategy):
    def __init__(self):
        random.seed(42)
        np.random.seed(42)
        self.own = random.Random(7)
        self.rng = np.random.default_rng(7)
        self.old = np.random.RandomState(7)

    def next(self):
        draws = [
            random.random(),
            random.choice([0.0, 1.0]),
            self.own.uniform(0, 1),
            self.own.betavariate(2, 2),
            float(self.rng.random()),
            float(self.rng.integers(0, 2)),
            float(self.rng.beta(2, 2)),
            float(self.old.rand()),
            float(np.random.rand()),
        ]
        random.shuffle(draws)
        self.rng.permutation(5), self.rng.choice([1, 2, 3], size=2, replace=False), self.rng.standard_t(5)
        self.rng.multivariate_normal([0, 0], [[1, 0], [0, 1]])
        random.sample(range(10), 3), random.gauss(0, 1), random.choices("abc", weights=[1, 2, 3], k=2)
        np.random.Generator(np.random.PCG64(3)).normal(), np.random.SeedSequence(5).spawn(2)
        np.random.Generator(np.random.MT19937(3)).exponential(), np.random.Generator(np.random.Philox(3)).gamma(2.0)
        if sum(draws) / len(draws) > 0.5 and not self.position:
            self.buy()
        elif sum(draws) / len(draws) < 0.45 and self.position:
            self.close()
