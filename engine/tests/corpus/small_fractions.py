import backtrader as bt


class Fractions(bt.Strategy):
    """Sizes that are not whole, as crypto scripts have them."""

    def next(self):
        if len(self) % 6 == 0:
            self.buy(size=0.1 + len(self) / 1000)
        elif len(self) % 6 == 3 and self.position:
            self.sell(size=self.position.size / 3)
        if len(self) % 50 == 0:
            self.close()
