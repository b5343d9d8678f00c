# verdict: FORBIDDEN
# family: imports
# witness: canary
# Have the library read a file as prices.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        feed = bt.feeds.GenericCSVData(dataname="@CANARY@/precious", headers=False)
        feed.start()
        print(feed.f.read())
