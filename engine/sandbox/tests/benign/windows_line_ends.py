# benign: lines end as on Windows, also inside a string of several lines
# trades: yes
# says: two lines: 2
import backtrader as bt

TEXT = """one
two"""


class Windows(bt.Strategy):
    def __init__(self):
        self.sma = bt.ind.SMA(period=9)
        print("two lines:", len(TEXT.splitlines()))

    def next(self):
        if self.data.close[0] > self.sma[0] and \
                not self.position:
            self.buy()
        elif self.data.close[0] < self.sma[0] and self.position:
            self.close()
