# benign: variables and parameters are called open, input, compile, exec_price, globals_, vars, dir and file
# trades: yes
import backtrader as bt


def body(open, close):
    return abs(close - open)


class Candles(bt.Strategy):
    params = (("input", 3), ("compile", True))

    def next(self):
        if len(self) < 2:
            return
        open, high, low, close = (self.data.open[0], self.data.high[0], self.data.low[0], self.data.close[0])
        input = self.p.input
        compile = self.p.compile
        exec_price = close * 1.001
        globals_ = {"open": open, "exec": exec_price}
        vars = [high - low, body(open, close)]
        dir = 1 if close > self.data.close[-1] else -1
        file = globals_["exec"] - globals_["open"]
        if compile and dir > 0 and not self.position and len(self) % input == 0:
            self.buy()
        elif self.position and dir < 0 and vars[0] >= 0 and file > 0:
            self.close()
