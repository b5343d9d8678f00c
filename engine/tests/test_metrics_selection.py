import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.metrics.confidence import probabilistic_sharpe_ratio
from engine.metrics.selection import deflated_sharpe_ratio, expected_maximum_sharpe, probability_of_overfitting

SHAPE = {"count": 500, "skewness": -0.5, "kurtosis": 5.0}


def noise(seed: int, rows: int = 320, trials: int = 10) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, 0.01, (rows, trials))


def plainly(returns: np.ndarray, blocks: int) -> float:
    """Return the probability of overfitting in the plainest way, one choice of blocks after the other."""
    length = len(returns) // blocks
    parts = [returns[len(returns) - length * blocks :][at * length : (at + 1) * length] for at in range(blocks)]
    lost, choices = 0, list(combinations(range(blocks), blocks // 2))
    for members in choices:
        inside, outside = (
            np.concatenate([part for at, part in enumerate(parts) if (at in members) is is_in])
            for is_in in (True, False)
        )
        best = (inside.mean(axis=0) / inside.std(axis=0, ddof=1)).argmax()
        ratios = outside.mean(axis=0) / outside.std(axis=0, ddof=1)
        rank = (ratios <= ratios[best]).sum() / (len(ratios) + 1)
        lost += math.log(rank / (1 - rank)) <= 0
    return lost / len(choices)


class TestExpectedMaximumSharpe:
    def test_is_what_the_best_of_many_without_merit_have(self):
        best = np.random.default_rng(1).normal(0, 0.3, (20_000, 50)).max(axis=1)

        assert expected_maximum_sharpe(attempts=50, spread=0.3) == pytest.approx(best.mean(), rel=0.02)

    def test_of_one_attempt_is_nothing(self):
        assert expected_maximum_sharpe(attempts=1, spread=0.3) == 0

    def test_needs_an_attempt(self):
        with pytest.raises(ValueError, match="an attempt"):
            expected_maximum_sharpe(attempts=0, spread=0.3)


class TestDeflatedSharpeRatio:
    def test_of_one_attempt_is_the_probabilistic_one(self):
        one = deflated_sharpe_ratio(sharpe=0.08, attempts=1, spread=0.05, **SHAPE)

        assert one == probabilistic_sharpe_ratio(sharpe=0.08, **SHAPE)

    @given(st.integers(1, 500), st.floats(0.001, 0.1))
    def test_falls_with_every_attempt_more(self, attempts, spread):
        few, many = (
            deflated_sharpe_ratio(sharpe=0.08, attempts=number, spread=spread, **SHAPE)
            for number in (attempts, attempts * 2)
        )

        assert 0 <= many <= few <= 1

    def test_is_half_at_the_best_of_none(self):
        best = expected_maximum_sharpe(attempts=20, spread=0.05)

        assert deflated_sharpe_ratio(sharpe=best, attempts=20, spread=0.05, **SHAPE) == pytest.approx(0.5)


class TestProbabilityOfOverfitting:
    @pytest.mark.parametrize(("seed", "blocks"), [(1, 4), (2, 6), (3, 8)])
    def test_is_the_share_counted_one_by_one(self, seed, blocks):
        returns = noise(seed, rows=101)

        assert probability_of_overfitting(returns, blocks=blocks) == pytest.approx(plainly(returns, blocks))

    def test_of_noise_is_about_one_half(self):
        found = [probability_of_overfitting(noise(seed), blocks=8) for seed in range(30)]

        assert np.mean(found) == pytest.approx(0.5, abs=0.1)

    def test_of_a_trial_that_is_truly_better_is_nothing(self):
        returns = noise(4)
        returns[:, 3] += 0.02

        assert probability_of_overfitting(returns, blocks=8) == 0

    def test_does_not_depend_on_the_size_of_the_steps_in_which_it_is_counted(self, monkeypatch):
        whole = probability_of_overfitting(noise(5), blocks=8)
        monkeypatch.setattr("engine.metrics.selection.AT_ONCE", 7)

        assert probability_of_overfitting(noise(5), blocks=8) == whole

    @pytest.mark.parametrize("returns", [noise(1, trials=1), noise(1, rows=20), np.zeros((320, 5))])
    def test_of_too_little_is_unknown(self, returns):
        assert probability_of_overfitting(returns) is None

    @pytest.mark.parametrize("blocks", [0, 1, 5])
    def test_needs_an_even_number_of_blocks(self, blocks):
        with pytest.raises(ValueError, match="even"):
            probability_of_overfitting(noise(1), blocks=blocks)
