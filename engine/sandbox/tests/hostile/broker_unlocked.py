# verdict: BAD_RESULT
# family: forging
# witness: result
# Unlock the broker, trade for nothing and be paid for slippage.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        self.broker.is_locked = False
        self.broker.setcommission(commission=0.0)
        self.broker.set_slippage_perc(-0.05)
        self.buy(size=1) if len(self) % 2 else self.close()
