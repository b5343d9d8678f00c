# benign: __slots__, self.__class__.__name__, __dict__, __doc__ and __name__ are read
# trades: yes
# says: Tally of Slotted in strategy_code
import backtrader as bt


class Tally:
    """Counts wins and losses in two slots."""

    __slots__ = ("losses", "wins")

    def __init__(self):
        self.wins = self.losses = 0

    def add(self, profit):
        if profit > 0:
            self.wins += 1
        else:
            self.losses += 1

    def __repr__(self):
        return f"{self.__class__.__name__}(wins={self.wins}, losses={self.losses})"


class Slotted(bt.Strategy):
    """A strategy that tells its own name."""

    def __init__(self):
        self.tally = Tally()
        self.rsi = bt.ind.RSI(period=7, safediv=True)

    def start(self):
        print(f"{type(self.tally).__name__} of {self.__class__.__name__} in {__name__}")
        print(self.__doc__, sorted(vars(self.p.__class__))[:0], len(self.__dict__) > 0)

    def notify_trade(self, trade):
        if trade.isclosed:
            self.tally.add(trade.pnlcomm)
            print(repr(self.tally), trade.__class__.__name__)

    def next(self):
        if self.rsi[0] < 40 and not self.position:
            self.buy()
        elif self.rsi[0] > 60 and self.position:
            self.close()
