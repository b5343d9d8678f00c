# benign: methods and functions of the author's own are named eval, exec_rule, compile and open
# trades: yes
import backtrader as bt


class Rule:
    def __init__(self, name, test):
        self.name, self.test = name, test

    def eval(self, bar):
        return self.test(bar)


class RuleBook:
    def __init__(self):
        self.rules = []

    def compile(self, *rules):
        self.rules = list(rules)
        return self

    def exec(self, bar):
        return [rule.eval(bar) for rule in self.rules]

    def open(self):
        return len(self.rules)


class Booked(bt.Strategy):
    def __init__(self):
        self.average = bt.ind.EMA(period=10)
        self.book = RuleBook().compile(
            Rule("above", lambda bar: bar["close"] > bar["average"]), Rule("busy", lambda bar: bar["volume"] > 0)
        )
        assert self.book.open() == 2

    def next(self):
        bar = {"close": self.data.close[0], "average": self.average[0], "volume": self.data.volume[0]}
        if all(self.book.exec(bar)):
            if not self.position:
                self.buy()
        elif self.position:
            self.close()
