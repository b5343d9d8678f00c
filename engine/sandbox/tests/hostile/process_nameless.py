# verdict: FORBIDDEN
# family: processes
# witness: canary
# Become a program that has no name, by its descriptor alone.
import ctypes
import os

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None, use_errno=True)

        program = os.memfd_create("program", 0)
        os.write(program, b"#!/bin/sh\ntouch @CANARY@/nameless\n")
        arguments = (ctypes.c_char_p * 2)(b"program", None)
        libc.syscall(322, program, b"", arguments, None, 0x1000)
