# benign: indented with tabs, with spaces after lines, form feeds and many blank lines
# trades: yes
import backtrader as bt



class Tabbed(bt.Strategy):
	params = (
		("period", 9),
	)

	def __init__(self):
		self.sma = bt.ind.SMA(period=self.p.period)   
		
	def next(self):
		if self.data.close[0] > self.sma[0]:
			if not self.position:
				self.buy()
		elif self.position:	# leave
			self.close()



	
