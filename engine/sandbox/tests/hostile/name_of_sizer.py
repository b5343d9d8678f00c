# verdict: OK
# family: injection
# witness: page
# Give one's sizer a name made of markup and control characters.
import backtrader as bt

NASTY = "<script>alert(1)</script>{{ 7*7 }}{% debug %}\x1b[31m\u202e\r\n=1+1|\"'></style>"


class Ten(bt.Sizer):
    def _getsizing(self, comminfo, cash, data, isbuy):
        return 10


Ten.__name__ = NASTY


class Hostile(bt.Strategy):
    def __init__(self):
        self.setsizer(Ten())

    def next(self):
        if len(self) == 5:
            self.buy()
