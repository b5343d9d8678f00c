# verdict: FORBIDDEN
# family: pickles
# witness: canary
# Run a shell from a pickle.
import os
import pickle

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        class Bomb:
            def __reduce__(self):
                return os.system, ("touch @CANARY@/pickled",)

        pickle.loads(pickle.dumps(Bomb()))
