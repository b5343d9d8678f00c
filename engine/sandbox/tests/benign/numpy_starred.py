# benign: from numpy import * and from pandas import * and from talib import *, which take f2py, ctypeslib and testing along
# trades: yes
import backtrader as bt
from pandas import *
from talib import *
from numpy import *


class Starred(bt.Strategy):
    def next(self):
        if len(self) < 30:
            return
        close = array(self.data.close.get(size=30))
        trend = SMA(close, 10)[-1]
        frame = DataFrame({"close": close, "volume": asarray(self.data.volume.get(size=30))})
        assert linalg.norm(close) > 0 and frame.corr().shape == (2, 2) and isfinite(trend)
        if close[-1] > trend and not self.position:
            self.buy()
        elif close[-1] < trend and self.position:
            self.close()
