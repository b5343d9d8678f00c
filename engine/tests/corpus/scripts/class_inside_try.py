import backtrader as bt
import traceback

try:

    class Guarded(bt.Strategy):
        def next(self):
            if len(self) % 50 == 10:
                self.buy()
            elif len(self) % 50 == 30:
                self.close()

    cerebro = bt.Cerebro()
    cerebro.addstrategy(Guarded)
    cerebro.run()
except Exception:
    traceback.print_exc()
