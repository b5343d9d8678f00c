# benign: every fourth of Backtrader's own indicators, found by walking the module with dir(), getattr() and issubclass()
# trades: yes
# says: indicators made
import backtrader as bt

# Bases for others, and those that compare two lines.
NOT_ALONE = {"Indicator", "Hurst", "HurstExponent", "OLS_BetaN", "ApplyN", "FindFirstIndex", "FindLastIndex", "BaseApplyN", "OperationN", "PeriodN", "ReduceN", "CrossOver", "CrossUp", "CrossDown", "NZD", "NonZeroDifference"}


class Gallery(bt.Strategy):
    def __init__(self):
        self.made, self.left = [], []
        everything = [getattr(bt.indicators, name) for name in dir(bt.indicators) if not name.startswith("_")]
        kinds = {one for one in everything if isinstance(one, type) and issubclass(one, bt.Indicator)}
        for kind in sorted(kinds, key=lambda one: one.__name__)[::4]:
            if kind.__name__ in NOT_ALONE:
                continue
            try:
                self.made.append(kind(self.data))
            except Exception as error:
                self.left.append(f"{kind.__name__}: {error}")
        bt.ind.CrossOver(self.data.close, bt.ind.SMA(period=5)), bt.ind.CrossUp(self.data.close, self.data.open)
        print(len(self.made), "indicators made,", len(self.left), "need more than prices")

    def next(self):
        values = [one[0] for one in self.made]
        up = sum(self.data.close[0] > value for value in values if value == value and 50 < value < 200)
        if up % 2 and not self.position:
            self.buy()
        elif self.position:
            self.close()
