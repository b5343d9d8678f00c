"""Bars refuse what no honest backtest could run on."""

from datetime import date, time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bars import Bars, BarsError, timeline


def bars(first="2020-01-01", count=5, symbol="AAPL", **changes):
    times = np.datetime64(first, "us") + np.arange(count) * np.timedelta64(1, "D")
    close = 100.0 + np.arange(count)
    columns = {
        "times": times,
        "open": close - 0.5,
        "high": close + 1,
        "low": close - 1,
        "close": close,
        "volume": np.full(count, 1000.0),
    }
    return Bars(symbol=symbol, **columns | changes)


class TestBars:
    def test_refuses_times_that_do_not_rise(self):
        times = bars().times[::-1].copy()

        with pytest.raises(BarsError, match="the bar of 2020-01-04 stands after that of 2020-01-05"):
            bars(times=times)

    def test_refuses_an_interval_that_is_none(self):
        with pytest.raises(BarsError, match="bars of 2h are not known, only 1m, 5m, 15m, 30m, 1h, 1d, 1wk, 1mo"):
            bars(interval="2h")

    def test_has_another_hash_once_its_session_is_another(self):
        plain, known = bars(interval="1h"), bars(interval="1h", session_end=time(15, 30))

        assert len({one.content_hash for one in (plain, known, bars(interval="1h", session_end=time(16)))}) == 3

    @pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0, -1.0])
    def test_refuses_an_impossible_price_and_names_its_bar(self, bad):
        close = bars().close.copy()
        close[2] = bad

        with pytest.raises(BarsError, match="2020-01-03"):
            bars(close=close)

    def test_names_a_date_that_comes_twice(self):
        times = bars().times.copy()
        times[3] = times[2]

        with pytest.raises(BarsError, match="two bars of 2020-01-03"):
            bars(times=times)

    def test_refuses_a_bar_without_a_date(self):
        times = bars().times.copy()
        times[3] = np.datetime64("NaT")

        with pytest.raises(BarsError, match="bar 4 has no date"):
            bars(times=times)

    @pytest.mark.parametrize(("volume", "kept"), [(np.nan, 0.0), (0.0, 0.0), (7.0, 7.0)])
    def test_keeps_a_volume_nobody_knows_as_zero(self, volume, kept):
        assert bars(volume=np.full(5, volume)).volume.tolist() == [kept] * 5

    @pytest.mark.parametrize(("volume", "told"), [(-1.0, "the volume is -1"), (np.inf, "the volume is infinite")])
    def test_refuses_an_impossible_volume(self, volume, told):
        with pytest.raises(BarsError, match=told):
            bars(volume=np.full(5, volume))

    def test_refuses_a_close_above_the_high(self):
        with pytest.raises(BarsError):
            bars(close=bars().high + 1)

    def test_refuses_times_of_another_unit(self):
        with pytest.raises(BarsError, match="datetime64"):
            bars(times=bars().times.astype("datetime64[D]"))

    def test_refuses_columns_of_unequal_length(self):
        with pytest.raises(BarsError, match="volume"):
            bars(volume=np.ones(3))


class TestContentHash:
    def test_is_equal_for_equal_prices(self):
        assert bars().content_hash == bars().content_hash

    @pytest.mark.parametrize("column", ["open", "high", "low", "close", "volume"])
    def test_changes_with_the_last_bit_of_any_value(self, column):
        values = getattr(bars(), column).copy()
        values[3] = np.nextafter(values[3], values[3] - 1)

        assert bars(**{column: values}).content_hash != bars().content_hash

    def test_changes_with_the_symbol(self):
        assert bars(symbol="IBM").content_hash != bars().content_hash


class TestBetween:
    def test_includes_both_ends(self):
        kept = bars().between(date(2020, 1, 2), date(2020, 1, 4))

        assert [str(day) for day in kept.dates] == ["2020-01-02", "2020-01-03", "2020-01-04"]

    def test_leaves_an_open_side_open(self):
        assert len(bars().between(None, None)) == 5

    def test_may_be_empty(self):
        assert len(bars().between(date(2030, 1, 1), None)) == 0


class TestTimeline:
    def test_is_the_feed_s_own_clock_for_one_feed(self):
        feed = bars()

        assert timeline([feed]) is feed.times

    @given(st.integers(0, 10), st.integers(1, 8), st.integers(1, 8))
    def test_holds_every_instant_of_every_feed_once_and_in_order(self, shift, first_count, second_count):
        first = bars(count=first_count)
        second = bars(first=str(np.datetime64("2020-01-01") + shift), count=second_count)

        clock = timeline([first, second])

        assert set(clock.tolist()) == set(first.times.tolist()) | set(second.times.tolist())
        assert (np.diff(clock) > np.timedelta64(0, "us")).all()
