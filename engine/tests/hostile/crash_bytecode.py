# verdict: CRASHED
# Run bytecode that was never compiled.
import types

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        code = (lambda: None).__code__
        types.FunctionType(code.replace(co_code=b"\x97\x00" + b"\x64\xff" * 40, co_stacksize=1), {})()
