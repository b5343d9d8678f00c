"""How many bars become few candles."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from marketdata import candles
from marketdata.sources import simulated


@pytest.fixture(scope="module")
def daily():
    return next(iter(simulated.datasets())).bars


class TestCandles:
    def test_are_the_bars_where_there_is_room(self, daily):
        assert candles.candles_of(daily, most=len(daily)).bars is daily

    def test_keep_first_open_last_close_and_extremes(self, daily):
        weekly = candles.candles_of(daily, most=600)

        monday = weekly.bars.dates[1].item()
        second = daily.between(monday, monday + timedelta(days=6))
        assert weekly.interval == weekly.bars.interval == "1wk"
        assert len(second) == 7
        assert weekly.bars.open[1] == second.open[0]
        assert weekly.bars.close[1] == second.close[-1]
        assert weekly.bars.high[1] == second.high.max()
        assert weekly.bars.low[1] == second.low.min()
        assert weekly.bars.volume.sum() == daily.volume.sum()

    def test_are_months_at_the_longest(self, daily):
        monthly = candles.candles_of(daily, most=10)

        assert monthly.interval == "1mo"
        assert len(monthly.bars) == 120
        assert candles.candles_of(monthly.bars, most=10).bars is monthly.bars

    def test_of_minutes_grow_only_as_long_as_they_must(self, daily):
        count = len(daily)
        minutes = replace(
            daily,
            interval="1m",
            times=np.datetime64("2024-01-02", "us") + np.arange(count) * np.timedelta64(1, "m"),
        )

        assert candles.candles_of(minutes, most=1000).interval == "5m"
        assert candles.candles_of(minutes, most=300).interval == "15m"
        assert candles.candles_of(minutes, most=5).interval == "1d"
