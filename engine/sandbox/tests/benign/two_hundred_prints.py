# benign: more than 200 lines are printed, in every way print can, with emoji, accents, tabs and very long lines
# trades: yes
# lines: differ, they hold addresses of objects
# says: naïve café ✓ 日本 📈
import backtrader as bt


class Talkative(bt.Strategy):
    def next(self):
        print("bar", len(self), self.data.close[0], sep="\t", end="\n", flush=True)
        print(f"{self.data.datetime.date(0).isoformat()!r:>15}", {"close": self.data.close[0]}, [1, 2], None, self.position.size)
        if len(self) == 1:
            print("naïve café ✓ 日本 📈 \u200d \N{GREEK SMALL LETTER ALPHA}")
            print("long " * 300)
            print()
            print(*range(10), sep=",", end="")
            print("one\ntwo\r\nthree")
            print(self.data, self.p, self.broker.getvalue(), self)
        if len(self) % 8 == 0:
            self.close() if self.position else self.buy()
