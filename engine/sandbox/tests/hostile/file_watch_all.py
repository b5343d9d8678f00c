# verdict: FORBIDDEN
# family: files
# witness: canary
# Watch a folder by the newer interface, which tells of names as well.
import ctypes
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        watch = libc.fanotify_init(0xC00, 0)
        if watch < 0:
            raise OSError(ctypes.get_errno(), "refused")
        libc.fanotify_mark(watch, 1, ctypes.c_uint64(0x08000023), -100, b"@CANARY@/drawer")
        print(os.read(watch, 4_096))
