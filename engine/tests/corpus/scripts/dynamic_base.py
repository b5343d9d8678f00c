import backtrader as bt
import requests


def with_journal(base):
    class Journal(base):
        def notify_order(self, order):
            if order.status == order.Completed:
                print(self.data.datetime.date(0), order.executed.price)

    return Journal


class Trader(with_journal(bt.Strategy)):
    def __init__(self):
        self.bands = bt.ind.BBands(period=20)

    def next(self):
        if self.data.close[0] < self.bands.bot[0] and not self.position:
            self.buy()
        elif self.data.close[0] > self.bands.mid[0] and self.position:
            self.close()


def notify_me(text):
    requests.post("https://example.org/hook", json={"text": text})


if __name__ == "__main__":
    bt.Cerebro().run()
    notify_me("done")
