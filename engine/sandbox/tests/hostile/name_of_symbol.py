# verdict: OK
# family: injection
# witness: page
# Rename the feed to markup.
import backtrader as bt

NASTY = "<script>alert(1)</script>{{ 7*7 }}{% debug %}\x1b[31m\u202e\x00\r\n=1+1|\"'></style>"


class Hostile(bt.Strategy):
    def next(self):
        self.data._name = self.data.p.name = NASTY
        if len(self) == 5:
            self.buy(size=10)
