import backtrader as bt


class TurnOfMonth(bt.Strategy):
    def __init__(self):
        self.month = None

    def next(self):
        today = self.data.datetime.date(0)
        if today.month != self.month and not self.position:
            self.order = self.buy()
            self.month = today.month
            self.entered = len(self)
        elif self.position and len(self) - self.entered >= 5:
            self.close()
