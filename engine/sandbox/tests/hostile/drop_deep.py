# verdict: OK
# family: recursion
# witness: result
# Drop a chain of a million objects at once.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        if len(self) != 5:
            return

        class Link:
            pass

        head = None
        for _ in range(500_000):
            link = Link()
            link.next, head = head, link
