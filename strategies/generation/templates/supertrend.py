"""SuperTrend: hold while the price stays above a stop that trails it by a multiple of its range."""

import backtrader as bt

from statis_indicators import SuperTrend


class FollowSuperTrend(bt.Strategy):
    """
    Buy when SuperTrend turns upwards; sell when it turns downwards.

    Its stop trails the price at `nbatr` average ranges of `timeperiod` bars and never falls while the
    trend is up, so it cuts losses late and lets gains run. Flat markets cost it many small losses.
    """

    params = dict(
        timeperiod=10,  # bars in the average range
        nbatr=3.0,  # average ranges between price and stop
    )

    def __init__(self):
        self.trend = SuperTrend(self.data, timeperiod=self.p.timeperiod, nbatr=self.p.nbatr)
        self.order = None  # the order we wait for, if any

    def notify_order(self, order):
        if not order.alive():
            self.order = None

    def next(self):
        if self.order:
            return
        is_rising = self.trend.direction[0] > 0
        if is_rising and not self.position:
            self.order = self.buy()
        elif not is_rising and self.position:
            self.order = self.close()
