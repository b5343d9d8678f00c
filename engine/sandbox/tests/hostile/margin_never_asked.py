# verdict: BAD_RESULT
# family: forging
# witness: result
# Have the broker find that everything can be paid for.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        for kind in type(self.broker).__mro__:
            for name in ("check_submitted", "_take_submitted"):
                if name in vars(kind):
                    setattr(kind, name, self.accept_all)
        if len(self) == 5:
            self.broker.cash = self.broker._cash = 1e15
            self.buy(size=1_000_000)

    @staticmethod
    def accept_all(broker):
        while broker.submitted:
            broker.submit_accept(broker.submitted.popleft())
