# verdict: BAD_RESULT
# family: forging
# witness: result
# Replace the engine's function that puts the log together.
import sys
from dataclasses import replace

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.buy(size=10)

    def stop(self):
        run = sys.modules["engine.simulation.run"]
        tell = run._order_log

        def tell_better(*given, **named):
            log = tell(*given, **named)
            return replace(log, fills=[replace(fill, price=fill.price * 0.9) for fill in log.fills])

        run._order_log = tell_better
