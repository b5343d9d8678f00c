# benign: string.Template and Formatter, textwrap, re with named groups and functions, str.format with attributes, pprint
# trades: yes
# says: rule: buy above 10 bars
import pprint
import re
import string
import textwrap

import backtrader as bt

TEXT = """
    rule: buy above 10 bars
    rule: sell below 5 bars
"""
LINE = re.compile(r"^rule:\s+(?P<side>buy|sell)\s+(?P<where>above|below)\s+(?P<bars>\d+)\s+bars$", re.MULTILINE | re.VERBOSE.__class__(0))
REPORT = string.Template("$side at ${price} costs $$${price}")


class Worded(bt.Strategy):
    def __init__(self):
        text = textwrap.dedent(TEXT).strip()
        self.rules = {found["side"]: found.groupdict() for found in LINE.finditer(text)}
        for line in text.splitlines():
            print(line)
        pprint.pprint(self.rules, width=40)
        print(textwrap.fill("word " * 30, width=40), textwrap.shorten("many words here", 10), textwrap.indent("a", "> "))
        assert re.sub(r"(\w+)", lambda found: found[1].title(), "a b") == "A B" and re.split(r"[,;]\s*", "a, b;c") == [*"abc"]
        assert re.fullmatch(r"(?i)eval|exec", "EVAL") and re.escape("a.b") == r"a\.b" and re.findall(r"\d+", "1a22") == ["1", "22"]
        assert string.Formatter().format("{0.p.__class__.__name__} {1!r:>5} {2[0]}", self, "x", [1])
        assert string.capwords("a b") == "A B" and string.ascii_letters and "x".translate(str.maketrans("x", "y")) == "y"
        try:
            re.compile("(")
        except re.error as error:
            print(error)

    def next(self):
        bars = {side: int(rule["bars"]) for side, rule in self.rules.items()}
        if len(self) < 11:
            return
        close = self.data.close
        if close[0] >= max(close.get(size=bars["buy"])) and not self.position:
            self.buy()
            self.log(REPORT.substitute(side="buy", price=f"{close[0]:,.2f}"), dt=self.data.datetime.date(0))
            self.log("{0.close[0]:.1f} {d:%d.%m.%Y} {n:>08,.3f} {n:e} {n:%}".format(self.data, d=self.data.datetime.date(), n=1.5))
        elif close[0] <= min(close.get(size=bars["sell"])) and self.position:
            self.close()
            self.log(REPORT.safe_substitute(side="sell"))
