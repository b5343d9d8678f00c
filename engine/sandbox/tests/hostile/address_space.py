# verdict: STRATEGY_ERROR
# family: memory
# witness: memory
# Map memory until no address is left.
import mmap

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        kept = []
        while True:
            kept.append(mmap.mmap(-1, 1 << 28, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
