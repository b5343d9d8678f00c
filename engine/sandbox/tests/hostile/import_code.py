# verdict: FORBIDDEN
# family: imports
# witness: canary
# Build a module by hand and run code in it.
import types

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        module = types.ModuleType("hidden")
        exec(compile("import posix; posix.mkdir('@CANARY@/built')", "hidden", "exec"), vars(module))
