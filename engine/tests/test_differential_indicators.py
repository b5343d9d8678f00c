"""Every built-in indicator, computed by our kernels and by Backtrader's own loops."""

import math

import backtrader as bt
import numpy as np
import pytest

from engine.simulation.kernels import window_extremes, window_sums
from engine.tests.differential import FIXED, candidate, make_bars, run_ours, run_stock

# Bases that are not indicators by themselves, and those that need a library Backtrader does not bring.
NOT_BUILT = {
    *("Indicator", "PeriodN", "OperationN", "BaseApplyN", "ApplyN", "ReduceN", "FindFirstIndex", "FindLastIndex"),
    *("ExponentialSmoothingDynamic", "MovingAverageBase", "OscillatorMixIn", "Oscillator"),
    *("OLS_Slope_InterceptN", "OLS_TransformationN", "OLS_BetaN", "CointN"),
}
BAR_BY_BAR = {"HeikinAshi", "haDelta"}
BATCHES = 8


def indicator_names() -> list[str]:
    kinds = {
        kind.__name__: kind
        for kind in vars(bt.indicators).values()
        if isinstance(kind, type) and issubclass(kind, bt.Indicator) and not kind.__name__.startswith("_")
    }
    usable = [name for name, kind in kinds.items() if getattr(bt.indicators, name, None) is kind and not kind.aliased]
    return sorted(set(usable) - NOT_BUILT)


def showing(names: list[str]) -> str:
    built = []
    for name in names:
        inputs = "self.data.close, self.data.open" if getattr(bt.ind, name)._mindatas == 2 else ""
        built.append(f"bt.ind.{name}({inputs})")
    return candidate(
        f"self.all = [{', '.join(built)}]",
        "self.seen.append([line[0] for indicator in self.all for line in indicator.lines])",
    )


class TestKernels:
    def test_are_tried_on_most_of_the_library(self):
        assert len(indicator_names()) > 100
        assert {"SMA", "RSI", "MACD"} <= set(dir(bt.indicators))

    @pytest.mark.parametrize("batch", range(BATCHES))
    def test_give_every_built_in_indicator_to_the_last_bit(self, batch):
        names = [name for name in indicator_names() if name not in BAR_BY_BAR][batch::BATCHES]
        source, feeds = showing(names), [make_bars(300, seed=batch)]

        expected = run_stock(source, feeds, sizing=FIXED, cash=1_000.0)
        log, seen = run_ours(source, feeds, sizing=FIXED, cash=1_000.0)

        assert log.engine_path == "lean"
        assert len(seen) > 40
        assert repr(seen) == repr(expected)


class TestWindowSums:
    @pytest.mark.parametrize("period", [1, 2, 3, 7, 30, 64, 200])
    def test_round_as_fsum_does(self, period):
        rng = np.random.default_rng(period)
        values = rng.normal(0, 1, 400) * 10.0 ** rng.integers(-8, 8, 400)

        sums = window_sums(values, period)

        assert sums.tolist() == [math.fsum(values[i : i + period]) for i in range(len(values) - period + 1)]


class TestWindowExtremes:
    @pytest.mark.parametrize("period", [1, 2, 3, 5, 8, 21])
    def test_are_the_largest_and_smallest(self, period):
        values = np.random.default_rng(period).normal(0, 1, 60)
        windows = [values[i : i + period].tolist() for i in range(60 - period + 1)]

        assert window_extremes(values, period, pick=np.maximum).tolist() == [max(window) for window in windows]
        assert window_extremes(values, period, pick=np.minimum).tolist() == [min(window) for window in windows]
