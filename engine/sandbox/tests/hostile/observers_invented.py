# verdict: OK
# family: forging
# witness: result
# Hang one's own analysers and figures on the run.
import backtrader as bt


class Honest(bt.Strategy):
    params = {"period": 5}

    def __init__(self):
        self.average = bt.indicators.SMA(period=self.p.period)

    def next(self):
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy()
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()

    def stop(self):
        self.report = {"account": {"equity": [1e9] * 60}, "metrics": {"total_return": 99.0}}
        self.env.recorder.account = self.env.recorder.metrics = self.report
