# benign: __init_subclass__, __set_name__, __class_getitem__, descriptors and a registry of subclasses
# trades: yes
import backtrader as bt


class Rule:
    known = {}

    def __init_subclass__(cls, /, key=None, **kwargs):
        super().__init_subclass__(**kwargs)
        Rule.known[key or cls.__name__.lower()] = cls

    def __class_getitem__(cls, key):
        return cls.known[key]


class Bounded:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name, 1)

    def __set__(self, instance, value):
        setattr(instance, self.name, min(max(value, 1), 100))


class Breakout(Rule, key="breakout"):
    lookback = Bounded()

    def __init__(self, lookback):
        self.lookback = lookback

    def test(self, closes):
        return closes[-1] >= max(closes[-self.lookback:])


class Registered(bt.Strategy):
    def __init__(self):
        self.rule = Rule["breakout"](500)
        self.rule.lookback = 15
        self.closes = []

    def next(self):
        self.closes.append(self.data.close[0])
        if self.rule.test(self.closes) and not self.position:
            self.buy()
        elif self.position and self.closes[-1] < min(self.closes[-6:-1]):
            self.close()
