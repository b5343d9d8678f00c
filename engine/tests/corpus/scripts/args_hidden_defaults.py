import argparse
import backtrader as bt

parser = argparse.ArgumentParser()
parser.add_argument("--period", type=int, default=20)
args, _ = parser.parse_known_args()


class Averages(bt.Strategy):
    params = dict(period=20)

    def __init__(self):
        self.sma = bt.ind.SMA(period=self.p.period)

    def next(self):
        if self.data.close[0] > self.sma[0] and not self.position:
            self.buy()
        elif self.data.close[0] < self.sma[0] and self.position:
            self.close()


cerebro = bt.Cerebro(cheat_on_open=False)
cerebro.addstrategy(Averages, period=args.period)
cerebro.broker.set_coc(True)
cerebro.run()
