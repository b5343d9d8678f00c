import backtrader as bt; import sys; import os
class Tabbed(bt.Strategy):
	params = (('p', 10),); note = 'x'
	def __init__(self): self.s = bt.ind.SMA(period=self.p.p); self.n = 0
	def next(self):
		self.n += 1
		if self.n % 30 == 1: self.buy()
		elif self.n % 30 == 15: self.close()
c = bt.Cerebro(); c.addstrategy(Tabbed); c.run(); print(c.broker.getvalue())
if '--plot' in sys.argv: c.plot()
