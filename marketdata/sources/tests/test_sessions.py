from datetime import date

import numpy as np
import pytest

from marketdata.sources import calendars, sample
from marketdata.sources.adjusting import Piece
from marketdata.sources.base import Basis, Interval
from marketdata.sources.quality import examine
from marketdata.sources.sessions import Opened
from marketdata.sources.tests.made import DAY, day, made, without


def every_day(columns, interval=Interval.D1):
    first, last = (columns.times[at].astype("datetime64[D]") for at in (0, -1))
    # More than the bars cover: what lies outside of them is not missing.
    sessions = np.arange(first - 40, last + 40)
    return Opened(calendar="TEST", interval=interval, sessions=sessions)


def told(columns, opened):
    return [(one.kind.value, one.severity.value, one.count, one.first) for one in examine(columns, opened=opened)]


class TestMissingSessions:
    def test_are_none_where_every_session_has_a_bar(self):
        assert told(made(), every_day(made())) == []

    def test_of_one_day_are_a_note(self):
        assert told(without(made(), [100]), every_day(made())) == [("missing", "note", 1, (day(100),))]

    @pytest.mark.parametrize("rows", [[100, 101, 102], [20, 120]])
    def test_in_a_row_or_many_are_a_warning(self, rows):
        [found] = told(without(made(), rows), every_day(made()))

        assert found == ("missing", "warning", len(rows), tuple(day(row) for row in rows))

    def test_take_the_place_of_gaps(self):
        assert [one[0] for one in told(without(made(), range(100, 130)), every_day(made()))] == ["missing"]

    def test_of_weekly_bars_are_whole_weeks(self):
        weekly = made(step=7 * DAY)

        assert told(weekly, every_day(weekly, Interval.WK1)) == []
        [found] = examine(without(weekly, [10]), opened=every_day(weekly, Interval.WK1))
        assert (found.kind, found.count) == ("missing", 1)
        assert found.text == "1 week has no bar (calendar TEST)"

    def test_of_bars_within_a_day_are_days_without_any(self):
        hourly = made(24 * 200, step=DAY // 24)

        assert told(hourly, every_day(hourly, Interval.H1)) == []
        assert told(without(hourly, range(240, 250)), every_day(hourly, Interval.H1)) == []
        [found] = told(without(hourly, range(240, 264)), every_day(hourly, Interval.H1))
        assert found == ("missing", "note", 1, (day(10),))


class TestClosedDays:
    def closed(self, columns, rows, interval=Interval.D1):
        opened = every_day(columns, interval)
        days = columns.times[rows].astype("datetime64[D]")
        sessions = opened.sessions[~np.isin(opened.sessions, days)]
        return Opened(calendar="TEST", interval=interval, sessions=sessions)

    def test_with_a_bar_are_told(self):
        assert told(made(), self.closed(made(), [100])) == [("closed", "note", 1, (day(100),))]
        assert told(made(), self.closed(made(), [20, 120])) == [("closed", "warning", 2, (day(20), day(120)))]

    def test_are_no_matter_within_a_day(self):
        hourly = made(24 * 200, step=DAY // 24)

        assert told(hourly, self.closed(hourly, [240], Interval.H1)) == []


class TestSourceChanges:
    def piece(self, first, last, source):
        return Piece(
            first_date=date.fromisoformat(day(first)),
            last_date=date.fromisoformat(day(last)),
            source=source,
            basis=Basis.AS_TRADED,
            as_of=date(2026, 11, 20),
        )

    def test_are_told_with_the_days_another_source_takes_over(self):
        pieces = [self.piece(200, 299, "yahoo"), self.piece(0, 99, "yahoo"), self.piece(100, 199, "finnhub")]

        [found] = examine(made(), sources=pieces)

        assert (found.kind, found.severity, found.first) == ("source_change", "warning", (day(100), day(200)))
        assert found.text == "2 changes of source within the range: yahoo, finnhub"

    def test_are_none_when_one_source_was_asked_twice(self):
        assert examine(made(), sources=[self.piece(0, 99, "yahoo"), self.piece(100, 299, "yahoo")]) == ()

    def test_outside_the_bars_are_no_matter(self):
        later = without(made(), range(150))

        assert examine(later, sources=[self.piece(0, 149, "finnhub"), self.piece(150, 299, "yahoo")]) == ()


class TestBundledPrices:
    """The exchange's calendar and the bundled file agree to the day."""

    def opened(self, bars):
        sessions = calendars.sessions("XNYS", date(2000, 1, 1), date(2013, 12, 31))
        return Opened(calendar="XNYS", interval=Interval.D1, sessions=sessions)

    def test_miss_no_session_and_have_no_other_day(self):
        for dataset in sample.datasets():
            found = {one.kind.value for one in examine(dataset.bars, opened=self.opened(dataset.bars))}

            assert found <= {"extreme", "spike"}

    def test_would_be_told_to_miss_any_session(self):
        bars = next(iter(sample.datasets())).bars
        at = int(np.searchsorted(bars.times, np.datetime64("2012-10-31")))

        found = [one for one in examine(without(bars, [at]), opened=self.opened(bars)) if one.kind == "missing"]

        # The two days before are the storm of 2012, on which the exchange was closed.
        assert [(one.count, one.first) for one in found] == [(1, ("2012-10-31",))]
