"""That the lean engine stays fast, told by ratios with room for a busy machine."""

from bench.engine import cpu_seconds, our_run, stock_run, synthetic_bars


class TestLeanEngine:
    def test_takes_a_fifth_of_the_time_or_less(self):
        bars = synthetic_bars(2_500)
        assert our_run(bars) == stock_run(bars, stdstats=False)

        rounds = [
            (cpu_seconds(lambda: stock_run(bars, stdstats=True)), cpu_seconds(lambda: our_run(bars))) for _ in "123"
        ]

        stock, ours = (min(times) for times in zip(*rounds, strict=True))
        assert stock / ours > 5
