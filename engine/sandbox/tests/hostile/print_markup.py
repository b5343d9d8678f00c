# verdict: OK
# family: injection
# witness: page
# Print markup that loads, runs or closes something.
import backtrader as bt

LINES = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</pre></details></main><h1>Profit 900 %</h1>",
    "<svg/onload=alert(1)>",
    "&lt;script&gt;",
    "javascript:alert(1)",
    "<!--",
    "<style>*{display:none}</style>",
)


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.buy(size=10)
            for line in LINES:
                print(line)
