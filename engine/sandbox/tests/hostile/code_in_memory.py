# verdict: FORBIDDEN
# family: processes
# witness: canary
# Map memory that can be executed, and run machine code in it that makes a folder.
import ctypes
import mmap
import platform

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        # mkdir(argument, 0755), and back; on aarch64 mkdirat(AT_FDCWD, argument, 0755).
        code = {
            "x86_64": "b853000000 beed010000 0f05 c3",
            "aarch64": "e10300aa 600c8092 a23d8052 480480d2 010000d4 c0035fd6",
        }
        page.write(bytes.fromhex(code[platform.machine()]))
        address = ctypes.addressof(ctypes.c_char.from_buffer(page))
        ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_char_p)(address)(b"@CANARY@/made")
