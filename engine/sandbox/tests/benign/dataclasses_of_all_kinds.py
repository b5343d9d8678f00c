# benign: dataclasses with slots, frozen, kw_only, order, field factories, InitVar, __post_init__, replace and asdict
# trades: yes
import dataclasses
from dataclasses import InitVar, dataclass, field
from typing import ClassVar


import backtrader as bt


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    fast: int = 5
    slow: int = 20
    labels: tuple[str, ...] = field(default_factory=tuple)


@dataclass(order=True)
class Setup:
    score: float
    name: str = field(compare=False, default="setup")
    scale: InitVar[float] = 1.0
    made: ClassVar[int] = 0

    def __post_init__(self, scale):
        self.score *= scale
        Setup.made += 1


class Settled(bt.Strategy):
    def __init__(self):
        settings = dataclasses.replace(Settings(), slow=25)
        assert dataclasses.asdict(settings)["slow"] == 25 and len(dataclasses.fields(settings)) == 3
        try:
            settings.fast = 1
        except dataclasses.FrozenInstanceError:
            pass
        Point = dataclasses.make_dataclass("Point", ["x", ("y", int, 0)])
        assert Point(1).y == 0
        self.fast = bt.ind.SMA(period=settings.fast)
        self.slow = bt.ind.SMA(period=settings.slow)

    def next(self):
        best = max(Setup(self.fast[0], "fast"), Setup(self.slow[0], "slow", 1.0))
        if best.name == "fast" and not self.position:
            self.buy()
        elif best.name == "slow" and self.position:
            self.close()
