# benign: generators driven by send() and throw(), a coroutine-like state machine, yield from
# trades: yes
import backtrader as bt


def averager(size):
    total, values, average = 0.0, [], None
    while True:
        value = yield average
        values.append(value)
        total += value
        if len(values) > size:
            total -= values.pop(0)
        average = total / len(values)


def states():
    while True:
        price, average = yield "flat"
        while price <= average:
            price, average = yield "flat"
        yield from holding()


def holding():
    price, average = yield "enter"
    while price >= average:
        price, average = yield "hold"
    yield "leave"


class Driven(bt.Strategy):
    def __init__(self):
        self.averager = averager(10)
        self.averager.send(None)
        self.state = states()
        next(self.state)

    def next(self):
        price = self.data.close[0]
        state = self.state.send((price, self.averager.send(price)))
        if state == "enter":
            self.buy()
        elif state == "leave":
            self.close()

    def stop(self):
        self.state.close()
        try:
            self.averager.throw(ValueError("done"))
        except ValueError as error:
            print(error)
