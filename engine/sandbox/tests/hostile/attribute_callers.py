# verdict: OK
# family: attributes
# witness: secret
# Look through what the callers of this strategy hold, frame by frame.
import sys

import backtrader as bt


class Hostile(bt.Strategy):
    def start(self):
        frame = sys._getframe()
        while frame is not None:
            for held in list(frame.f_locals.values()):
                secrets = getattr(held, "secrets", None)
                if secrets:
                    print(secrets)
            frame = frame.f_back
