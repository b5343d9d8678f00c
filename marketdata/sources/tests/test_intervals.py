from datetime import date

import numpy as np
import pytest

from engine.bars import Bars
from marketdata.sources import alpha_vantage, finnhub, yahoo
from marketdata.sources.base import AssetClass, BarRequest, Failure, Interval, SourceError
from marketdata.sources.intervals import WORDS, check_offered, earliest, first_day, next_start, resampled

TODAY = date(2026, 11, 20)
ALL_FACTS = [yahoo.FACTS, alpha_vantage.FREE, alpha_vantage.PREMIUM, finnhub.FACTS]


def asked(interval: Interval, first: date | None, asset_class: AssetClass = AssetClass.STOCK) -> BarRequest:
    return BarRequest(
        symbol="AAPL", asset_class=asset_class, interval=interval, first_date=first, last_date=date(2026, 11, 19)
    )


def text_of(facts, request: BarRequest) -> str:
    with pytest.raises(SourceError) as caught:
        check_offered(facts, request, TODAY)
    assert caught.value.kind is Failure.NOT_OFFERED
    return caught.value.text


class TestInterval:
    def test_knows_what_falls_within_a_day(self):
        assert [each.value for each in Interval if each.is_intraday] == ["1m", "5m", "15m", "30m", "1h"]

    def test_lasts_ever_longer(self):
        lengths = [each.seconds for each in Interval]

        assert lengths == sorted(lengths)
        assert Interval.D1.seconds == 24 * 60 * 60

    def test_has_a_name_in_words(self):
        assert set(WORDS) == set(Interval)


class TestCheckOffered:
    def test_says_how_far_back_minutes_reach(self):
        text = text_of(yahoo.FACTS, asked(Interval.M5, date(2026, 1, 2)))

        assert text == (
            "5-minute bars from Yahoo Finance reach back 60 days: choose a start date from 22 Sep 2026 on, "
            "or a longer interval."
        )

    def test_passes_the_first_day_it_names(self):
        check_offered(yahoo.FACTS, asked(Interval.M5, date(2026, 9, 22)), TODAY)

        assert earliest(yahoo.FACTS, Interval.M5, TODAY) == date(2026, 9, 22)

    def test_refuses_the_day_before(self):
        assert "60 days" in text_of(yahoo.FACTS, asked(Interval.M5, date(2026, 9, 21)))

    def test_passes_decades_of_days(self):
        check_offered(yahoo.FACTS, asked(Interval.D1, date(1962, 1, 2)), TODAY)

    @pytest.mark.parametrize("first", [date(2026, 11, 20), date(2027, 1, 4)])
    def test_refuses_a_range_that_ends_before_it_begins(self, first):
        with pytest.raises(SourceError) as caught:
            check_offered(finnhub.FACTS, asked(Interval.M5, first), TODAY)

        assert caught.value.kind is Failure.NO_BARS

    def test_lists_the_intervals_there_are(self):
        text = text_of(alpha_vantage.FREE, asked(Interval.H1, None))

        assert text == "Alpha Vantage has no hourly bars. It offers daily bars, weekly bars, monthly bars."

    def test_lists_the_asset_classes_there_are(self):
        text = text_of(finnhub.FACTS, asked(Interval.D1, None, AssetClass.FUTURE))

        assert text == "Finnhub is not asked for AAPL: it offers stocks, ETFs, crypto, currency pairs only."


class TestFacts:
    @pytest.mark.parametrize("facts", ALL_FACTS, ids=lambda facts: facts.label)
    def test_declare_everything_a_page_shows(self, facts):
        assert facts.intervals
        assert facts.asset_classes
        assert all(days is None or days > 0 for days in facts.intervals.values())
        assert facts.volume_unit
        assert facts.time_zone
        assert facts.url_note
        assert facts.requests_a_minute > 0

    def test_hold_yahoo_s_limits(self):
        days = {interval.value: reach for interval, reach in yahoo.FACTS.intervals.items() if reach}

        assert days == {"1m": 30, "5m": 60, "15m": 60, "30m": 60, "1h": 730}


class TestResampled:
    days = np.array(["2024-01-31", "2024-02-01", "2024-02-02", "2024-02-05"], dtype="datetime64[us]")
    bars = Bars(
        symbol="AAPL",
        times=days,
        open=np.array([10.0, 11.0, 12.0, 13.0]),
        high=np.array([10.5, 14.0, 12.5, 13.5]),
        low=np.array([9.5, 10.0, 9.0, 12.5]),
        close=np.array([10.2, 12.0, 12.2, 13.2]),
        volume=np.array([100.0, 200.0, 300.0, 400.0]),
    )

    def test_begins_weeks_on_monday(self):
        weeks = resampled(self.bars, Interval.WK1, opened=self.days[:4], periods_per_year=52)

        assert weeks.dates.astype(str).tolist() == ["2024-01-29", "2024-02-05"]
        assert (weeks.open[0], weeks.high[0], weeks.low[0], weeks.close[0]) == (10.0, 14.0, 9.0, 12.2)
        assert weeks.volume.tolist() == [600.0, 400.0]
        assert (weeks.interval, weeks.periods_per_year) == ("1wk", 52)

    def test_begins_months_on_the_first(self):
        months = resampled(self.bars, Interval.MO1, opened=self.days[:4], periods_per_year=12)

        assert months.dates.astype(str).tolist() == ["2024-01-01", "2024-02-01"]
        assert (months.open[1], months.high[1], months.low[1], months.close[1]) == (11.0, 14.0, 9.0, 13.2)

    def test_says_what_was_done(self):
        assert resampled(self.bars, Interval.MO1, opened=self.days, periods_per_year=12).source.endswith(
            "months made from days"
        )

    @pytest.mark.parametrize(
        ("missing", "kept"),
        [
            ("2024-01-28", ["2024-01-29", "2024-02-05"]),
            ("2024-01-29", ["2024-02-05"]),
            ("2024-02-11", ["2024-01-29"]),
            ("2024-02-12", ["2024-01-29", "2024-02-05"]),
        ],
    )
    def test_leaves_out_a_week_at_either_end_that_lacks_a_session(self, missing, kept):
        opened = np.sort(np.append(self.days.astype("datetime64[D]"), np.datetime64(missing)))

        weeks = resampled(self.bars, Interval.WK1, opened=opened, periods_per_year=52)

        assert weeks.dates.astype(str).tolist() == kept

    def test_leaves_nothing_of_a_single_week_that_lacks_both_ends(self):
        opened = np.arange("2024-01-29", "2024-02-10", dtype="datetime64[D]")
        midweek = self.bars.between(date(2024, 1, 31), date(2024, 2, 1))

        assert len(resampled(midweek, Interval.WK1, opened=opened, periods_per_year=52)) == 0

    def test_has_nothing_to_make_of_nothing(self):
        nothing = self.bars.between(date(2030, 1, 1), None)

        assert len(resampled(nothing, Interval.WK1, opened=self.days, periods_per_year=52)) == 0


class TestFirstDay:
    @pytest.mark.parametrize(("day", "monday"), [("2024-01-01", "2024-01-01"), ("2023-12-31", "2023-12-25")])
    def test_is_the_monday_of_a_week(self, day, monday):
        assert first_day(date.fromisoformat(day), Interval.WK1) == date.fromisoformat(monday)
        assert next_start(date.fromisoformat(monday), Interval.WK1) > date.fromisoformat(day)
