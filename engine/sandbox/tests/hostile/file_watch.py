# verdict: FORBIDDEN
# family: files
# witness: canary
# Watch a folder to learn the names of the files that others open.
import ctypes
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        watch = libc.inotify_init1(0)
        if watch < 0:
            raise OSError(ctypes.get_errno(), "refused")
        libc.inotify_add_watch(watch, b"@CANARY@/drawer", 0xFFF)
        print(os.read(watch, 4_096))
