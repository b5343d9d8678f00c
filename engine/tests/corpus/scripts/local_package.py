import sys

sys.path.append("..")
from utils.data_loader import load_data
from config import *
import backtrader as bt


class Standalone(bt.Strategy):
    def next(self):
        if len(self) % 40 == 5:
            self.buy()
        elif len(self) % 40 == 25:
            self.close()


if __name__ == "__main__":
    cerebro = bt.Cerebro()
    cerebro.adddata(load_data(DATA_PATH))
    cerebro.addstrategy(Standalone)
    cerebro.run()
