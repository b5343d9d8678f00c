# verdict: CRASHED
# family: crashes
# witness: neighbour
# Run bytecode that was never compiled: it takes constants from beyond the end of their table.
import opcode
import types

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        start, load = opcode.opmap["RESUME"], opcode.opmap["LOAD_CONST"]
        code = (lambda: None).__code__.replace(co_code=bytes([start, 0]) + bytes([load, 255]) * 40, co_stacksize=1)
        types.FunctionType(code, {})()
