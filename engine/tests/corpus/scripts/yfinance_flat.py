import backtrader as bt
import yfinance as yf
import matplotlib.pyplot as plt
from datetime import datetime

ticker = "AAPL"
start_date = "2018-01-01"
end_date = datetime.today().strftime("%Y-%m-%d")

df = yf.download(ticker, start=start_date, end=end_date, auto_adjust=True)
df.columns = [c[0] if isinstance(c, tuple) else c for c in df.columns]
print(df.head())


class RsiStrategy(bt.Strategy):
    params = dict(rsi_period=14, oversold=35, overbought=65)

    def __init__(self):
        self.rsi = bt.indicators.RSI(self.data.close, period=self.p.rsi_period, safediv=True)

    def next(self):
        if not self.position and self.rsi < self.p.oversold:
            print(f"BUY at {self.data.close[0]:.2f}")
            self.buy()
        elif self.position and self.rsi > self.p.overbought:
            self.close()


cerebro = bt.Cerebro()
cerebro.addstrategy(RsiStrategy)
cerebro.adddata(bt.feeds.PandasData(dataname=df))
cerebro.broker.setcash(10_000)
cerebro.broker.setcommission(commission=0.002)
cerebro.addsizer(bt.sizers.PercentSizer, percents=95)
cerebro.addanalyzer(bt.analyzers.SharpeRatio, _name="sharpe")
cerebro.addanalyzer(bt.analyzers.DrawDown, _name="dd")

print(f"Starting Portfolio Value: {cerebro.broker.getvalue():.2f}")
results = cerebro.run()
strat = results[0]
print("Sharpe:", strat.analyzers.sharpe.get_analysis())
print("Max DD:", strat.analyzers.dd.get_analysis().max.drawdown)
print(f"Final Portfolio Value: {cerebro.broker.getvalue():.2f}")
plt.rcParams["figure.figsize"] = (14, 8)
cerebro.plot(style="candlestick")
