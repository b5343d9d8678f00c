from datetime import UTC, date, datetime

import numpy as np
import pytest

from marketdata.sources import calendars
from marketdata.sources.base import Interval
from marketdata.sources.calendars import CalendarError
from marketdata.sources.exchanges import (
    BY_INDEX,
    BY_SUFFIX,
    DAYS_A_YEAR,
    FUTURES,
    ROUND_THE_CLOCK,
    SOFT_FUTURES,
    WEEKDAYS,
)

# They cannot be made by exchange_calendars 4.13.2 with pandas 3.1; a newer one may mend them.
OUT_OF_ORDER = {"ASEX", "XTAE"}


def days(calendar: str, first: str, last: str) -> list[str]:
    return calendars.sessions(calendar, date.fromisoformat(first), date.fromisoformat(last)).astype(str).tolist()


class TestSessions:
    def test_leave_out_the_days_of_hurricane_sandy(self):
        assert days("XNYS", "2012-10-26", "2012-10-31") == ["2012-10-26", "2012-10-31"]

    def test_leave_out_thanksgiving_and_the_weekend(self):
        assert days("XNYS", "2024-11-27", "2024-12-02") == ["2024-11-27", "2024-11-29", "2024-12-02"]

    def test_leave_out_the_day_of_mourning_in_2025(self):
        assert days("XNYS", "2025-01-08", "2025-01-10") == ["2025-01-08", "2025-01-10"]

    def test_have_weekends_where_coins_trade(self):
        assert len(days("24/7", "2024-11-25", "2024-12-01")) == 7

    def test_have_none_where_currencies_trade(self):
        assert len(days("24/5", "2024-11-25", "2024-12-01")) == 5

    def test_leave_out_boxing_day_in_london(self):
        assert days("XLON", "2024-12-23", "2024-12-27") == ["2024-12-23", "2024-12-24", "2024-12-27"]

    def test_leave_out_the_turn_of_the_year_in_tokyo(self):
        assert days("XTKS", "2024-12-30", "2025-01-06") == ["2024-12-30", "2025-01-06"]

    def test_reach_back_before_the_usual_twenty_years(self):
        # The funeral of President Kennedy.
        assert days("XNYS", "1963-11-22", "1963-11-26") == ["1963-11-22", "1963-11-26"]

    def test_say_where_a_calendar_ends(self):
        with pytest.raises(CalendarError, match="knows the days from 1 Jan 1997 on only"):
            days("XTKS", "1990-01-01", "1999-01-01")

    def test_say_that_a_calendar_is_not_known(self):
        with pytest.raises(CalendarError, match="no calendar called XNOPE"):
            days("XNOPE", "2020-01-01", "2021-01-01")


class TestIsHalfDay:
    @pytest.mark.parametrize(
        ("calendar", "day", "is_half"),
        [
            ("XNYS", "2024-11-29", True),
            ("XNYS", "2024-12-24", True),
            ("XNYS", "2024-11-27", False),
            ("XNYS", "2024-11-28", False),
            ("XLON", "2024-12-24", True),
            ("24/7", "2024-12-24", False),
        ],
    )
    def test_knows_early_closes(self, calendar, day, is_half):
        assert calendars.is_half_day(calendar, date.fromisoformat(day)) is is_half


class TestCloses:
    def test_are_earlier_on_half_days(self):
        found = calendars.closes("XNYS", date(2024, 11, 27), date(2024, 11, 29))

        assert found.astype(str).tolist() == ["2024-11-27T21:00:00.000000", "2024-11-29T18:00:00.000000"]

    def test_move_with_daylight_saving(self):
        found = calendars.opens("XNYS", date(2024, 3, 8), date(2024, 3, 11))

        assert found.astype("datetime64[m]").astype(str).tolist() == ["2024-03-08T14:30", "2024-03-11T13:30"]


class TestSessionOf:
    def test_is_the_day_traded_or_the_next(self):
        times = np.array(["2024-11-29T15:00", "2024-11-29T18:00", "2024-11-30T12:00"], dtype="datetime64[us]")

        found = calendars.session_of("XNYS", times).astype(str).tolist()

        assert found == ["2024-11-29", "2024-12-02", "2024-12-02"]

    def test_of_futures_begins_the_evening_before(self):
        times = np.array(["2024-11-24T23:30"], dtype="datetime64[us]")

        assert calendars.session_of("CMES", times).astype(str).tolist() == ["2024-11-25"]

    def test_of_nothing_is_nothing(self):
        assert len(calendars.session_of("XNYS", np.array([], dtype="datetime64[us]"))) == 0


class TestIsOver:
    @pytest.mark.parametrize(("hour", "is_over"), [(17, False), (18, True)])
    def test_knows_that_half_days_end_early(self, hour, is_over):
        now = datetime(2024, 11, 29, hour, tzinfo=UTC)

        assert calendars.is_over("XNYS", date(2024, 11, 29), now) is is_over

    def test_ends_a_day_without_a_session_with_the_day(self):
        assert not calendars.is_over("XNYS", date(2024, 11, 30), datetime(2024, 11, 30, 23, tzinfo=UTC))
        assert calendars.is_over("XNYS", date(2024, 11, 30), datetime(2024, 12, 1, 0, tzinfo=UTC))


class TestPeriodsPerYear:
    @pytest.mark.parametrize(
        ("calendar", "interval", "expected"),
        [
            ("XNYS", "1d", 252),
            ("XNYS", "1wk", 52),
            ("XNYS", "1mo", 12),
            ("24/7", "1d", 365),
            ("24/5", "1d", 261),
            ("XLON", "1d", 253),
            ("XTKS", "1d", 245),
        ],
    )
    def test_counts_sessions(self, calendar, interval, expected):
        assert calendars.periods_per_year(calendar, Interval(interval)) == expected

    def test_counts_the_hours_of_a_day_that_never_closes(self):
        assert calendars.periods_per_year("24/7", Interval.H1) == pytest.approx(365.25 * 24, abs=2)

    def test_counts_the_minutes_of_sessions_half_days_included(self):
        minutes = calendars.periods_per_year("XNYS", Interval.M1)

        assert 251 * 390 - 3 * 180 < minutes < 252 * 390

    def test_counts_seven_hourly_bars_in_a_session_of_six_and_a_half_hours(self):
        hours = calendars.periods_per_year("XNYS", Interval.H1)

        assert 252 * 7 - 12 < hours <= 252 * 7

    def test_leaves_out_the_lunch_of_tokyo(self):
        assert calendars.periods_per_year("XTKS", Interval.M30) == pytest.approx(245 * 10, abs=10)

    def test_can_be_counted_for_every_exchange_symbols_name(self):
        names = {exchange.calendar for exchange in (*BY_SUFFIX.values(), *BY_INDEX.values())}
        names |= {FUTURES, SOFT_FUTURES, ROUND_THE_CLOCK, WEEKDAYS}

        failing = {name for name in names if not _counts(name)}

        assert failing == OUT_OF_ORDER


def _counts(name: str) -> bool:
    try:
        return 200 < calendars.periods_per_year(name, Interval.D1) < 367
    except CalendarError:
        return False


class TestHours:
    @pytest.mark.parametrize(
        ("calendar", "interval", "first", "last"),
        [
            ("XNYS", Interval.H1, "09:30:00", "15:30:00"),
            ("XNYS", Interval.M1, "09:30:00", "15:59:00"),
            ("XTKS", Interval.M5, "09:00:00", "15:25:00"),
            (ROUND_THE_CLOCK, Interval.M30, "00:00:00", "23:30:00"),
            # They open at five in the evening before.
            (FUTURES, Interval.M15, "17:00:00", "16:45:00"),
        ],
    )
    def test_are_the_stamps_of_the_first_and_the_last_bar(self, calendar, interval, first, last):
        hours = calendars.hours(calendar, interval)

        assert (str(hours.session_start), str(hours.session_end)) == (first, last)

    @pytest.mark.parametrize(("calendar", "days"), DAYS_A_YEAR.items())
    def test_count_the_days_of_a_year_that_are_known_without_them(self, calendar, days):
        assert calendars.periods_per_year(calendar, Interval.D1) == days

    @pytest.mark.parametrize(
        ("calendar", "dates"), [("XNYS", 252), (ROUND_THE_CLOCK, 365), (WEEKDAYS, 261), (FUTURES, 311)]
    )
    def test_know_how_many_days_of_a_year_have_bars(self, calendar, dates):
        assert calendars.hours(calendar, Interval.H1).dates_per_year == dates
