# verdict: FORBIDDEN
# family: processes
# witness: canary
# control: no, because many systems refuse such namespaces, and what happens inside leaves no trace outside
# Become root of a namespace of one's own, and hide the machine's files behind others.
import ctypes

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None)
        libc.unshare(0x10020000)
        libc.mount(b"tmpfs", b"@CANARY@", b"tmpfs", 0, None)
        open("@CANARY@/hidden", "w").close()
