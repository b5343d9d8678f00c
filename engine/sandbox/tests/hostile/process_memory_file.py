# verdict: FORBIDDEN
# family: processes
# witness: neighbour
# Write to the memory of another process, by file.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        with open("/proc/@NEIGHBOUR@/mem", "r+b", buffering=0) as memory:
            memory.seek(int("@ADDRESS@"))
            memory.write(b"changed")
