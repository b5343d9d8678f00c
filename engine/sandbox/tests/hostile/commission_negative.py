# verdict: OK
# family: forging
# witness: result
# Be paid commission; the account is charged from the orders alone.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        self.broker.comminfo[None].p.commission = -0.5
        self.buy(size=1) if len(self) % 2 else self.close()
