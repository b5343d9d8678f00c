# verdict: STRATEGY_ERROR
# family: processes
# witness: process
# Start workers, through a module that is not there once files are closed off.
import multiprocessing
import time

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,)).start()
