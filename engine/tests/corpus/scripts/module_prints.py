print("=" * 40)
print("MY TRADING BOT")
print("=" * 40)
import backtrader as bt
import time

t0 = time.time()


class Bot(bt.Strategy):
    params = dict(n=3)

    def next(self):
        if (
            all(self.data.close[-i] < self.data.close[-i - 1] for i in range(self.p.n))
            if len(self) > self.p.n + 1
            else False
        ):
            print("three down, buy", self.data.datetime.date(0))
            self.buy()
        elif self.position and len(self) % 5 == 0:
            self.close()


print("Loading data...")
data = bt.feeds.GenericCSVData(dataname="d.csv")
print("Running...")
cerebro = bt.Cerebro()
cerebro.adddata(data)
cerebro.addstrategy(Bot, n=4)
start = cerebro.broker.getvalue()
cerebro.run()
end = cerebro.broker.getvalue()
print(f"P/L {end - start:.2f} ({end / start - 1:.2%})")
print("took", time.time() - t0)
