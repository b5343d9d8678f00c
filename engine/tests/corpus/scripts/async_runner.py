import asyncio
import backtrader as bt
import ccxt


class Crypto(bt.Strategy):
    def __init__(self):
        self.macd = bt.ind.MACD()

    def next(self):
        if self.macd.macd[0] > self.macd.signal[0] and not self.position:
            self.buy()
        elif self.macd.macd[0] < self.macd.signal[0] and self.position:
            self.close()


async def fetch(symbol):
    exchange = ccxt.binance()
    return exchange.fetch_ohlcv(symbol, "1d")


async def main():
    rows = await fetch("BTC/USDT")
    cerebro = bt.Cerebro()
    cerebro.addstrategy(Crypto)
    cerebro.run()
    return rows


if __name__ == "__main__":
    asyncio.run(main())
