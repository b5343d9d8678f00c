# benign: eval, exec, os.system, __class__ and __subclasses__ stand in docstrings, comments and strings only
# trades: yes
# says: do not call eval()
"""A moving average cross.

Never use __class__.__bases__[0].__subclasses__(), eval("1 + 1"), exec(code) or os.system("rm -rf /") in a strategy.
"""
import backtrader as bt

# import os; os.environ["SECRET"]  <- an example of what not to do
WARNING = "do not call eval() or exec() or open('/etc/passwd') or __import__('os')"
TEMPLATE = f"{{__globals__}} {WARNING}"


class Cross(bt.Strategy):
    """Buy the cross. self.__class__.__mro__ is nobody's business."""

    params = dict(fast=5, slow=20)

    def __init__(self):
        # compile(...) and input() are not used either
        self.cross = bt.ind.CrossOver(bt.ind.SMA(period=self.p.fast), bt.ind.SMA(period=self.p.slow))

    def start(self):
        print(TEMPLATE)

    def next(self):
        if self.cross[0] > 0:
            self.buy()
        elif self.cross[0] < 0:
            self.close()
