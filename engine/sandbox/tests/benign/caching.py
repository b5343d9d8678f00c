# benign: functools.lru_cache, cache, cached_property, singledispatch, singledispatchmethod, total_ordering, cmp_to_key
# trades: yes
from functools import cache, cached_property, cmp_to_key, lru_cache, partialmethod, singledispatch, singledispatchmethod, total_ordering

import backtrader as bt


@cache
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@singledispatch
def told(value):
    return str(value)


@told.register
def _(value: float):
    return f"{value:.2f}"


@told.register(list)
def _(value):
    return ", ".join(map(told, value))


@total_ordering
class Level:
    def __init__(self, price):
        self.price = price

    def __eq__(self, other):
        return self.price == other.price

    def __lt__(self, other):
        return self.price < other.price

    @cached_property
    def rounded(self):
        return round(self.price, 1)

    @singledispatchmethod
    def near(self, value):
        return abs(self.price - value) < 1

    @near.register
    def _(self, value: str):
        return False


class Cached(bt.Strategy):
    periods = [fibonacci(n) for n in range(5, 9)]

    def _trade(self, side):
        return getattr(self, side)()

    enter = partialmethod(_trade, "buy")
    leave = partialmethod(_trade, "close")

    def __init__(self):
        self.averages = [bt.ind.SMA(period=period) for period in self.periods]

    @lru_cache(maxsize=32)
    def level(self, bar):
        return Level(self.averages[0][0])

    def next(self):
        levels = sorted([Level(average[0]) for average in self.averages], key=cmp_to_key(lambda a, b: (a > b) - (a < b)))
        here = self.level(len(self))
        assert here.rounded and not here.near("x") and told([1, 2.0]) == "1, 2.00" and levels[0] <= levels[-1]
        if here == levels[-1] and not self.position:
            self.enter()
        elif here == levels[0] and self.position:
            self.leave()
