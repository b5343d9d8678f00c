# verdict: FORBIDDEN
# family: pickles
# witness: canary
# Have NumPy read an array of objects, which is a pickle.
import io

import backtrader as bt
import numpy as np


class Hostile(bt.Strategy):
    def next(self):
        head = b"{'descr': '|O', 'fortran_order': False, 'shape': (), }".ljust(117) + b"\n"
        text = b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head
        np.load(io.BytesIO(text + b"cposix\nmkdir\n(S'@CANARY@/numpy'\ntR."), allow_pickle=True)
