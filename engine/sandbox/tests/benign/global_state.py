# benign: global and nonlocal statements, globals(), locals(), vars() and dir() are read, module-level mutable state
# trades: yes
import backtrader as bt

TRADES = 0
HISTORY = []
__version__ = "1.2"
__all__ = ["Global"]


def count():
    global TRADES
    TRADES += 1
    return TRADES


def counter():
    seen = 0

    def more():
        nonlocal seen
        seen += 1
        return seen

    return more


class Global(bt.Strategy):
    def __init__(self):
        self.more = counter()
        known = {name: value for name, value in globals().items() if name.isupper()}
        assert known["TRADES"] == 0 and "self" in locals() and "more" in vars(self) and "next" in dir(self)

    def next(self):
        close = self.data.close[0]
        HISTORY.append(close)
        text = "{close:.2f} of {bars}".format(**{**locals(), "bars": self.more()})
        if len(HISTORY) > 5 and close > HISTORY[-5] and not self.position:
            self.buy()
            print(count(), text)
        elif len(HISTORY) > 5 and close < HISTORY[-5] and self.position:
            self.close()
