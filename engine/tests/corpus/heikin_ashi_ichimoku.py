import backtrader as bt


class Cloud(bt.Strategy):
    def __init__(self):
        self.cloud = bt.ind.Ichimoku()
        self.ha = bt.ind.HeikinAshi()

    def next(self):
        above = self.data.close[0] > max(self.cloud.senkou_span_a[0], self.cloud.senkou_span_b[0])
        is_green = self.ha.lines.ha_close[0] > self.ha.lines.ha_open[0]
        if not self.position and above and is_green:
            self.buy()
        elif self.position and not above:
            self.close()
