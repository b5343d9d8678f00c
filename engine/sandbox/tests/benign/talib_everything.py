# benign: every TA-Lib function through talib.abstract, the plain functions, groups and streams
# trades: yes
# says: functions called
import backtrader as bt
import numpy as np
import talib
from talib import abstract, stream


class Everything(bt.Strategy):
    def next(self):
        if len(self) != 150 and len(self) % 25:
            return
        count = min(len(self), 150)
        prices = {name: np.array(getattr(self.data, name).get(size=count)) for name in ("open", "high", "low", "close", "volume")}
        if len(self) == 150:
            called = [str(abstract.Function(name)(prices, **self.settings(name)))[:1] for name in talib.get_functions() if name != "MAVP"]
            print(len(called), "functions called in", len(talib.get_function_groups()), "groups")
            talib.MAVP(prices["close"], np.full(count, 5.0)), stream.SMA(prices["close"], timeperiod=5)
            info = abstract.RSI.info
            assert info["name"] == "RSI" and abstract.MACD.output_names and talib.MA_Type.EMA == 1
            upper, middle, lower = talib.BBANDS(prices["close"], 20, 2, 2, matype=talib.MA_Type.T3)
            assert upper[-1] >= middle[-1] >= lower[-1]
        rsi = abstract.RSI(prices, timeperiod=5)[-1]
        if rsi < 50 and not self.position:
            self.buy()
        elif rsi >= 50 and self.position:
            self.close()

    def settings(self, name):
        return {"timeperiod": 5} if "timeperiod" in abstract.Function(name).parameters else {}
