import backtrader as bt


class StopLoss(bt.Strategy):
    params = dict(stop_loss=0.04, take_profit=0.08)

    def __init__(self):
        self.fast = bt.ind.EMA(period=12)
        self.slow = bt.ind.EMA(period=26)

    def next(self):
        if self.position:
            change = self.data.close[0] / self.position.price - 1
            if change < -self.p.stop_loss or change > self.p.take_profit:
                self.close()
        elif self.fast[0] > self.slow[0] and self.fast[-1] <= self.slow[-1]:
            cash = self.broker.get_cash()
            self.buy(size=int(0.9 * cash / self.data.close[0]))
