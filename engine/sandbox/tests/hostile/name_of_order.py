# verdict: OK
# family: injection
# witness: page
# Hang markup on an order.
import backtrader as bt

NASTY = "<script>alert(1)</script>{{ 7*7 }}{% debug %}\x1b[31m\u202e\x00\r\n=1+1|\"'></style>"


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            order = self.buy(size=10, name=NASTY)
            order.addinfo(note=NASTY, **{NASTY: NASTY})
