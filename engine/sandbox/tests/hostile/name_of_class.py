# verdict: OK
# family: injection
# witness: page
# Give the strategy's class a name made of markup and control characters.
import backtrader as bt

NASTY = "<script>alert(1)</script>{{ 7*7 }}{% debug %}\x1b[31m\u202e\r\n=1+1|\"'></style>"


class Base(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.buy(size=10)


globals()[NASTY] = type(NASTY, (Base,), {"__module__": __name__})
del Base
