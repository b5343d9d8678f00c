# benign: a neural network trained while the run goes on, Q-learning, k-means and a genetic search, seeded
# trades: yes
import backtrader as bt
import numpy as np


class Net:
    def __init__(self, sizes, seed=7):
        rng = np.random.default_rng(seed)
        self.W = [rng.normal(0, 1 / np.sqrt(a), (a, b)) for a, b in zip(sizes[:-1], sizes[1:])]

    def __call__(self, x):
        self.layers = [x]
        for w in self.W:
            self.layers.append(np.tanh(self.layers[-1] @ w))
        return self.layers[-1]

    def learn(self, x, y, rate=0.05):
        delta = (self(x) - y) * (1 - self.layers[-1] ** 2)
        for i in reversed(range(len(self.W))):
            gradient = np.outer(self.layers[i], delta)
            delta = (self.W[i] @ delta) * (1 - self.layers[i] ** 2)
            self.W[i] -= rate * gradient


def kmeans(points, k, rng):
    centres = rng.choice(points, k, replace=False)
    for _ in range(10):
        nearest = np.abs(points[:, None] - centres).argmin(axis=1)
        centres = np.array([points[nearest == i].mean() if (nearest == i).any() else centres[i] for i in range(k)])
    return np.sort(centres)


class Learner(bt.Strategy):
    def __init__(self):
        self.net, self.rng, self.q = Net((5, 8, 1)), np.random.default_rng(11), {}

    def next(self):
        if len(self) < 8:
            return
        returns = np.diff(np.log(self.data.close.get(size=8))) * 50
        self.net.learn(returns[:5], np.sign(returns[5:6]))
        state = tuple(np.sign(returns[-2:]).astype(int))
        self.q[state] = self.q.get(state, 0.0) * 0.9 + returns[-1] * 0.1
        population = self.rng.normal(size=16)
        best = population[np.argmax(-((population - returns.mean()) ** 2))]
        low, high = kmeans(returns, 2, self.rng)
        score = float(self.net(returns[-5:])[0]) + self.q[state] * 0.01 + best * 0.001 + (low + high) * 0.001
        if score > 0 and not self.position:
            self.buy()
        elif score < 0 and self.position:
            self.close()
