# benign: decorators with functools.wraps, one with arguments, a class decorator, a property and a static method
# trades: yes
import functools
import time

import backtrader as bt


def timed(function):
    @functools.wraps(function)
    def wrapper(self, *args, **kwargs):
        began = time.perf_counter()
        try:
            return function(self, *args, **kwargs)
        finally:
            self.spent = getattr(self, "spent", 0.0) + time.perf_counter() - began

    return wrapper


def every(bars):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(self):
            return function(self) if len(self) % bars == 0 else None

        return wrapper

    return decorate


def with_stop(cls):
    cls.stop_share = 0.95
    return cls


@with_stop
class Decorated(bt.Strategy):
    def __init__(self):
        self.entry = None

    @property
    def stop_price(self):
        return self.entry * self.stop_share

    @staticmethod
    def is_up(data):
        return data.close[0] > data.close[-1]

    @classmethod
    def named(cls):
        return cls.__name__

    @timed
    @every(3)
    def next(self):
        if not self.position and self.is_up(self.data):
            self.entry = self.data.close[0]
            self.buy()
        elif self.position and (self.data.close[0] < self.stop_price or not self.is_up(self.data)):
            self.close()

    def stop(self):
        assert self.spent >= 0 and self.named() == "Decorated", self.next.__name__
