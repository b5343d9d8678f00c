import csv
import os
import backtrader as bt

OUT = os.path.join(os.getcwd(), "trades.csv")
ROWS = []


class Quiet(bt.Strategy):
    def notify_trade(self, trade):
        if trade.isclosed:
            ROWS.append([trade.pnl, trade.pnlcomm])

    def next(self):
        if not self.position and self.data.close[0] > self.data.high[-1] if len(self) > 1 else False:
            self.buy()
        elif self.position:
            self.close()


cerebro = bt.Cerebro()
cerebro.addstrategy(Quiet)
cerebro.run()
with open(OUT, "w", newline="") as handle:
    writer = csv.writer(handle)
    for row in ROWS:
        writer.writerow(row)
