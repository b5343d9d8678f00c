# verdict: FORBIDDEN
# family: pickles
# witness: canary
# Have an object run a command when somebody copies it.
import copy
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        class Trap:
            def __reduce__(self):
                return os.mkdir, ("@CANARY@/copied",)

        copy.deepcopy(Trap())
