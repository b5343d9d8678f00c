# verdict: FORBIDDEN
# family: imports
# witness: canary
# Reach the operating system through the library's own modules.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        bt.feed.os.system("touch @CANARY@/backtrader")
