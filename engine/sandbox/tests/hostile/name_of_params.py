# verdict: OK
# family: injection
# witness: page
# Give parameters names and values made of markup and control characters.
import backtrader as bt

NASTY = "<script>alert(1)</script>{{ 7*7 }}{% debug %}\x1b[31m\u202e\r\n=1+1|\"'></style>"


class Hostile(bt.Strategy):
    params = ((NASTY, NASTY), ("formula", "=1+1"), ("vast", 10**400), ("object", type(NASTY, (), {})))

    def next(self):
        if len(self) == 5:
            self.buy(size=10)
