# benign: lambda tables, operator.attrgetter/itemgetter/methodcaller, functools.partial and reduce
# trades: yes
import functools
import operator

import backtrader as bt

RULES = {
    "up": lambda s: s.data.close[0] > s.data.close[-1],
    "above": lambda s: s.data.close[0] > s.average[0],
    "calm": lambda s: s.deviation[0] < 5,
}
COMPARE = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "==": operator.eq}
closing = operator.attrgetter("data.close")
buying = operator.methodcaller("buy")


class Tabled(bt.Strategy):
    def __init__(self):
        self.average = bt.ind.SMA(period=10)
        self.deviation = bt.ind.StdDev(period=10)
        self.above = functools.partial(COMPARE[">"], 0)

    def next(self):
        votes = [rule(self) for rule in RULES.values()]
        share = functools.reduce(operator.add, votes) / len(votes)
        first = operator.itemgetter(0)(closing(self).get(size=1))
        assert first == self.data.close[0] and self.above(-1)
        if COMPARE[">="](share, 1.0) and not self.position:
            buying(self)
        elif COMPARE["<"](share, 0.5) and self.position:
            self.close()
