from datetime import UTC, datetime

import numpy as np
import pytest

from marketdata.sources.assembling import Table, between_zones, local_times, over, shortest, wanted
from marketdata.sources.base import Interval
from marketdata.sources.tests.asking import wanted as request


def table(*stamps: str, close: float = 1.0) -> Table:
    column = np.full(len(stamps), close)
    times = np.array(stamps, dtype="datetime64[us]")
    return Table(times=times, open=column, high=column, low=column, close=column, volume=column)


def days_of(found: Table) -> list[str]:
    return found.times.astype("datetime64[D]").astype(str).tolist()


class TestTable:
    def test_leaves_out_rows_of_nulls_only(self):
        found = table("2024-01-02", "2024-01-03", close=np.nan)
        partly = Table(**{**found.__dict__, "open": np.array([1.0, np.nan])})

        assert len(found.without_gaps()) == 0
        # A bar with one price missing is a fault to be told, not a day off.
        assert days_of(partly.without_gaps()) == ["2024-01-02"]

    def test_puts_rows_in_order(self):
        assert days_of(table("2024-01-03", "2024-01-02").sorted()) == ["2024-01-02", "2024-01-03"]


class TestWanted:
    def test_keeps_both_ends(self):
        rows = table("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04")

        assert days_of(wanted(rows, request("AAPL", "2024-01-02", "2024-01-03"))) == ["2024-01-02", "2024-01-03"]

    def test_keeps_all_before_the_last_day_when_no_first_is_named(self):
        rows = table("1990-01-01", "2024-01-02", "2024-01-03")

        assert days_of(wanted(rows, request("AAPL", None, "2024-01-02"))) == ["1990-01-01", "2024-01-02"]


class TestBetweenZones:
    @pytest.mark.parametrize(
        ("origin", "target", "there", "here"),
        [
            ("America/New_York", "America/Chicago", "2026-11-02T09:30", "2026-11-02T08:30"),
            ("Europe/London", "UTC", "2026-10-23T01:00", "2026-10-23T00:00"),
            ("Europe/London", "UTC", "2026-10-26T01:00", "2026-10-26T01:00"),
            ("UTC", "UTC", "2026-10-26T01:00", "2026-10-26T01:00"),
        ],
    )
    def test_tells_what_other_clocks_show(self, origin, target, there, here):
        found = between_zones(np.array([there], dtype="datetime64[us]"), origin, target)

        assert str(found[0].astype("datetime64[m]")) == here

    def test_survives_the_hours_that_clocks_skip_or_repeat(self):
        odd = np.array(["2026-03-08T02:30", "2026-11-01T01:30"], dtype="datetime64[us]")

        assert len(between_zones(odd, "America/New_York", "UTC")) == 2


class TestLocalTimes:
    def test_are_those_of_the_exchange(self):
        seconds = np.array([datetime(2024, 3, 11, 13, 30, tzinfo=UTC).timestamp()], dtype=np.int64)

        assert str(local_times(seconds, "America/New_York")[0].astype("datetime64[m]")) == "2024-03-11T09:30"


class TestShortest:
    def test_leaves_real_numbers_alone(self):
        column = np.array([0.1, 187.15])

        assert shortest(column) is column

    def test_keeps_what_is_missing_missing(self):
        assert np.isnan(shortest(np.array([np.nan, 1.5]))[0])


class TestOver:
    def test_waits_for_the_close(self):
        rows = table("2024-11-27", "2024-11-29")

        before = over(rows, Interval.D1, "XNYS", datetime(2024, 11, 29, 17, 59, tzinfo=UTC))
        after = over(rows, Interval.D1, "XNYS", datetime(2024, 11, 29, 18, 0, tzinfo=UTC))

        assert (days_of(before), len(after)) == (["2024-11-27"], 2)

    @pytest.mark.parametrize(("day", "count"), [(2, 0), (3, 1)])
    def test_waits_a_day_more_where_the_calendar_ends(self, day, count):
        # Tokyo's begins in 1997: what is not known is not guessed.
        rows = table("1990-01-01")

        assert len(over(rows, Interval.D1, "XTKS", datetime(1990, 1, day, tzinfo=UTC))) == count

    def test_has_nothing_to_wait_for_in_nothing(self):
        assert len(over(table(), Interval.D1, "XNYS", datetime(2024, 1, 1, tzinfo=UTC))) == 0
