import backtrader as bt


class Flip(bt.Strategy):
    def __init__(self):
        self.macd = bt.ind.MACD()
        self.cross = bt.ind.CrossOver(self.macd.macd, self.macd.signal)

    def next(self):
        if self.cross[0] > 0:
            self.order_target_size(target=100)
        elif self.cross[0] < 0:
            self.order_target_size(target=-100)
