# verdict: STRATEGY_ERROR
# family: injection
# witness: page
# Fail on a line whose text is markup.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        "<script>alert(1)</script>{{ 7*7 }}</pre>" + 1  # <img src=x onerror=alert(1)> =1+1
