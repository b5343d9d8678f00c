"""Weeks and months of symbols that have days only: whole ones, the same as anybody else makes of those days."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from engine.bars import PRICE_COLUMNS
from marketdata import obtaining, selectors, services, storing
from marketdata.fetching import Outcome
from marketdata.models import Instrument, PriceSeries
from marketdata.obtaining import obtain_bars
from marketdata.sources import sample, simulated
from marketdata.sources.base import Dataset
from marketdata.sources.ranges import Days
from marketdata.tests.feeding import given, traded

pytestmark = pytest.mark.django_db

FUNCTIONS = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}


@pytest.fixture
def prices(db):
    services.load_sample_data()


def by_pandas(bars, rule):
    """Return the columns pandas makes of days, each row under the first day of its week or month."""
    frame = pd.DataFrame({name: getattr(bars, name) for name in PRICE_COLUMNS}, index=pd.DatetimeIndex(bars.times))
    return frame.resample(rule, closed="left", label="left").agg(FUNCTIONS).dropna()


def frame_of(bars):
    return pd.DataFrame({name: getattr(bars, name) for name in PRICE_COLUMNS}, index=pd.DatetimeIndex(bars.times))


def store_weeks(source="Elsewhere"):
    """Keep a week of AAPL's as somebody fetched it."""
    apple = next(iter(sample.datasets()))
    weeks = replace(
        apple.bars.between(date(2005, 1, 3), date(2005, 1, 3)), interval="1wk", periods_per_year=52, source=source
    )
    return storing.store(dataset=replace(apple, bars=weeks), edition="")


class TestWeeksMadeFromDays:
    @pytest.mark.parametrize(("interval", "rule", "year"), [("1wk", "W-MON", 52), ("1mo", "MS", 12)])
    @pytest.mark.parametrize("symbol", ["AAPL", "FB", *simulated.SYMBOLS])
    def test_are_those_pandas_makes_but_for_unfinished_ends(self, prices, symbol, interval, rule, year):
        made = services.get_bars(symbol=symbol, interval=interval)

        independent = by_pandas(services.get_bars(symbol=symbol), rule)
        ours = frame_of(made)
        pd.testing.assert_frame_equal(ours, independent.loc[ours.index[0] : ours.index[-1]], check_freq=False)
        assert len(independent) - 2 <= len(ours) <= len(independent)
        assert (made.interval, made.periods_per_year) == (interval, year)

    def test_begin_with_the_first_whole_one_and_end_with_the_last(self, prices):
        # AAPL's days run from Wednesday, 1 March 2000 to Friday, 1 March 2013.
        weeks, months = (services.get_bars(symbol="AAPL", interval=interval) for interval in ("1wk", "1mo"))

        assert [day.isoformat() for day in weeks.dates[[0, -1]].tolist()] == ["2000-03-06", "2013-02-25"]
        assert [day.isoformat() for day in months.dates[[0, -1]].tolist()] == ["2000-03-01", "2013-02-01"]

    def test_say_what_they_are_and_which_days_they_come_from(self, prices):
        days, weeks = services.get_bars(symbol="IBM"), services.get_bars(symbol="IBM", interval="1wk")

        assert weeks.source == f"{days.source}, weeks made from days"
        assert (weeks.edition, weeks.calendar, weeks.adjustment) == (days.edition, days.calendar, days.adjustment)
        assert weeks.dates_per_year == days.dates_per_year

    def test_are_cut_and_led_up_to_in_their_own_number(self, prices):
        asked = {"start_date": date(2005, 1, 5), "end_date": date(2005, 3, 1), "interval": "1wk"}
        weeks = services.get_bars(symbol="AAPL", **asked, warmup=30)

        # As of stored weeks it is those that begin within the dates.
        assert (weeks.warmup, weeks.dates[30].item()) == (30, date(2005, 1, 10))
        assert weeks.dates[-1].item() == date(2005, 2, 28)
        assert weeks.content_hash == services.get_bars(symbol="AAPL", **asked, warmup=30).content_hash
        assert weeks.content_hash != services.get_bars(symbol="AAPL", **asked).content_hash

    def test_take_one_query_more_for_many_symbols(self, prices, django_assert_max_num_queries):
        with django_assert_max_num_queries(2):
            found = services.get_many(symbols=("AAPL", "IBM", "MSFT"), interval="1mo")

        assert [one.symbol for one in found] == ["AAPL", "IBM", "MSFT"]

    def test_give_way_to_stored_ones(self, prices):
        store_weeks()

        weeks = services.get_bars(symbol="AAPL", interval="1wk")

        assert (weeks.source, len(weeks)) == ("Elsewhere", 1)
        assert services.get_bars(symbol="AAPL", interval="1mo").source.endswith("months made from days")

    def test_stay_what_they_were_where_their_edition_is_pinned(self, prices):
        before = services.get_bars(symbol="AAPL", interval="1wk")
        store_weeks()

        again = services.get_bars(symbol="AAPL", interval="1wk", pinned=[before.edition])

        assert again.content_hash == before.content_hash

    def test_are_not_made_from_days_fetched_piece_by_piece(self):
        bars = traded()
        storing.merge_bars(fetched=given(bars), first_date=bars.dates[0].item(), last_date=bars.dates[-1].item())

        with pytest.raises(services.NoData, match=r"There are no weekly bars of TST\. Use daily bars"):
            services.get_bars(symbol="TST", interval="1wk")

    def test_of_an_upload_are_made_for_its_owner_alone(self, prices, alice, bob):
        apple = next(iter(sample.datasets()))
        mine = Dataset(
            listing=replace(apple.listing, symbol="MY.APPLE"),
            bars=replace(apple.bars, symbol="MY.APPLE"),
            licence="",
            note="",
        )
        storing.store(dataset=mine, edition="")
        Instrument.objects.filter(symbol="MY.APPLE").update(owner=alice)

        weeks = services.get_bars(symbol="MY.APPLE", interval="1wk", user=alice)

        assert (weeks.close == services.get_bars(symbol="AAPL", interval="1wk").close).all()
        with pytest.raises(services.NoData):
            services.get_bars(symbol="MY.APPLE", interval="1wk", user=bob)

    def test_of_no_calendar_are_whole_by_weekdays(self, prices):
        apple = PriceSeries.objects.get(instrument__symbol="AAPL").instrument
        apple.calendar = ""
        apple.save()

        # The first stored day is a Wednesday.
        assert services.get_bars(symbol="AAPL", interval="1wk").dates[0].item() == date(2000, 3, 6)

    def test_outside_the_days_are_refused_with_what_there_is(self, prices):
        with pytest.raises(services.NoData, match="no whole weeks of AAPL up to 3 Mar 2000: its days run"):
            services.get_bars(symbol="AAPL", interval="1wk", end_date=date(2000, 3, 3))

    def test_are_known_to_whoever_offers_intervals(self, prices):
        assert all(one.makes_weeks for one in selectors.coverages(None))


class TestWeeksNoSourceGives:
    @pytest.fixture
    def silent(self, prices, monkeypatch):
        """Have sources give none of the days asked for."""

        def fetch(wanted, **_):
            return Outcome(lacking=(Days(wanted.first_date, wanted.last_date),))

        monkeypatch.setattr(obtaining, "may_be_fetched", lambda *_, **__: True)
        monkeypatch.setattr(obtaining, "fetch_missing", fetch)

    def test_are_made_from_days_with_a_note(self, silent):
        asked = {"start_date": date(2005, 1, 5), "end_date": date(2005, 3, 1)}
        obtained = obtain_bars(symbol="AAPL", interval="1wk", **asked)

        assert obtained.bars.dates[0].item() == date(2005, 1, 10)
        [note] = obtained.notes
        assert note.startswith("Weekly bars of AAPL could not be fetched (")
        assert note.endswith("): they are made from its days.")

    @pytest.mark.parametrize(
        ("first", "last"), [(date(1999, 6, 1), date(2005, 1, 1)), (date(2005, 1, 1), date(2015, 1, 1))]
    )
    def test_are_refused_where_there_are_no_days(self, silent, first, last):
        with pytest.raises(services.NoData, match="Choose dates from"):
            obtain_bars(symbol="AAPL", interval="1wk", start_date=first, end_date=last)
