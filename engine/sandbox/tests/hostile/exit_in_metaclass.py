# verdict: CRASHED
# family: exits
# witness: result
# Leave from the making of a class.
import os

import backtrader as bt


class Leave(type(bt.Strategy)):
    def __init__(cls, *given):
        os._exit(0)


class Hostile(bt.Strategy, metaclass=Leave):
    pass
