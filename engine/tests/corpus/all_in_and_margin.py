import backtrader as bt


class AllIn(bt.Strategy):
    """Wants all the cash there is, so some orders are refused for want of the commission."""

    def __init__(self):
        self.cross = bt.ind.CrossOver(bt.ind.SMA(period=5), bt.ind.SMA(period=20))
        self.refused = 0

    def notify_order(self, order):
        self.refused += order.status == order.Margin

    def next(self):
        if self.cross > 0:
            self.order_target_percent(target=1.0)
        elif self.cross < 0:
            self.order_target_percent(target=0.0)

    def stop(self):
        print("refused", self.refused)
