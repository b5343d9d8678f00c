# benign: libraries that are not there are tried, with a way to do without (scipy, sklearn, numba, matplotlib)
# trades: yes
# says: without
import backtrader as bt
import numpy as np

try:
    import numba
except ImportError:
    numba = None

try:
    from sklearn.linear_model import LinearRegression
except (ImportError, ModuleNotFoundError):

    class LinearRegression:
        def fit(self, x, y):
            self.coef_ = np.polyfit(x[:, 0], y, 1)[:1]
            return self


try:
    import matplotlib.pyplot as plt

    HAS_PLOT = True
except Exception:
    HAS_PLOT = False


def jit(function):
    return numba.njit(function) if numba else function


@jit
def weighted(values):
    total = 0.0
    for i in range(len(values)):
        total += (i + 1) * values[i]
    return total / (len(values) * (len(values) + 1) / 2)


class Optional(bt.Strategy):
    def start(self):
        print("with" if numba and HAS_PLOT else "without")

    def next(self):
        if len(self) < 15:
            return
        close = np.array(self.data.close.get(size=15))
        slope = LinearRegression().fit(np.arange(15.0)[:, None], close).coef_[0]
        if slope > 0 and close[-1] > weighted(close) and not self.position:
            self.buy()
        elif slope < 0 and self.position:
            self.close()
