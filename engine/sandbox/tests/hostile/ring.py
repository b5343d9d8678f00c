# verdict: FORBIDDEN
# family: files
# witness: canary
# Have the kernel make a folder through an I/O ring, which goes round system call filters.
import ctypes
import mmap
import struct

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        libc = ctypes.CDLL(None)
        setup = ctypes.create_string_buffer(120)
        ring = libc.syscall(425, 1, setup)
        offsets = struct.unpack_from("10I", setup.raw, 40)
        queue = mmap.mmap(ring, 4096, offset=0)
        entries = mmap.mmap(ring, 4096, offset=0x10000000)
        path = ctypes.create_string_buffer(b"@CANARY@/ring")
        # MKDIRAT, relative to the working folder.
        entries[:64] = struct.pack("BBHiQQI", 37, 0, 0, -100, 0, ctypes.addressof(path), 0o755).ljust(64, b"\0")
        head, tail, mask, size, flags, dropped, array = offsets[:7]
        struct.pack_into("I", queue, array, 0)
        struct.pack_into("I", queue, tail, 1)
        libc.syscall(426, ring, 1, 1, 1, None, 0)
