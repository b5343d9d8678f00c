"""The list of markets, an instrument's page, the watchlist and the file of bars."""

from dataclasses import replace
from datetime import date
from http import HTTPStatus

import numpy as np
import pytest

from marketdata import services, storing
from marketdata.models import BarChunk, Instrument, PriceSeries, WatchlistEntry
from marketdata.sources import columns, simulated
from marketdata.sources.base import Dataset
from marketdata.tests.feeding import FIRST, TODAY, given, traded
from statis.templatetags import fmt

HTMX = {"HX-Request": "true"}
LIST = "/markets/"
MOST_QUERIES = 12


@pytest.fixture
def prices(db):
    services.load_sample_data()


@pytest.fixture
def as_alice(client, alice, prices):
    client.force_login(alice)
    return client


def copies(count):
    """Store that many more instruments."""
    coin = next(iter(simulated.datasets()))
    bars = coin.bars.between(coin.bars.dates[-300].item(), None)
    for number in range(count):
        symbol = f"COPY{number}"
        listing = replace(coin.listing, symbol=symbol)
        services.store(dataset=replace(coin, listing=listing, bars=replace(bars, symbol=symbol)))


def minutes(count):
    """Store an instrument with bars of a minute."""
    coin = next(iter(simulated.datasets()))
    walk = 100 + np.cumsum(np.random.default_rng(1).normal(0, 0.01, count))
    walk[count // 2] = 250.0
    bars = replace(
        coin.bars,
        symbol="TICKS",
        interval="1m",
        times=np.datetime64("2024-01-02T00:00", "us") + np.arange(count) * np.timedelta64(1, "m"),
        **dict.fromkeys(("open", "high", "low", "close"), walk),
        volume=np.ones(count),
    )
    services.store(
        dataset=Dataset(listing=replace(coin.listing, symbol="TICKS"), bars=bars, licence="Free", note="Made up")
    )


def spoil_apple():
    """Make the latest closes of a share impossible."""
    chunk = BarChunk.objects.filter(series__instrument__symbol="AAPL").last()
    broken = services.get_bars(symbol="AAPL").between(chunk.first_date, None)
    values = columns.Columns.of(broken)
    chunk.columns = columns.encode(replace(values, close=-values.close))
    chunk.save()


class TestIndex:
    def test_shows_no_price_where_the_stored_ones_cannot_be_used(self, as_alice):
        spoil_apple()

        [apple] = as_alice.get(LIST, {"q": "AAPL"}).context["rows"]

        assert (apple.close, apple.spark) == ("–", "")

    def test_shows_the_last_close_with_its_day_and_what_is_stored(self, as_alice):
        [apple] = [row for row in as_alice.get(LIST).context["rows"] if row.symbol == "AAPL"]

        stored = services.get_bars(symbol="AAPL")
        assert apple.close == f"{stored.close[-1]:.2f}"
        assert apple.date == stored.dates[-1].item()
        assert apple.bars == "3,270 daily bars"
        assert apple.spark.count("L") > 30

    def test_compares_minutes_day_by_day(self, as_alice):
        minutes(3 * 1_440)

        [row] = as_alice.get(LIST, {"q": "TICKS"}).context["rows"]

        days = services.get_bars(symbol="TICKS", interval="1m").close[1_439::1_440]
        assert row.spark.count("L") == 2
        assert row.change == fmt.percent(float(days[-1] / days[-2] - 1), 2)
        quote = as_alice.get("/markets/TICKS/").context["quote"]
        assert (quote.change, quote.before) == (row.change, f"{days[-2]:.2f}")

    def test_labels_what_is_simulated(self, as_alice):
        rows = {row.symbol: row.is_simulated for row in as_alice.get(LIST).context["rows"]}

        assert [symbol for symbol, is_simulated in rows.items() if is_simulated] == ["SIM-BTC", "SIM-EURUSD"]

    @pytest.mark.parametrize(
        ("words", "first"), [("ibm", "IBM"), ("apple", "AAPL"), ("simulated coin", "SIM-BTC"), ("A", "AAPL")]
    )
    def test_finds_by_symbol_and_name(self, as_alice, words, first):
        assert as_alice.get(LIST, {"q": words}).context["rows"][0].symbol == first

    def test_leaves_out_what_has_no_prices_any_more(self, as_alice):
        PriceSeries.objects.filter(instrument__symbol="FB").update(current=None)

        assert "FB" not in {row.symbol for row in as_alice.get(LIST).context["rows"]}
        assert as_alice.get("/markets/FB/").status_code == HTTPStatus.NOT_FOUND

    def test_survives_a_search_of_a_thousand_words(self, as_alice):
        assert as_alice.get("/markets/", {"q": "a " * 1_000}).status_code == 200

    def test_keeps_to_an_asset_class(self, as_alice):
        rows = as_alice.get(LIST, {"class": "CRYPTO"}).context["rows"]

        assert [row.symbol for row in rows] == ["SIM-BTC"]

    def test_says_when_nothing_fits(self, as_alice):
        text = as_alice.get(LIST, {"q": "<b>nope"}).content.decode()

        assert "Nothing fits your search" in text
        assert "<b>nope" not in text

    def test_says_when_nothing_is_stored(self, client, alice):
        client.force_login(alice)

        assert "No prices are stored yet" in client.get(LIST).content.decode()

    def test_gives_htmx_the_part(self, as_alice):
        text = as_alice.get(LIST, {"q": "aapl"}, headers=HTMX).content.decode()

        assert text.lstrip().startswith('<div class="stack" id="markets"')

    def test_asks_as_much_of_the_database_for_many_as_for_few(self, as_alice, alice, django_assert_max_num_queries):
        services.watch(user=alice, instrument=Instrument.objects.get(symbol="IBM"))
        with django_assert_max_num_queries(MOST_QUERIES) as few:
            as_alice.get(LIST)
        copies(15)
        services.watch(user=alice, instrument=Instrument.objects.get(symbol="COPY3"))

        with django_assert_max_num_queries(len(few)):
            response = as_alice.get(LIST)

        assert len(response.context["rows"]) == 22

    def test_shows_pages_of_many(self, as_alice):
        copies(30)

        response = as_alice.get(LIST, {"page": "2"})

        assert len(response.context["rows"]) == 12

    def test_is_not_for_visitors(self, client, prices):
        assert client.get(LIST).status_code == HTTPStatus.FOUND

    def test_takes_no_post(self, as_alice):
        assert as_alice.post(LIST).status_code == HTTPStatus.METHOD_NOT_ALLOWED


class TestDetail:
    def test_shows_last_price_coverage_and_facts(self, as_alice):
        response = as_alice.get("/markets/AAPL/")

        text = response.content.decode()
        assert response.context["quote"].at == "1 Mar 2013"
        assert "years old" in response.context["quote"].age
        assert "No year is missing" in text
        assert services.get_bars(symbol="AAPL").adjustment.split(".")[0] in text
        assert "/runs/new/?symbol=AAPL" in text

    def test_takes_a_symbol_in_small_letters(self, as_alice):
        assert as_alice.get("/markets/aapl/").context["instrument"].symbol == "AAPL"

    def test_takes_other_spellings(self, as_alice):
        copies(1)
        Instrument.objects.filter(symbol="COPY0").update(symbol="BTC-USD")

        assert as_alice.get("/markets/$aapl/").context["instrument"].symbol == "AAPL"
        assert as_alice.get("/markets/BTCUSD/").context["instrument"].symbol == "BTC-USD"
        assert as_alice.get(LIST, {"q": "btc/usd"}).context["rows"][0].symbol == "BTC-USD"

    def test_asks_little_of_the_database(self, as_alice, django_assert_max_num_queries):
        with django_assert_max_num_queries(MOST_QUERIES):
            as_alice.get("/markets/AAPL/", {"range": "all"})

    def test_draws_the_range_asked_for(self, as_alice):
        chart = as_alice.get("/markets/AAPL/", {"range": "3m"}).context["chart"]

        assert 60 <= len(chart.data["bars"]) <= 64
        assert chart.note == ""

    def test_draws_longer_candles_of_a_long_range(self, as_alice):
        chart = as_alice.get("/markets/AAPL/", {"range": "all"}).context["chart"]

        bars = services.get_bars(symbol="AAPL")
        assert chart.note.startswith("Weekly candles")
        assert max(row[2] for row in chart.data["bars"]) == round(bars.high.max(), 2)
        assert min(row[3] for row in chart.data["bars"]) == round(bars.low.min(), 2)
        assert sum(chart.data["volume"]) == bars.volume.sum()

    def test_stays_light_over_ten_thousand_minutes(self, as_alice):
        minutes(10_000)

        response = as_alice.get("/markets/TICKS/", {"range": "all"})

        chart = response.context["chart"]
        assert len(chart.data["bars"]) <= 1500
        assert max(row[2] for row in chart.data["bars"]) == 250.0
        assert chart.data["bars"][0][0] == 1_704_153_600
        assert len(response.content) < 120_000

    def test_calls_no_year_full_for_want_of_a_fuller_one(self, as_alice):
        minutes(1_440)
        PriceSeries.objects.filter(interval="1m").update(periods_per_year=525_600)

        [series] = as_alice.get("/markets/TICKS/").context["coverage"].series

        # A day of a year.
        assert float(series.years[0].height) < 1

    def test_offers_the_intervals_there_are(self, as_alice):
        minutes(100)
        coin = next(iter(simulated.datasets()))
        services.store(
            dataset=replace(
                coin, listing=replace(coin.listing, symbol="TICKS"), bars=replace(coin.bars, symbol="TICKS")
            )
        )

        response = as_alice.get("/markets/TICKS/", {"interval": "1m"})

        assert [(link.label, link.is_current) for link in response.context["intervals"]] == [
            ("1-minute", True),
            ("Daily", False),
        ]
        assert [one.label for one in response.context["coverage"].series] == ["1-minute", "Daily"]

    def test_shows_missing_years_as_gaps(self, as_alice):
        BarChunk.objects.filter(series__instrument__symbol="AAPL", year__in=(2004, 2005)).delete()

        text = as_alice.get("/markets/AAPL/").content.decode()

        assert "Nothing in 2004, 2005." in text

    def test_tells_what_is_odd_in_the_prices(self, as_alice):
        [oddity] = as_alice.get("/markets/AAPL/").context["oddities"]

        assert (oddity.label, oddity.when) == ("Note", "29 Sep 2000")
        assert "−51.9%" in oddity.text or "-51.9%" in oddity.text

    def test_tells_that_nothing_is_odd(self, as_alice):
        assert "Nothing wrong or odd in 3,653 bars." in as_alice.get("/markets/SIM-BTC/").content.decode()

    def test_says_why_prices_cannot_be_shown(self, as_alice):
        spoil_apple()

        response = as_alice.get("/markets/AAPL/")

        assert "The prices cannot be shown." in response.content.decode()
        assert "Coverage" in response.content.decode()

    def test_suggests_what_may_be_meant(self, as_alice):
        response = as_alice.get("/markets/APPL/")

        assert response.status_code == HTTPStatus.NOT_FOUND
        assert response.context["nearest"][0][0] == "AAPL"

    @pytest.mark.parametrize("symbol", ["^GSPC", "EURUSD=X", "<script>", "%25", "%00", "x" * 300])
    def test_knows_no_symbol_that_is_not_stored(self, as_alice, symbol):
        response = as_alice.get(f"/markets/{symbol}/")

        assert response.status_code == HTTPStatus.NOT_FOUND
        assert "<script>”" not in response.content.decode()

    def test_ignores_a_range_and_an_interval_there_is_not(self, as_alice):
        response = as_alice.get("/markets/AAPL/", {"range": "9z", "interval": "2h"})

        assert response.context["range"] == "1y"

    def test_is_not_for_visitors(self, client, prices):
        assert client.get("/markets/AAPL/").status_code == HTTPStatus.FOUND

    def test_takes_no_post(self, as_alice):
        assert as_alice.post("/markets/AAPL/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


class TestWatch:
    def test_puts_an_instrument_on_top_of_the_list(self, as_alice):
        response = as_alice.post("/markets/IBM/watch/", {"watched": "1", "next": "/markets/?page=1"})

        assert response.url == "/markets/?page=1"
        assert [row.symbol for row in as_alice.get(LIST).context["watched"]] == ["IBM"]
        assert as_alice.get("/markets/IBM/").context["is_watched"]

    def test_takes_it_off_again(self, as_alice):
        for wanted in ("1", "1", "0", "0"):
            as_alice.post("/markets/IBM/watch/", {"watched": wanted})

        assert as_alice.get(LIST).context["watched"] == []

    def test_is_of_one_s_own_list_only(self, as_alice, alice, bob):
        services.watch(user=bob, instrument=Instrument.objects.get(symbol="AAPL"))

        as_alice.post("/markets/AAPL/watch/", {"watched": "0"})

        assert as_alice.get(LIST).context["watched"] == []
        assert WatchlistEntry.objects.get().user == bob

    @pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
    def test_leads_nowhere_else(self, as_alice, back):
        assert as_alice.post("/markets/IBM/watch/", {"watched": "1", "next": back}).url == LIST

    def test_needs_a_token(self, alice, prices):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        strict.force_login(alice)

        assert strict.post("/markets/IBM/watch/", {"watched": "1"}).status_code == HTTPStatus.FORBIDDEN

    def test_knows_no_symbol_that_is_not_stored(self, as_alice):
        assert as_alice.post("/markets/NOPE/watch/").status_code == HTTPStatus.NOT_FOUND

    def test_is_not_for_visitors(self, client, prices):
        assert client.post("/markets/IBM/watch/").url.startswith("/accounts/login/")

    def test_takes_no_get(self, as_alice):
        assert as_alice.get("/markets/IBM/watch/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


class TestBarsCsv:
    def test_has_every_bar_as_it_is_stored(self, as_alice):
        response = as_alice.get("/markets/AAPL/bars.csv")

        header, *lines = b"".join(response.streaming_content).decode().splitlines()
        bars = services.get_bars(symbol="AAPL")
        assert header == "time,open,high,low,close,volume"
        assert [line.split(",")[0] for line in lines] == bars.dates.astype(str).tolist()
        assert [float(line.split(",")[4]) for line in lines] == bars.close.tolist()
        assert response["Content-Disposition"] == 'attachment; filename="statis-AAPL-1d.csv"'

    def test_is_sent_in_parts_of_many_lines(self, as_alice):
        minutes(6_000)

        parts = list(as_alice.get("/markets/TICKS/bars.csv").streaming_content)

        assert len(parts) == 3
        assert b"".join(parts).count(b"\r\n") == 6_001

    def test_has_the_time_of_day_of_short_bars(self, as_alice):
        minutes(3)

        lines = b"".join(as_alice.get("/markets/TICKS/bars.csv").streaming_content).decode().splitlines()

        assert lines[2].startswith("2024-01-02 00:01:00,")

    def test_of_an_unknown_symbol_is_not_there(self, as_alice):
        assert as_alice.get("/markets/NOPE/bars.csv").status_code == HTTPStatus.NOT_FOUND

    def test_is_not_for_visitors(self, client, prices):
        assert client.get("/markets/AAPL/bars.csv").status_code == HTTPStatus.FOUND

    def test_of_a_broken_series_is_not_there(self, as_alice):
        spoil_apple()

        assert as_alice.get("/markets/AAPL/bars.csv").status_code == HTTPStatus.NOT_FOUND


@pytest.fixture
def shares(prices):
    """Store a share that was split and paid dividends."""
    storing.merge_bars(fetched=given(traded()), first_date=FIRST, last_date=TODAY)


class TestSharesWithActions:
    def test_list_every_split_and_dividend(self, as_alice, shares):
        actions = as_alice.get("/markets/TST/").context["actions"]

        assert actions[0] == ("29 Dec 2023", "Dividend, USD 0.25 a share")
        assert ("6 Mar 2023", "Split, 4 for 1") in actions
        assert len(actions) == 4

    def test_name_exchange_and_calendar(self, as_alice, shares):
        facts = dict(as_alice.get("/markets/TST/").context["facts"])

        assert (facts["Exchange"], facts["Calendar"]) == ("XNYS", "XNYS")
        assert facts["Adjustment"].startswith("Adjusted for splits and dividends")

    def test_show_no_jump_where_they_were_split(self, as_alice, prices):
        last = date(2023, 3, 6)
        storing.merge_bars(fetched=given(traded(FIRST, last), as_of=last), first_date=FIRST, last_date=last)

        [row] = as_alice.get(LIST, {"q": "TST"}).context["rows"]

        adjusted = services.get_bars(symbol="TST").close
        assert row.change == fmt.percent(float(adjusted[-1] / adjusted[-2] - 1), 2)
        assert row.change.lstrip("+−") < "9"


class TestPrivatePrices:
    @pytest.fixture
    def of_bob(self, bob, prices):
        storing.merge_bars(fetched=given(traded()), first_date=FIRST, last_date=TODAY, owner=bob)
        services.watch(user=bob, instrument=Instrument.objects.get(symbol="TST"))

    def test_are_there_for_nobody_else(self, as_alice, of_bob):
        assert as_alice.get(LIST, {"q": "TST"}).context["rows"] == []
        assert "TST" not in [row.symbol for row in as_alice.get(LIST).context["rows"]]
        for path in ("/markets/TST/", "/markets/TST/bars.csv"):
            assert as_alice.get(path).status_code == HTTPStatus.NOT_FOUND
        assert as_alice.post("/markets/TST/watch/", {"watched": "1"}).status_code == HTTPStatus.NOT_FOUND
        assert "TST" not in dict(as_alice.get("/markets/TSX/").context["nearest"])

    def test_are_their_owner_s(self, client, bob, of_bob):
        client.force_login(bob)

        [row] = client.get(LIST).context["watched"]
        assert (row.symbol, row.is_private) == ("TST", True)
        assert "Private" in client.get("/markets/TST/").content.decode()
        assert b"".join(client.get("/markets/TST/bars.csv").streaming_content).startswith(b"time,open")

    def test_come_before_everybody_s_of_the_same_symbol(self, client, bob, of_bob, shares):
        client.force_login(bob)

        assert client.get("/markets/TST/").context["instrument"].owner == bob
