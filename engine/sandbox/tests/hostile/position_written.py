# verdict: BAD_RESULT
# family: forging
# witness: result
# Sell a thousand shares that were never bought.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.broker.positions[self.data].size = 1_000_000
            self.broker.positions[self.data].price = 1.0
            self.close()
