# verdict: FORBIDDEN
# family: files
# witness: canary
# Learn when a file was changed, by a call that Python does not make.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        found = ctypes.create_string_buffer(256)
        answer = libc.statx(-100, b"@CANARY@/roots", 0, 0x7FF, found)
        if answer < 0:
            raise OSError(ctypes.get_errno(), "refused")
        seconds = int.from_bytes(found.raw[112:120], "little")
        print(seconds * 10**9 + int.from_bytes(found.raw[120:124], "little"))
