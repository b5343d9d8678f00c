# verdict: OK
# family: injection
# witness: page
# Give an indicator, its lines and its plot names made of markup and control characters.
import backtrader as bt

NASTY = "<script>alert(1)</script>{{ 7*7 }}{% debug %}\x1b[31m\u202e\r\n=1+1|\"'></style>"


class Hostile(bt.Strategy):
    def __init__(self):
        self.average = bt.indicators.SMA(period=5, plotname=NASTY)
        type(self.average).__name__ = NASTY
        self.average.plotinfo.plotname = NASTY
        self.average.plotlines.sma._name = NASTY

    def next(self):
        if len(self) == 5:
            self.buy(size=10)
