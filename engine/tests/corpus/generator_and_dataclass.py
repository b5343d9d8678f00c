from collections import deque
from dataclasses import dataclass

import backtrader as bt


@dataclass
class Plan:
    entered_on: int
    target: float


class Planner(bt.Strategy):
    def __init__(self):
        self.recent = deque(maxlen=5)
        self.plan = None

    def next(self):
        self.recent.append(self.data.close[0])
        if self.plan is None and len(self.recent) == 5 and self.recent[-1] == min(self.recent):
            self.plan = Plan(entered_on=len(self), target=self.data.close[0] * 1.04)
            self.buy(size=45)
        elif self.plan and (self.data.close[0] >= self.plan.target or len(self) - self.plan.entered_on > 15):
            self.close()
            self.plan = None
