# verdict: FORBIDDEN
# family: pickles
# witness: canary
# Run a pickle written by hand, one opcode after the other.
import pickle

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        pickle.loads(b"cposix\nmkdir\n(S'@CANARY@/opcodes'\ntR.")
