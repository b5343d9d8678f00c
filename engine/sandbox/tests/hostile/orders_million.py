# verdict: OUTPUT
# family: output
# witness: memory
# Send a million orders, and swallow the refusal.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        for _ in range(1_000_000):
            try:
                self.buy(size=1, exectype=bt.Order.Limit, price=1.0)
            except BaseException:
                break
