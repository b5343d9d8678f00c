# benign: everything of the broker, position, orders and trades that may be read is read
# trades: yes
import backtrader as bt


class Reader(bt.Strategy):
    def __init__(self):
        self.orders = {}

    def notify_order(self, order):
        self.orders[order.ref] = (order.getstatusname(), order.ordtypename(), order.getordername(), order.created.size)
        if order.status in [order.Completed]:
            bits = [(bit.size, bit.price, bit.value, bit.comm, bit.pnl) for bit in order.executed.iterpending()]
            assert isinstance(bits, list) and order.executed.remsize == 0 and order.executed.comm >= 0
        str(order), order.isbuy(), order.alive(), order.info, order.data._name, order.created.price

    def notify_trade(self, trade):
        trade.isopen, trade.long, trade.price, trade.value, trade.commission, trade.pnlcomm, trade.baropen, trade.size

    def next(self):
        broker, position = self.broker, self.position
        cash, value = broker.getcash(), broker.get_value()
        assert abs(value - cash - position.size * self.data.close[0]) < 1e-6
        position.price, position.upopened, position.adjbase, bool(position), len(position), self.positionsbyname
        broker.get_orders_open(), broker.getposition(self.data), self.positions, self.getpositionbyname(self.data._name)
        self.stats, self.analyzers, self.observers, self.sizer, self.env, self.cerebro, self.broker.getvalue([self.data])
        self.data.buflen(), len(self.data), self.data._name, self.data._timeframe, self.data.p.name, self.data.datetime[0]
        share = position.size * self.data.close[0] / value
        if share < 0.1 and len(self) % 4 == 0:
            order = self.buy(size=int(cash * 0.3 / self.data.close[0]))
            order.addinfo(name="entry", bar=len(self))
        elif share > 0.1 and self.data.close[0] > position.price * 1.02:
            self.close()
