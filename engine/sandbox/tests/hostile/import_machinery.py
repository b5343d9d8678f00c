# verdict: FORBIDDEN
# family: imports
# witness: canary
# Read a file with the machinery that reads modules.
import importlib.machinery

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        loader = importlib.machinery.SourceFileLoader("precious", "@CANARY@/precious")
        print(loader.get_data("@CANARY@/precious"))
