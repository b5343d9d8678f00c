"""Symbols that trade on different days."""

import numpy as np
import pytest

from engine.simulation.run import simulate
from engine.spec import Spec
from engine.tests.differential import HEAD, make_bars

SPREAD = (
    HEAD
    + """
class Spread(bt.Strategy):
    def __init__(self):
        self.ratio = self.data0.close / self.data1.close
        self.average = bt.ind.SMA(self.ratio, period=3)

    def next(self):
        if len(self.data0) > 5 and self.data0.datetime[0] == self.data1.datetime[0]:
            self.seen = getattr(self, "seen", 0) + 1
            print(self.ratio[0] - self.data0.close[0] / self.data1.close[0])
            mean = sum(self.ratio.get(size=3)) / 3
            print(self.average[0] - mean)
"""
)


class TestLineOfTwoFeeds:
    @pytest.mark.parametrize("count", [20, 40, 60])
    def test_combines_prices_of_the_same_day(self, count):
        # One trades every day, the other every second; with 20 bars each even the lengths are the same.
        feeds = [make_bars(count, symbol="AAA", step=1), make_bars(20, seed=2, symbol="BBB", step=2)]
        spec = Spec(source=SPREAD, symbols=("AAA", "BBB"))

        log = simulate(spec, feeds, report=lambda event: None)

        differences = np.array([float(line.text) for line in log.log])
        assert len(differences) > 5
        assert differences == pytest.approx(0.0, abs=1e-12)
        assert log.path_reason == "symbols with different dates"
