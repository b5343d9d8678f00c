# verdict: FORBIDDEN
# family: attributes
# witness: canary
# Reach the caller through the frame of a generator that runs.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        walk = (walk.gi_frame.f_back for _ in [1])
        frame = next(walk)
        while "os" not in frame.f_globals:
            frame = frame.f_back
        frame.f_globals["os"].mkdir("@CANARY@/generated")
