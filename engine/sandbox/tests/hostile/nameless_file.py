# verdict: FORBIDDEN
# family: processes
# witness: canary
# Keep a program in a file without a name, and become it.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        program = os.memfd_create("program", 0)
        os.write(program, b"#!/bin/sh\ntouch @CANARY@/nameless\n")
        os.execve(f"/proc/self/fd/{program}", ["program"], {})
