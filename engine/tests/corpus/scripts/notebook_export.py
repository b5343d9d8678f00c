#!/usr/bin/env python
# coding: utf-8

# In[1]:


get_ipython().run_line_magic("matplotlib", "inline")
import numpy as np
import pandas as pd
import backtrader as bt
import warnings

warnings.filterwarnings("ignore")


# In[2]:


prices = pd.read_csv("prices.csv", index_col="Date", parse_dates=True)
prices.head()


# In[3]:


class Momentum(bt.Indicator):
    lines = ("trend",)
    params = (("period", 30),)

    def __init__(self):
        self.addminperiod(self.params.period)

    def next(self):
        returns = np.log(np.array(self.data.get(size=self.p.period)))
        x = np.arange(len(returns))
        slope = np.polyfit(x, returns, 1)[0]
        self.lines.trend[0] = (1 + slope) ** 252


# In[4]:


class MomentumStrategy(bt.Strategy):
    def __init__(self):
        self.momentum = Momentum(self.data.close)

    def next(self):
        if self.momentum[0] > 1.1 and not self.position:
            self.buy()
        elif self.momentum[0] < 0.95 and self.position:
            self.close()


# In[5]:


cerebro = bt.Cerebro()
cerebro.addstrategy(MomentumStrategy)
cerebro.adddata(bt.feeds.PandasData(dataname=prices))
result = cerebro.run()
get_ipython().run_line_magic("time", "cerebro.plot(iplot=False)")
