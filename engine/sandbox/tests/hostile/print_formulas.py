# verdict: OK
# family: injection
# witness: page
# Print what a spreadsheet would run.
import backtrader as bt

LINES = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    '"=1+1',
    "\uff1d1+1",
)


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.buy(size=10)
            for line in LINES:
                print(line)
