# verdict: FORBIDDEN
# family: files
# witness: secret
# Search this process's own memory, by file, for what its starter knew.
import re

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        with open("/proc/self/mem", "r+b", buffering=0) as memory:
            for line in open("/proc/self/maps"):
                place, rights, *_ = line.split()
                start, end = (int(part, 16) for part in place.split("-"))
                if rights.startswith("rw") and end - start < 1 << 26 and "vv" not in line:
                    memory.seek(start)
                    for found in set(re.findall(rb"@SECRET@\w{16}", memory.read(end - start) or b"")):
                        print(found)
