# benign: functions that call themselves 500 deep, and two that call each other
# trades: yes
import backtrader as bt


def total(values, i=0):
    return 0.0 if i == len(values) else values[i] + total(values, i + 1)


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


def flat(tree):
    return [leaf for branch in tree for leaf in (flat(branch) if isinstance(branch, list) else [branch])]


class Recursive(bt.Strategy):
    def next(self):
        close = self.data.close[0]
        values = [close] * 500
        tree = [1, [2, [3, [4, [5]]]]]
        if abs(total(values) / 500 - close) < 1e-6 and is_even(450) and flat(tree) == [1, 2, 3, 4, 5] and len(self) % 9 == 0:
            self.close() if self.position else self.buy()
