import numpy as np
import pytest

from indicators.library.occurrences import followed


class TestFollowed:
    def test_tells_the_mean_move_after_each_horizon(self):
        close = np.cumprod(np.full(40, 1.01))
        marked = np.zeros(40, dtype=bool)
        marked[[3, 10]] = True

        found = followed(close, marked)

        assert found.count == 2
        assert found.moves == pytest.approx((0.01, 1.01**5 - 1, 1.01**20 - 1))

    def test_counts_an_occurrence_whose_move_is_not_over_but_not_the_move(self):
        close = np.array([1.0, 1.0, 1.1, 5.0])

        found = followed(close, np.array([False, True, False, True]))

        assert found.count == 2
        assert found.moves == pytest.approx((0.1, None, None))

    def test_knows_no_move_where_nothing_occurred(self):
        assert followed(np.ones(5), np.zeros(5, dtype=bool)).moves == (None, None, None)
