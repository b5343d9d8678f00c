"""That the lean engine stays fast, told by ratios with room for a busy machine."""

import pytest

from bench.engine import cpu_seconds, our_run, stock_run, synthetic_bars


class TestLeanEngine:
    @pytest.mark.parametrize(("symbols", "count"), [(1, 2_500), (4, 1_000)])
    def test_takes_a_fifth_of_the_time_or_less(self, symbols, count):
        feeds = [synthetic_bars(count, seed=seed, symbol=f"S{seed}") for seed in range(symbols)]
        assert our_run(*feeds) == stock_run(*feeds, stdstats=False)

        rounds = [
            (cpu_seconds(lambda: stock_run(*feeds, stdstats=True)), cpu_seconds(lambda: our_run(*feeds)))
            for _ in "123"
        ]

        stock, ours = (min(times) for times in zip(*rounds, strict=True))
        assert stock / ours > 5
