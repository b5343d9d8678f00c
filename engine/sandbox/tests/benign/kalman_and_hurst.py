# benign: a Kalman filter, the Hurst exponent, a half-life and an entropy, with NumPy only
# trades: yes
import backtrader as bt
import numpy as np


class Kalman:
    def __init__(self, noise=1e-3):
        self.x, self.P = np.zeros(2), np.eye(2) * 100
        self.F = np.array([[1.0, 1.0], [0.0, 1.0]])
        self.H, self.Q, self.R = np.array([[1.0, 0.0]]), np.eye(2) * noise, np.array([[1.0]])

    def update(self, z):
        self.x = self.F @ self.x
        self.P = self.F @ self.P @ self.F.T + self.Q
        gain = self.P @ self.H.T @ np.linalg.inv(self.H @ self.P @ self.H.T + self.R)
        self.x = self.x + (gain @ (np.array([z]) - self.H @ self.x)).ravel()
        self.P = (np.eye(2) - gain @ self.H) @ self.P
        return self.x


def hurst(values):
    lags = range(2, 15)
    spread = [np.std(values[lag:] - values[:-lag]) for lag in lags]
    return np.polyfit(np.log(lags), np.log(spread), 1)[0]


def entropy(values):
    counts = np.histogram(values, bins=8)[0] / len(values)
    return -np.sum(counts[counts > 0] * np.log2(counts[counts > 0]))


class Filtered(bt.Strategy):
    def __init__(self):
        self.filter = Kalman()

    def next(self):
        level, speed = self.filter.update(self.data.close[0])
        if len(self) < 60:
            return
        closes = np.array(self.data.close.get(size=60))
        assert -1 < hurst(np.log(closes)) < 2 and 0 < entropy(np.diff(closes)) <= 3
        if speed > 0.02 and not self.position:
            self.buy()
        elif speed < -0.02 and self.position:
            self.close()
