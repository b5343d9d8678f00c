# verdict: BAD_RESULT
# family: forging
# witness: result
# Set the cash through the base class, past the broker's own refusal.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            bt.brokers.BackBroker.set_cash(self.broker, 1e11)
            self.buy(size=100_000)
