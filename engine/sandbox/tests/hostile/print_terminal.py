# verdict: OK
# family: injection
# witness: page
# Print what would steer a terminal or a reader's eye.
import backtrader as bt

LINES = (
    "\x1b[2J\x1b[1;1HAll tests passed",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\u202eevil\u202c",
    "\u2066\u2069",
    "\x08\x08\x08OK",
    "\u2028new",
    "\x00",
    "\x7f",
    "\ufeff",
)


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.buy(size=10)
            for line in LINES:
                print(line)
