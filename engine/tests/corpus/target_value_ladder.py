import backtrader as bt


class TargetValue(bt.Strategy):
    def __init__(self):
        self.rsi = bt.ind.RSI(self.data.close, period=14, safediv=True)

    def next(self):
        if self.rsi[0] < 30:
            self.order_target_value(target=80000)
        elif self.rsi[0] < 45:
            self.order_target_value(target=40000.0)
        elif self.rsi[0] > 70:
            self.order_target_value(target=0)
        elif self.rsi[0] > 60:
            self.order_target_value(target=20000.0)
