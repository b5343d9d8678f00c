"""The geometry of the charts: what is kept, where it is drawn."""

import re

import numpy as np
import pytest

from backtests import charts
from engine.metrics.drawdown import drawdown_curve


def days(count):
    return np.datetime64("2008-01-02", "us") + np.arange(count) * np.timedelta64(1, "D")


def walk(count, *, seed=1):
    steps = np.random.default_rng(seed).normal(0.0005, 0.02, count)
    return 100_000 * np.exp(np.cumsum(steps))


def points(path):
    return [tuple(map(float, pair.split())) for pair in re.split("[ML]", path.rstrip("Z")) if pair]


class TestEquityChart:
    def test_shows_the_last_values_in_the_legend(self):
        strategy, benchmark = walk(2_000), walk(2_000, seed=2)

        chart = charts.equity_chart(times=days(2_000), strategy=strategy, benchmark=benchmark)

        assert [entry.value for entry in chart.legend] == [strategy[-1], benchmark[-1]]
        assert str(chart.last_at) == str(days(2_000)[-1].astype("datetime64[D]"))

    def test_draws_every_point_inside_the_box(self):
        chart = charts.equity_chart(times=days(2_000), strategy=walk(2_000), benchmark=walk(2_000, seed=2))

        drawn = [point for curve in chart.curves for point in points(curve.path)]

        assert all(0 <= x <= 1000 and 0 <= y <= 1000 for x, y in drawn)

    def test_draws_the_strategy_over_the_benchmark(self):
        chart = charts.equity_chart(times=days(50), strategy=walk(50), benchmark=walk(50, seed=2))

        assert [curve.css for curve in chart.curves] == ["line--bench", "line--s1"]

    def test_gives_equal_growth_equal_height_on_a_log_scale(self):
        doubling = 100.0 * 2.0 ** np.arange(11)

        chart = charts.equity_chart(times=days(11), strategy=doubling, benchmark=doubling, scale="log")

        heights = [y for _, y in points(chart.curves[-1].path)]
        assert np.diff(heights) == pytest.approx(np.diff(heights)[0], abs=0.2)

    def test_stays_linear_when_equity_falls_below_zero(self):
        ruined = np.linspace(100.0, -20.0, 11)

        chart = charts.equity_chart(times=days(11), strategy=ruined, benchmark=ruined, scale="log")

        heights = [y for _, y in points(chart.curves[-1].path)]
        assert np.diff(heights) == pytest.approx(np.diff(heights)[0], abs=0.2)

    def test_draws_a_flat_line_and_a_single_bar(self):
        for count in (1, 5):
            flat = np.full(count, 100_000.0)

            chart = charts.equity_chart(times=days(count), strategy=flat, benchmark=flat)

            assert "nan" not in str(chart)

    def test_gives_the_cursor_one_value_a_point(self):
        chart = charts.equity_chart(times=days(2_000), strategy=walk(2_000), benchmark=walk(2_000, seed=2))

        lengths = {len(chart.data["d"]), len(chart.data["x"]), *(len(line["v"]) for line in chart.data["s"])}

        assert lengths == {chart.last_index + 1}


class TestDrawdownChart:
    def test_shows_the_worst_value_of_the_data(self):
        falls = [drawdown_curve(walk(5_000, seed=seed), initial=100_000) for seed in (1, 2)]

        chart = charts.drawdown_chart(times=days(5_000), strategy=falls[0], benchmark=falls[1])

        shown = [min(line["v"]) for line in chart.data["s"]]
        assert shown == pytest.approx([-fall.max() for fall in falls], abs=1e-5)

    def test_starts_with_zero_at_the_top(self):
        fall = drawdown_curve(walk(100), initial=100_000)

        chart = charts.drawdown_chart(times=days(100), strategy=fall, benchmark=fall)

        assert (chart.y_ticks[0].at, chart.y_ticks[0].text, chart.y_ticks[0].is_zero) == ("0.00%", "0%", True)


class TestTimeTicks:
    def test_names_years_of_a_long_span_and_months_of_a_short_one(self):
        long, short = charts.time_ticks(days(2_000)), charts.time_ticks(days(200))

        assert [text for _, text in long] == ["2008", "2009", "2010", "2011", "2012", "2013"]
        assert short[1][1] == "Feb 08"

    def test_never_names_more_than_eight(self):
        assert len(charts.time_ticks(days(20_000))) <= 8
