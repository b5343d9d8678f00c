import functools
import time

import backtrader as bt


def timed(method):
    @functools.wraps(method)
    def inner(*args, **kwargs):
        return method(*args, **kwargs)

    return inner


def registered(registry):
    def add(kind):
        registry[kind.__name__] = kind
        return kind

    return add


REGISTRY = {}


@registered(REGISTRY)
class Marked(bt.Strategy):
    @timed
    def next(self):
        if len(self) % 25 == 3:
            self.buy()
        elif len(self) % 25 == 13:
            self.close()


@timed
def run_all():
    began = time.time()
    for kind in REGISTRY.values():
        cerebro = bt.Cerebro()
        cerebro.addstrategy(kind)
        cerebro.run()
    return time.time() - began


if __name__ == "__main__":
    run_all()
