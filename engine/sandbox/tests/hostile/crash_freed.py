# verdict: CRASHED
# family: crashes
# witness: result
# Use an object that was freed.
import gc

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        import ctypes

        thing = object()
        for _ in range(50):
            ctypes.pythonapi.Py_DecRef(ctypes.py_object(thing))
        del thing
        [object() for _ in range(1_000)]
        gc.collect()
        ctypes.memset(id(self), 0, 64)
