# benign: match with class, mapping, sequence and guard patterns; the walrus; star expressions; positional-only
# trades: yes
from dataclasses import dataclass

import backtrader as bt


@dataclass
class Bar:
    open: float
    close: float
    up: bool


def kind(bar, /, *, threshold=0.002):
    match bar:
        case Bar(open=o, close=c) if abs(c / o - 1) < threshold:
            return "doji"
        case Bar(up=True):
            return "bull"
        case {"never": _} | [_, *_]:
            return "strange"
        case _:
            return "bear"


class Matched(bt.Strategy):
    def next(self):
        if len(self) < 4:
            return
        closes = [*self.data.close.get(size=3)]
        if (change := closes[-1] / closes[0] - 1) == 0:
            return
        bar = Bar(closes[0], closes[-1], change > 0)
        match (kind(bar), bool(self.position)):
            case ("bull", False):
                self.buy()
            case ("bear", True):
                self.close()
            case ("doji" | "bull" | "bear", _):
                pass
            case unknown:
                raise ValueError(f"unknown {unknown}")
