# verdict: FORBIDDEN
# family: processes
# witness: canary
# Run a program and wait for it.
import subprocess

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        subprocess.run(["/bin/touch", "@CANARY@/ran"])
