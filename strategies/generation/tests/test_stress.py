"""The series every idea is tried on has all that markets do, and is the same everywhere."""

import hashlib

import numpy as np
import pytest

from engine.intervals import TIMEFRAMES
from strategies.generation.judging.stress import COURSE, RUN_BARS, stress_bars, stretch_at, told_as

BARS = stress_bars("ABC")
RUN = BARS.asked


def average(bars: int) -> np.ndarray:
    return np.convolve(BARS.close, np.ones(bars) / bars, mode="valid")[-RUN_BARS:]


class TestStressSeries:
    def test_is_the_same_on_every_machine(self):
        rounded = np.round(np.stack([BARS.open, BARS.high, BARS.low, BARS.close]), 6)

        assert hashlib.sha256(rounded.tobytes()).hexdigest()[:16] == "d211253dd0eed9db"

    def test_runs_on_the_same_bars_whatever_comes_before(self):
        longer = stress_bars("ABC", warmup=500)

        assert (longer.asked.times == RUN.times).all()
        assert len(longer) == 500 + RUN_BARS

    def test_strays_in_its_own_way_for_each_symbol(self):
        other = stress_bars("DEF", variant=1).asked

        assert abs(np.corrcoef(np.diff(np.log(RUN.close)), np.diff(np.log(other.close)))[0, 1]) < 0.9

    def test_has_golden_and_death_crosses(self):
        turns = np.diff(np.sign(average(50) - average(200)))

        assert (turns > 0).any()
        assert (turns < 0).any()

    def test_has_a_crash_gaps_a_spike_and_bars_that_never_move(self):
        returns = RUN.close[1:] / RUN.close[:-1] - 1
        gaps = RUN.open[1:] / RUN.close[:-1] - 1

        assert returns.min() < -0.07
        assert gaps.max() > 0.05
        assert gaps.min() < -0.05
        assert (RUN.high / RUN.low).max() > 1.3
        assert (RUN.high == RUN.low).sum() == 4
        assert (RUN.volume == 0).sum() == 4

    def test_has_new_highs_and_new_lows_of_a_year(self):
        highest = np.array([BARS.high[at - 252 : at].max() for at in range(BARS.warmup, len(BARS))])
        lowest = np.array([BARS.low[at - 252 : at].min() for at in range(BARS.warmup, len(BARS))])

        assert (RUN.close > highest).sum() > 5
        assert (RUN.close < lowest).sum() > 5

    def test_names_its_parts(self):
        assert [stretch_at(bar) for bar in (-1, 0, RUN_BARS - 1)] == ["pullbacks", "pullbacks", COURSE[-1].name]


@pytest.mark.parametrize("interval", TIMEFRAMES)
class TestStressSeriesAtAnyInterval:
    def test_has_the_same_prices(self, interval):
        bars = stress_bars("ABC", interval=interval)

        assert (bars.close == BARS.close).all()
        assert bars.interval == interval

    def test_leaves_bars_of_that_length_as_they_are(self, interval):
        bars = stress_bars("ABC", interval=interval)

        assert told_as(bars, interval) is bars
