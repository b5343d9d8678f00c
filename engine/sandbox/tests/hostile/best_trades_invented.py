# verdict: OK
# family: hindsight
# witness: look-ahead
# Work out the best trade of every week from the whole series, and report that it was sent and filled.
import backtrader as bt

from engine.events import Fill, OrderPlaced


class Hostile(bt.Strategy):
    def next(self):
        pass

    def stop(self):
        opens, said = self.data.open.array, self.env.recorder
        for week in range(0, len(opens) - 8, 7):
            low = min(range(week + 1, week + 4), key=lambda bar: opens[bar])
            high = max(range(low + 1, week + 7), key=lambda bar: opens[bar])
            for bar, side, slip in ((low, "buy", 1.0005), (high, "sell", 0.9995)):
                number = len(said.placed) + 1
                order = OrderPlaced(bar=bar - 1, order=number, feed=0, side=side, type="market", size=10.0)
                said.placed.append(order)
                said.sizes.by_strategy += 1
                said.fills.append(Fill(bar=bar, order=number, size=10.0, price=opens[bar] * slip))
