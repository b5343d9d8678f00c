from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketdata import selectors, services
from marketdata.models import BarChunk, Instrument, PriceSeries
from marketdata.sources import sample, simulated
from marketdata.sources.base import Dataset
from marketdata.sources.columns import ColumnsError


def apple() -> Dataset:
    return next(iter(sample.datasets()))


@pytest.fixture
def prices(db) -> None:
    services.load_sample_data()


@pytest.mark.django_db
class TestLoadSampleData:
    def test_stores_every_series_once(self):
        first, second = services.load_sample_data(), services.load_sample_data()

        assert (first, second) == (7, 0)
        assert PriceSeries.objects.count() == Instrument.objects.count() == 7

    def test_asks_one_question_when_all_is_there(self, django_assert_num_queries):
        services.load_sample_data()

        with django_assert_num_queries(1):
            services.load_sample_data()

    def test_replaces_an_older_edition(self):
        services.load_sample_data()
        PriceSeries.objects.filter(instrument__symbol="AAPL").update(edition="old", source="Elsewhere")

        written = services.load_sample_data()

        assert written == 1
        assert PriceSeries.objects.get(instrument__symbol="AAPL").source == sample.SOURCE

    def test_leaves_prices_from_elsewhere_alone(self):
        services.load_sample_data()
        PriceSeries.objects.filter(instrument__symbol="AAPL").update(edition="", source="Fetched")

        services.load_sample_data()

        assert PriceSeries.objects.filter(instrument__symbol="AAPL").count() == 2

    def test_writes_a_chunk_a_year(self):
        services.load_sample_data()

        chunks = BarChunk.objects.filter(series__instrument__symbol="AAPL")

        assert [chunk.year for chunk in chunks] == list(range(2000, 2014))
        assert sum(chunk.bar_count for chunk in chunks) == 3270


@pytest.mark.django_db
class TestStore:
    def test_writes_nothing_when_the_edition_is_there(self):
        services.store(dataset=apple(), edition="1")

        assert services.store(dataset=apple(), edition="1") is False
        assert PriceSeries.objects.count() == 1

    def test_brings_the_instrument_up_to_date(self):
        Instrument.objects.create(symbol="AAPL", name="Old name", asset_class="STOCK", periods_per_year=1)

        services.store(dataset=apple())

        assert Instrument.objects.get().name == "Apple Inc."


class TestGetBars:
    def test_gives_back_what_was_stored_to_the_last_bit(self, prices):
        for dataset in [*sample.datasets(), *simulated.datasets()]:
            bars = services.get_bars(symbol=dataset.listing.symbol)

            assert bars.content_hash == dataset.bars.content_hash
            assert (bars.source, bars.adjustment) == (dataset.bars.source, dataset.bars.adjustment)
            assert (bars.lot_size, bars.is_simulated) == (dataset.bars.lot_size, dataset.bars.is_simulated)

    def test_includes_both_ends_of_the_range(self, prices):
        bars = services.get_bars(symbol="AAPL", start_date=date(2012, 12, 31), end_date=date(2013, 1, 2))

        assert [str(day) for day in bars.dates] == ["2012-12-31", "2013-01-02"]

    def test_reads_a_decade_with_two_queries(self, prices):
        with CaptureQueriesContext(connection) as queries:
            bars = services.get_bars(symbol="AAPL", start_date=date(2003, 1, 1), end_date=date(2012, 12, 10))

        assert len(bars) == 2503
        assert len(queries) == 2

    def test_reads_many_symbols_with_two_queries(self, prices):
        symbols = ["MSFT", "aapl", "SIM-BTC"]
        with CaptureQueriesContext(connection) as queries:
            many = services.get_many(symbols=symbols, start_date=date(2008, 1, 1), warmup=20)

        one_by_one = [services.get_bars(symbol=symbol, start_date=date(2008, 1, 1), warmup=20) for symbol in symbols]
        assert [bars.content_hash for bars in many] == [bars.content_hash for bars in one_by_one]
        assert [bars.source for bars in many] == [bars.source for bars in one_by_one]
        assert len(queries) == 2

    def test_names_the_one_of_many_that_has_none(self, prices):
        with pytest.raises(services.NoData, match="FB prices up to 1 Jan 2010"):
            services.get_many(symbols=["AAPL", "FB"], end_date=date(2010, 1, 1))

    def test_brings_bars_before_the_start_along_with_the_same_queries(self, prices):
        period = {"start_date": date(2008, 1, 1), "end_date": date(2008, 12, 31)}
        with CaptureQueriesContext(connection) as queries:
            bars = services.get_bars(symbol="AAPL", **period, warmup=300)

        assert (len(bars), bars.warmup, str(bars.dates[300])) == (553, 300, "2008-01-02")
        assert len(queries) == 2

    def test_brings_along_what_there_is(self, prices):
        bars = services.get_bars(symbol="AAPL", start_date=date(2000, 6, 1), warmup=300)

        assert (bars.warmup, str(bars.dates[0])) == (64, "2000-03-01")

    def test_reaches_back_over_a_gap(self, prices):
        BarChunk.objects.filter(series__instrument__symbol="AAPL", year__in=(2006, 2007)).delete()

        bars = services.get_bars(symbol="AAPL", start_date=date(2008, 1, 1), end_date=date(2008, 2, 1), warmup=300)

        assert (bars.warmup, str(bars.dates[299])) == (300, "2005-12-30")

    @pytest.mark.parametrize("start_date", [None, date(1, 1, 1), date(2000, 3, 1)])
    def test_brings_nothing_along_where_nothing_is_earlier(self, prices, start_date):
        assert services.get_bars(symbol="AAPL", start_date=start_date, warmup=300).warmup == 0

    def test_takes_a_symbol_as_people_type_it(self, prices):
        assert services.get_bars(symbol=" aapl ").symbol == "AAPL"

    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            ({"symbol": "APPL"}, "Did you mean AAPL?"),
            ({"symbol": "apple"}, "Did you mean AAPL?"),
            ({"symbol": "ZZZZ"}, "There are prices for AAPL, FB, GOOG, IBM, MSFT, SIM-BTC, SIM-EURUSD."),
            ({"symbol": "FB", "end_date": date(2010, 1, 1)}, "they run from 18 May 2012 to 1 Mar 2013"),
            ({"symbol": "FB", "start_date": date(2020, 1, 1)}, "from 1 Jan 2020 on: they run from 18 May 2012"),
            (
                {"symbol": "AAPL", "start_date": date(2012, 12, 29), "end_date": date(2012, 12, 30)},
                "from 29 Dec 2012 to 30 Dec 2012",
            ),
            ({"symbol": "AAPL", "interval": "1h"}, "Use daily bars (1d)"),
        ],
    )
    def test_says_what_there_is_when_nothing_fits(self, prices, wanted, expected):
        with pytest.raises(services.NoData) as raised:
            services.get_bars(**wanted)

        assert expected in raised.value.text
        assert raised.value.code == "NO_DATA"

    def test_says_so_when_no_prices_are_loaded(self, db):
        with pytest.raises(services.NoData, match="no prices are loaded yet"):
            services.get_bars(symbol="AAPL")

    def test_refuses_a_damaged_chunk(self, prices):
        BarChunk.objects.filter(series__instrument__symbol="FB").update(columns=b"SBC1 damaged")

        with pytest.raises(ColumnsError):
            services.get_bars(symbol="FB")


class TestCoverage:
    def test_tells_range_and_origin(self, prices):
        found = selectors.coverage("GOOG")

        assert found is not None
        assert (found.first_date, found.last_date, found.bar_count) == (date(2004, 8, 19), date(2013, 3, 1), 2148)
        assert found.licence == "Public domain"

    def test_is_none_for_an_unknown_symbol(self, prices):
        assert selectors.coverage("ZZZZ") is None

    def test_lists_every_instrument_real_ones_first(self, prices):
        listed = selectors.coverages()

        assert [one.symbol for one in listed] == [one.symbol for one in selectors.instruments()]
        assert [one.is_simulated for one in listed] == [False] * 5 + [True] * 2
