# benign: OrderedDict, defaultdict, Counter, ChainMap, UserDict, UserList, namedtuple, MappingProxyType, SimpleNamespace, abc
# trades: yes
import abc
import types
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, abc as shapes, defaultdict, namedtuple

import backtrader as bt

Bar = namedtuple("Bar", "open close", defaults=[0.0])
DEFAULTS = types.MappingProxyType({"fast": 5, "slow": 18})


class Book(UserDict):
    def __missing__(self, key):
        return 0


class Shape(abc.ABC):
    @abc.abstractmethod
    def name(self, bar): ...


class Body(Shape):
    def name(self, bar):
        return "up" if bar.close > bar.open else "down"


class Kept(bt.Strategy):
    def __init__(self):
        self.settings = ChainMap({"fast": 4}, DEFAULTS)
        self.counts, self.by_day, self.book = Counter(), defaultdict(list), Book()
        self.fast = bt.ind.EMA(period=self.settings["fast"])
        self.slow = bt.ind.EMA(period=self.settings["slow"])
        self.names = types.SimpleNamespace(up="buy", down="close")
        self.recent = OrderedDict()
        assert isinstance({}, shapes.Mapping) and UserList([1]) + [2] == [1, 2] and UserString("a").upper() == "A"
        try:
            Shape()
        except TypeError as error:
            print(error)

    def next(self):
        bar = Bar(self.data.open[0], self.data.close[0])._replace(open=self.data.open[0])
        name = Body().name(bar)
        self.counts.update([name])
        self.by_day[self.data.datetime.date(0).weekday()].append(bar._asdict())
        self.book["seen"] += 1
        self.recent[len(self)] = bar
        self.recent.move_to_end(len(self))
        if len(self.recent) > 5:
            self.recent.popitem(last=False)
        usual = self.counts.most_common(1)[0][0]
        want = getattr(self.names, "up" if self.fast[0] > self.slow[0] and usual in vars(self.names) else "down")
        if want == "buy" and not self.position and self.book["unknown"] == 0:
            self.buy()
        elif self.fast[0] < self.slow[0] and self.position:
            self.close()
