"""What can be asked for here, read from the sources, and the page that shows it."""

import json
from dataclasses import asdict
from http import HTTPStatus

import pytest

from marketdata import gates, supported
from marketdata.sources.base import AssetClass, Failure, Interval, SourceError
from marketdata.sources.symbols import identify
from marketdata.sources.yahoo import FACTS as YAHOO
from marketdata.supported import EXAMPLES, Standing

PAGE = "/markets/sources/"


def standings():
    return {source.name: source.standing for source in supported.supported().sources}


class TestSupported:
    def test_says_of_each_source_whether_it_can_be_asked_here(self, settings, redis_url):
        settings.MARKET_SOURCES = ("yahoo", "alpha_vantage")
        settings.ALPHA_VANTAGE_API_KEY = ""

        assert standings() == {"yahoo": Standing.READY, "alpha_vantage": Standing.NO_KEY, "finnhub": Standing.OFF}

    def test_tells_when_a_source_that_failed_is_asked_again(self, settings, redis_url):
        settings.MARKET_SOURCES = ("yahoo",)
        gates.client.cache_clear()
        gates.shared_gate().failed(YAHOO, SourceError(Failure.UNAVAILABLE, "Yahoo Finance cannot be reached."))

        [yahoo] = [one for one in supported.supported().sources if one.name == "yahoo"]

        assert (yahoo.standing, yahoo.is_usable) == (Standing.RESTING, False)
        assert yahoo.told.startswith("Yahoo Finance cannot be reached. It is asked again in ")

    def test_names_every_class_and_every_interval(self, redis_url):
        found = supported.supported()

        assert [one.name for one in found.asset_classes] == [one.value for one in AssetClass]
        assert [one.name for one in found.intervals] == [one.value for one in Interval]
        assert all(one.sources for one in found.asset_classes)
        assert found.intervals[1].history["yahoo"] == 60

    def test_can_be_sent_as_json(self, redis_url):
        found = json.loads(json.dumps(asdict(supported.supported())))

        assert found["sources"][0]["standing"] == "OFF"


class TestExamples:
    @pytest.mark.parametrize(
        ("asset_class", "symbol"), [(one, text) for one, texts in EXAMPLES.items() for text in texts]
    )
    def test_are_of_their_class(self, asset_class, symbol):
        assert identify(symbol).asset_class is asset_class


class TestPage:
    @pytest.fixture
    def as_alice(self, client, alice, redis_url):
        client.force_login(alice)
        return client

    def test_shows_the_depth_of_every_interval(self, as_alice):
        intervals = {code: reaches for _, code, reaches in as_alice.get(PAGE).context["page"].intervals}

        assert intervals["5m"] == ("60 days", "", "All")

    def test_says_that_nothing_is_asked_where_no_source_is_named(self, as_alice):
        assert "No source is ever asked here" in as_alice.get(PAGE).content.decode()

    def test_names_the_setting_of_a_key_that_is_missing(self, as_alice, settings):
        settings.MARKET_SOURCES = ("yahoo", "finnhub")

        text = as_alice.get(PAGE).content.decode()

        assert "put one into FINNHUB_API_KEY" in text
        assert "Asked in this order: Yahoo Finance." in text

    def test_never_shows_a_key(self, as_alice, settings):
        settings.MARKET_SOURCES, settings.FINNHUB_API_KEY = ("finnhub",), "very-secret"

        assert "very-secret" not in as_alice.get(PAGE).content.decode()

    def test_is_reached_from_the_markets(self, as_alice):
        assert f'href="{PAGE}"' in as_alice.get("/markets/").content.decode()

    def test_is_not_for_visitors(self, client, db):
        assert client.get(PAGE).status_code == HTTPStatus.FOUND

    def test_takes_no_post(self, as_alice):
        assert as_alice.post(PAGE).status_code == HTTPStatus.METHOD_NOT_ALLOWED
