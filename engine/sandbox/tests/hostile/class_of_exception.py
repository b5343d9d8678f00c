# verdict: STRATEGY_ERROR
# family: injection
# witness: page
# Fail with an exception and in a function named with markup and control characters.
import backtrader as bt

NASTY = "<script>alert(1)</script>{{ 7*7 }}{% debug %}\x1b[31m\u202e\r\n=1+1|\"'></style>"


def fail():
    raise type(NASTY, (Exception,), {})(NASTY)


fail.__code__ = fail.__code__.replace(co_name=NASTY, co_qualname=NASTY)


class Hostile(bt.Strategy):
    def next(self):
        fail()
