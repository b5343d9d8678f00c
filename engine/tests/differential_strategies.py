"""Strategies that between them use every kind of order and most indicators."""

from engine.tests.differential import HEAD, candidate

ENTER_AND_LEAVE = """
if not self.position:
    if self.enter[0] > 0:
        self.buy()
elif self.leave[0] > 0:
    self.close()
"""

STRATEGIES = {
    "sma": candidate(
        "self.x = bt.ind.CrossOver(bt.ind.SMA(period=10), bt.ind.SMA(period=30))",
        "if not self.position:\n    if self.x[0] > 0: self.buy()\nelif self.x[0] < 0: self.close()",
    ),
    "ema": candidate(
        "a, b = bt.ind.EMA(period=8), bt.ind.EMA(period=21)\nself.enter, self.leave = a > b, a < b", ENTER_AND_LEAVE
    ),
    "rsi": candidate("r = bt.ind.RSI(period=14)\nself.enter, self.leave = r < 35, r > 60", ENTER_AND_LEAVE),
    "rsi_safe": candidate(
        "r = bt.ind.RSI_SMA(period=7, safediv=True)\nself.enter, self.leave = r < 35, r > 60", ENTER_AND_LEAVE
    ),
    "macd": candidate(
        "m = bt.ind.MACD()\nself.enter = bt.ind.CrossUp(m.macd, m.signal)\n"
        "self.leave = bt.ind.CrossDown(m.macd, m.signal)",
        ENTER_AND_LEAVE,
    ),
    "bollinger": candidate(
        "b = bt.ind.BollingerBands(period=20, devfactor=1.5)\n"
        "self.enter, self.leave = self.data.close < b.bot, self.data.close > b.mid",
        ENTER_AND_LEAVE,
    ),
    "donchian": candidate(
        "top = bt.ind.Highest(self.data.high(-1), period=20)\nlow = bt.ind.Lowest(self.data.low(-1), period=10)\n"
        "self.enter, self.leave = self.data.close > top, self.data.close < low",
        ENTER_AND_LEAVE,
    ),
    "buy_and_hold": candidate("pass", "if len(self) == 1: self.buy()"),
    "logic": candidate(
        "s = bt.ind.SMA(period=9)\nd = self.data.close - s\n"
        "self.enter = bt.And(d > 0, bt.Or(self.data.close > self.data.open, self.data.volume > 5e5), abs(d) > 0.5)\n"
        "self.leave = bt.If(d < 0, 1.0, -1.0)\n"
        "self.other = bt.Max(d, 0.0, self.data.close / 100 - 1)\nself.square = d ** 2",
        "if self.other[0] < 0 or self.square[0] < 0: raise ValueError()\n" + ENTER_AND_LEAVE,
    ),
    "many_indicators": candidate(
        "self.a = bt.ind.ATR(period=14)\nself.s = bt.ind.Stochastic()\nself.w = bt.ind.WMA(period=10)\n"
        "self.h = bt.ind.HMA(period=16)\nself.k = bt.ind.KAMA(period=10)\n"
        "self.d = bt.ind.ADX()\nself.c = bt.ind.CCI()\n"
        "self.m = bt.ind.Momentum(period=5)\nself.v = bt.ind.StdDev(period=10)\nself.z = bt.ind.ZeroLagIndicator()\n"
        "self.rank = bt.ind.PercentRank(period=30)\nself.n = bt.ind.SumN(self.data.volume, period=5)",
        "every = (self.a, self.s, self.w, self.h, self.k, self.d, self.c, self.m, self.v, self.z, self.rank, self.n)\n"
        "self.seen.append([indicator[0] for indicator in every])\n"
        "if len(self) % 9 == 0:\n    self.buy() if not self.position else self.close()",
    ),
    "own_indicator": HEAD
    + """
class Middle(bt.Indicator):
    lines = ('middle', 'twice')
    params = dict(period=5)
    def __init__(self):
        self.addminperiod(self.p.period)
        self.lines.twice = self.data.high + self.data.low
    def next(self):
        self.lines.middle[0] = sum(self.data.close.get(size=self.p.period)) / self.p.period

"""
    + candidate(
        "self.m = Middle(self.data, period=7)",
        "if self.m.middle[0] > self.data.close[0]: self.buy(size=3)\n"
        "elif self.position.size > 0 and self.m.twice[0] > 0: self.sell(size=2)",
    )[len(HEAD) :],
    "talib": candidate(
        "a, b = bt.talib.SMA(self.data.close, timeperiod=10), bt.talib.EMA(self.data.close, timeperiod=20)\n"
        "self.enter, self.leave = a > b, a < b",
        ENTER_AND_LEAVE,
    ),
    "shorts": candidate(
        "self.r = bt.ind.RSI(period=10)",
        "if self.r[0] > 60 and self.position.size >= 0: self.sell(size=100)\n"
        "elif self.r[0] < 40 and self.position.size <= 0: self.buy(size=120)",
    ),
    "target_percent": candidate(
        "pass",
        "if len(self) % 7 == 0: self.order_target_percent(target=(len(self) % 4) / 4)\n"
        "if len(self) % 31 == 0: self.order_target_percent(target=-0.5)",
    ),
    "all_in_meets_margin": candidate("pass", "if len(self) % 5 == 0: self.order_target_percent(target=1.0)"),
    "target_value": candidate(
        "pass", "if len(self) % 11 == 0: self.order_target_value(target=self.broker.getvalue() * 0.4)"
    ),
    "bracket": candidate(
        "self.a = bt.ind.ATR(period=14)",
        "if not self.position and len(self) % 6 == 0:\n"
        "    c = self.data.close[0]\n"
        "    self.buy_bracket(price=c * 0.999, limitprice=c + self.a[0], stopprice=c - self.a[0])\n",
    ),
    "sell_bracket_at_market": candidate(
        "pass",
        "if not self.position and len(self) % 6 == 0:\n"
        "    c = self.data.close[0]\n"
        "    self.sell_bracket(size=30, exectype=bt.Order.Market, limitprice=c * 0.98, stopprice=c * 1.02)\n",
    ),
    "limit_with_valid": candidate(
        "pass",
        "if len(self) % 5 == 0: self.buy(size=20, exectype=bt.Order.Limit, price=self.data.close[0] * 0.985, "
        "valid=datetime.timedelta(days=4))\n"
        "if len(self) % 8 == 0: self.sell(size=20, exectype=bt.Order.Limit, price=self.data.close[0] * 0.97, "
        "valid=self.data.datetime.date(0) + datetime.timedelta(days=3))",
    ),
    "stops": candidate(
        "pass",
        "c = self.data.close[0]\n"
        "if len(self) % 5 == 0: self.buy(size=20, exectype=bt.Order.Stop, price=c * 1.01)\n"
        "if len(self) % 9 == 0: self.sell(size=20, exectype=bt.Order.Stop, price=c * 0.99)\n"
        "if len(self) % 7 == 0: self.buy(size=9, exectype=bt.Order.StopLimit, price=c * 1.01, plimit=c * 1.012)\n"
        "if len(self) % 11 == 0: self.sell(size=9, exectype=bt.Order.StopLimit, price=c * 0.99, plimit=c * 0.992)",
    ),
    "trailing": candidate(
        "pass",
        "c = self.data.close[0]\n"
        "if len(self) % 10 == 0: self.buy(size=20)\n"
        "if len(self) % 10 == 2: self.sell(size=20, exectype=bt.Order.StopTrail, trailpercent=0.02)\n"
        "if len(self) % 15 == 0: self.sell(size=5, exectype=bt.Order.StopTrail, trailamount=1.5)\n"
        "if len(self) % 17 == 0:\n"
        "    self.buy(size=5, exectype=bt.Order.StopTrailLimit, price=c, plimit=c * 1.01, trailamount=1.0)",
    ),
    "close_orders": candidate(
        "pass",
        "if len(self) % 6 == 0: (self.buy if not self.position else self.sell)(size=10, exectype=bt.Order.Close)",
    ),
    "oco_and_cancel": candidate(
        "self.o = None",
        "c = self.data.close[0]\n"
        "if len(self) % 12 == 0:\n"
        "    a = self.buy(size=5, exectype=bt.Order.Limit, price=c * 0.98)\n"
        "    self.o = self.buy(size=5, exectype=bt.Order.Stop, price=c * 1.03, oco=a)\n"
        "if len(self) % 12 == 4 and self.o and self.o.alive(): self.cancel(self.o)",
    ),
    "cash_notices": candidate("pass", "if len(self) % 13 == 0: self.buy()\nif len(self) % 13 == 6: self.close()")
    + "    def notify_cashvalue(self, cash, value):\n        self.seen.append((len(self), cash, value))\n"
    "    def notify_fund(self, cash, value, fundvalue, shares):\n        self.seen.append((fundvalue, shares))\n",
    "prenext": candidate("self.s = bt.ind.SMA(period=40)", "if not self.position: self.buy()")
    + "    def prenext(self):\n        self.seen.append(len(self))\n        if len(self) == 3: self.buy(size=1)\n"
    "    def nextstart(self):\n        self.seen.append(('start', len(self)))\n        self.close()\n",
}
