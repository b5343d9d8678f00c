"""Which points of a long line are drawn."""

import numpy as np
import pytest

from statis import curves


def walk(count, *, seed=1):
    steps = np.random.default_rng(seed).normal(0.0005, 0.02, count)
    return 100_000 * np.exp(np.cumsum(steps))


class TestKeptPositions:
    def test_keeps_everything_when_there_is_room(self):
        kept = curves.kept_positions([walk(360), walk(360, seed=2)])

        assert kept.tolist() == list(range(360))

    @pytest.mark.parametrize("count", [361, 1_000, 3_271, 100_000])
    def test_keeps_at_most_the_limit_and_both_ends(self, count):
        kept = curves.kept_positions([walk(count), walk(count, seed=2)])

        assert len(kept) <= curves.MAX_POINTS
        assert kept[0] == 0
        assert kept[-1] == count - 1

    def test_keeps_the_extremes_of_every_line(self):
        lines = [walk(5_000), walk(5_000, seed=2)]

        kept = set(curves.kept_positions(lines).tolist())

        for line in lines:
            assert {int(line.argmin()), int(line.argmax())} <= kept

    def test_keeps_a_spike_of_a_single_bar(self):
        line = np.full(10_000, 5.0)
        line[4_321] = 1.0

        assert 4_321 in curves.kept_positions([line, walk(10_000)], highs=False)


class TestSparkline:
    def test_of_one_point_is_nothing(self):
        assert curves.sparkline([1.0]) == ""
