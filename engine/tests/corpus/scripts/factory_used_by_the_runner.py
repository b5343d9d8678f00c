import backtrader as bt


def build():
    class Monthly(bt.Strategy):
        def __init__(self):
            self.month = None

        def next(self):
            month = self.data.datetime.date(0).month
            if month != self.month:
                self.month = month
                self.order_target_percent(target=0.3 if month % 2 else 0.6)

    return Monthly


cerebro = bt.Cerebro()
cerebro.addstrategy(build())
cerebro.run()
