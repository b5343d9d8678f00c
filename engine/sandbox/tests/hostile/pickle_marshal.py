# verdict: FORBIDDEN
# family: pickles
# witness: canary
# Bring code along as bytes that no checker reads.
import marshal
import types

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        packed = marshal.dumps(compile("open('@CANARY@/marshal', 'w')", "packed", "exec"))
        types.FunctionType(marshal.loads(packed), {"__builtins__": __builtins__})()
