import backtrader as bt


class Grid(bt.Strategy):
    params = dict(levels=4, gap=0.015, unit=10)

    def __init__(self):
        self.grid = []

    def next(self):
        if len(self) % 20 == 1:
            for order in list(self.grid):
                self.cancel(order)
            self.grid.clear()
            if self.position:
                self.close()
            base = self.data.close[0]
            for level in range(1, self.p.levels + 1):
                low, high = base * (1 - level * self.p.gap), base * (1 + level * self.p.gap)
                self.grid.append(self.buy(size=self.p.unit, exectype=bt.Order.Limit, price=low))
                self.grid.append(self.sell(size=self.p.unit, exectype=bt.Order.Limit, price=high))

    def notify_order(self, order):
        if order.status in (order.Completed, order.Canceled) and order in self.grid:
            self.grid.remove(order)
