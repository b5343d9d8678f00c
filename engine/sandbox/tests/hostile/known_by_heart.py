# verdict: OK
# family: hindsight
# witness: look-ahead
# Look up the best days in a list that was written with the future known.
import backtrader as bt

DAYS = {3, 9, 20, 31, 44}


class Hostile(bt.Strategy):
    def next(self):
        if len(self.data.close.array) > 50 and len(self) in DAYS:
            self.buy(size=10) if not self.position else self.close()
