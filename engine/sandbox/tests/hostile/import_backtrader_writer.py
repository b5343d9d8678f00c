# verdict: FORBIDDEN
# family: imports
# witness: canary
# Have the library write a report to a file.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        bt.writer.io.open("@CANARY@/report", "w").write("here")
