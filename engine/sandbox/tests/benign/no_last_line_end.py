# benign: no line end after the last line, semicolons and one-line suites
# trades: yes
import backtrader as bt; import math


class Terse(bt.Strategy):
    def next(self):
        if len(self) < 3: return
        if math.log(self.data.close[0] / self.data.close[-2]) > 0: self.order_target_percent(target=0.5)
        else: self.order_target_percent(target=0.0)