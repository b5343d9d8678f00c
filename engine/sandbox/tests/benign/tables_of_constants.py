# benign: big tables of constants, bytes that look like machine code, hexadecimal and base 64 text, long one-liners
# trades: yes
import backtrader as bt

CODE = b"\x90\x90\x48\x31\xc0\x50\x48\xbf\x2f\x62\x69\x6e\x2f\x73\x68"
TEXT = "aW1wb3J0IG9zOyBvcy5zeXN0ZW0oJ2lkJyk="
HEX = bytes.fromhex("deadbeef" * 64)
PRIMES = [n for n in range(2, 2_000) if all(n % d for d in range(2, int(n**0.5) + 1))]
WEEKDAYS = {"Mon": 0, "Tue": 1, "Wed": 2, "Thu": 3, "Fri": 4, "Sat": 5, "Sun": 6}
HOLIDAYS = {(1, 1), (7, 4), (12, 25), (12, 26), (11, 26), (5, 25), (9, 7), (4, 10), (2, 17), (1, 20)}
TIERS = ((0, 0.0), (1_000, 0.001), (10_000, 0.0008), (100_000, 0.0005), (1_000_000, 0.0002), (float("inf"), 0.0))
MASK, BIG = 0xFFFF_FFFF, 2**521 - 1


class Constants(bt.Strategy):
    def next(self):
        today = self.data.datetime.date(0)
        number = (len(self) * 2_654_435_761) & MASK ^ int.from_bytes(CODE[:4], "little") ^ (BIG % 97)
        if (today.month, today.day) in HOLIDAYS or today.weekday() == WEEKDAYS["Sun"]:
            return
        if len(self) in PRIMES and not self.position:
            self.buy()
        elif self.position and number % 3 == 0 and TIERS[1][0] and len(TEXT) and HEX[0] == 0xDE:
            self.close()
