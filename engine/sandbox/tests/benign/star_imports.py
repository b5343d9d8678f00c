# benign: from backtrader import *, from math import *, import backtrader.indicators as btind, long dotted imports
# trades: yes
from backtrader import *
from math import *

import backtrader.analyzers as btanalyzers
import backtrader.indicators as btind
from backtrader.indicators import EMA, MovingAverageSimple as Sma
from backtrader.utils import AutoOrderedDict, OrderedDict
import numpy.random as npr
import pandas.api.types as kinds
from numpy.lib.stride_tricks import sliding_window_view
from pandas.tseries.offsets import BDay


class Starred(Strategy):
    params = (("period", 10),)

    def __init__(self):
        self.fast, self.slow = EMA(period=self.p.period), Sma(period=self.p.period * 2)
        self.trend = btind.CrossOver(self.fast, self.slow)
        self.notes = AutoOrderedDict()
        self.notes.count = 0
        assert kinds.is_numeric_dtype(npr.default_rng(1).normal(size=3)) and BDay(2).n == 2 and btanalyzers.SQN
        assert sliding_window_view([1, 2, 3], 2).shape == (2, 2)

    def next(self):
        if self.trend > 0 and floor(sqrt(4)) == 2:
            self.buy()
            self.notes.count += 1
        elif self.trend < 0:
            self.close()
