from __future__ import annotations

import collections
import enum
import os
import typing as t

import backtrader as bt

if t.TYPE_CHECKING:
    from matplotlib.axes import Axes


class State(enum.Enum):
    FLAT = 0
    LONG = 1


HISTORY: t.Deque[State] = collections.deque(maxlen=10)
DEBUG = bool(os.environ.get("DEBUG"))


class Machine(bt.Strategy):
    state: State = State.FLAT

    def next(self) -> None:
        HISTORY.append(self.state)
        if self.state is State.FLAT and self.data.close[0] > self.data.open[0]:
            self.buy()
            self.state = State.LONG
        elif self.state is State.LONG and len(HISTORY) == 10 and set(HISTORY) == {State.LONG}:
            self.close()
            self.state = State.FLAT

    def draw(self, axes: Axes) -> None:
        pass


def main() -> int:
    if DEBUG:
        print("debug")
    bt.Cerebro().run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
