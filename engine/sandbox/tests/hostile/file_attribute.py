# verdict: FORBIDDEN
# family: files
# witness: canary
# Hang a note onto a file.
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        os.setxattr("@CANARY@/precious", "user.note", b"here")
