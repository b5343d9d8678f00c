# benign: array, calendar, cmath, hashlib, io, numbers and weakref, which look like the system's own
# trades: yes
# says: 29 days
import array
import calendar
import cmath
import hashlib
import io
import numbers
import weakref

import backtrader as bt


class Small(bt.Strategy):
    def __init__(self):
        self.closes = array.array("d")
        print(calendar.monthrange(2020, 2)[1], "days", calendar.month_name[2], calendar.TextCalendar().formatmonth(2020, 2)[:4])
        assert hashlib.sha256(b"seed").hexdigest() and hashlib.md5(b"x", usedforsecurity=False).digest()
        assert io.StringIO("a\nb").readline() == "a\n" and io.BytesIO(b"x").getbuffer() and io.TextIOWrapper(io.BytesIO()).newlines is None
        assert isinstance(1.5, numbers.Real) and abs(cmath.exp(1j * cmath.pi) + 1) < 1e-9
        self.known = weakref.WeakValueDictionary(me=self)
        self.draw = int(hashlib.blake2b(b"7", digest_size=2).hexdigest(), 16) % 5

    def next(self):
        self.closes.append(self.data.close[0])
        day = self.data.datetime.date(0)
        is_last = day.day == calendar.monthrange(day.year, day.month)[1]
        if is_last and not self.position and self.known["me"] is self:
            self.buy()
        elif self.position and day.day == 10 + self.draw:
            self.close()
