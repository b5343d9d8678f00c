import datetime

import backtrader as bt


class Monthly(bt.Strategy):
    """A saving plan: a timer on the first trading day of every month."""

    def __init__(self):
        self.add_timer(when=bt.timer.SESSION_START, monthdays=[1], monthcarry=True)
        self.months = 0

    def notify_timer(self, timer, when, *args, **kwargs):
        self.months += 1
        size = int(1500 / self.data.close[0])
        if size:
            self.buy(size=size)
        if self.months % 12 == 0:
            self.close()

    def next(self):
        assert isinstance(self.data.datetime.date(0), datetime.date)
