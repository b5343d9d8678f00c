"""The page that screens symbols by a rule."""

from http import HTTPStatus
from pathlib import Path

import pytest
import talib
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators import screening
from indicators.forms import EXAMPLES
from indicators.library.rules import parse
from marketdata import services
from marketdata.models import Instrument, PriceSeries

SCREEN = "/indicators/screen/"
MOST_QUERIES = 14


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def prices(db):
    services.load_sample_data()


@pytest.fixture
def watching(alice, prices):
    for symbol in ("AAPL", "GOOG"):
        services.watch(user=alice, instrument=Instrument.objects.get(symbol=symbol))


def ask(client, rule, **given):
    return client.get(SCREEN, {"rule": rule, **given})


def symbols(rows):
    return [row.symbol for row in rows]


class TestScreen:
    def test_asks_before_it_answers(self, as_alice):
        response = as_alice.get(SCREEN)

        assert response.status_code == HTTPStatus.OK
        assert "screen" not in response.context
        assert b"RSI(14) &lt; 30" in response.content

    def test_judges_the_watchlist_by_the_values_of_the_indicators_page(self, as_alice, watching):
        rsi = {one: talib.RSI(services.get_bars(symbol=one).close, 14)[-1] for one in ("AAPL", "GOOG")}
        low, high = sorted(rsi, key=rsi.get)

        screen = ask(as_alice, f"RSI(14) < {sum(rsi.values()) / 2:.4f}").context["screen"]

        assert (symbols(screen.met), symbols(screen.unmet)) == ([low], [high])
        assert screen.met[0].cells == (("RSI(14)", f"{rsi[low]:.2f}", f"/indicators/rsi/?symbol={low}&timeperiod=14"),)

    def test_says_when_prices_end(self, as_alice, watching):
        response = ask(as_alice, "RSI(14) < 100")

        assert b"These are not today" in response.content
        assert response.content.count(b'<time datetime="2013-03-01">1 Mar 2013</time>') >= 2

    def test_screens_all_stored_symbols(self, as_alice, prices):
        screen = ask(as_alice, "CLOSE > 0", over="all").context["screen"]

        assert len(screen.met) == screen.count == Instrument.objects.count()

    def test_reads_the_prices_of_all_in_one_pair_of_queries(self, as_alice, watching):
        with CaptureQueriesContext(connection) as asked:
            ask(as_alice, "CLOSE > 0", over="all")

        assert len(asked) <= MOST_QUERIES

    def test_screens_typed_symbols_and_tells_of_each_it_cannot_read(self, as_alice, prices):
        screen = ask(as_alice, "CLOSE > 0", over="symbols", symbols="aapl, GOOG;APPL  nonsense").context["screen"]

        assert symbols(screen.met) == ["AAPL", "GOOG"]
        assert list(screen.refused) == ["APPL", "NONSENSE"]
        assert "Did you mean AAPL" in screen.refused["APPL"]

    def test_tells_which_value_is_missing(self, as_alice, prices):
        response = ask(as_alice, "CLOSE < SMA(200)", over="symbols", symbols="FB")

        assert symbols(response.context["screen"].untold) == ["FB"]
        assert b"SMA(200) has no value on the last bar. It needs 200 bars; there are 196." in response.content

    def test_links_no_value_that_its_page_does_not_draw(self, as_alice, watching):
        [[label, text, href]] = ask(as_alice, "SMA(VOLUME, 20) > 0").context["screen"].met[0].cells

        volume = services.get_bars(symbol="AAPL").volume[-20:].mean()
        assert (label, text, href) == ("SMA(VOLUME, 20)", f"{volume:,.0f}", "")

    def test_keeps_a_bad_rule_and_says_what_was_not_understood(self, as_alice):
        response = ask(as_alice, 'RSII(14) < "3', over="all")

        text = response.content.decode()
        assert "screen" not in response.context
        assert 'value="RSII(14) &lt; &quot;3"' in text
        assert "has no meaning in a rule" in text
        assert '<option value="all" selected>' in text

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"rule": ""}, "Write a rule, or choose an example."),
            ({"rule": "RSI < 30\0"}, "Null characters are not allowed."),
            ({"rule": "RSI < 30", "over": "moon"}, "Select a valid choice."),
            ({"rule": "RSI < 30", "over": "symbols"}, "Type at least one symbol."),
            ({"rule": "RSI < 30", "over": "symbols", "symbols": "A" * 1001}, "at most 1000 characters"),
            (
                {"rule": "RSI < 30", "over": "symbols", "symbols": " ".join(f"S{at}" for at in range(51))},
                "These are 51 symbols. Type 50 or fewer.",
            ),
            ({"rule": "<b>"}, "must be a number, a price or an indicator"),
        ],
    )
    def test_tells_what_is_wrong_with_what_was_asked(self, as_alice, given, told):
        response = as_alice.get(SCREEN, given)

        assert response.status_code == HTTPStatus.OK
        assert told in response.content.decode()
        assert b"<b>" not in response.content

    def test_refuses_what_would_take_too_long(self, as_alice, watching, monkeypatch):
        monkeypatch.setattr(screening, "MOST_STEPS", 1_000_000)

        response = ask(as_alice, "SMA(2000) > 0")

        assert b"would take too long. Choose shorter ones" in response.content

    def test_says_how_to_fill_an_empty_watchlist(self, as_alice):
        assert b"Your watchlist is empty" in ask(as_alice, "RSI < 30").content

    def test_says_what_was_left_out_of_many(self, as_alice, prices, monkeypatch):
        monkeypatch.setattr(screening, "MOST_SYMBOLS", 2)

        response = ask(as_alice, "CLOSE > 0", over="all")

        assert response.context["chosen"].left_out == Instrument.objects.count() - 2
        assert b"Not all symbols were screened." in response.content

    def test_shows_nobody_elses_prices(self, as_alice, bob, prices):
        Instrument.objects.filter(symbol="GOOG").update(owner=bob)

        everything = ask(as_alice, "CLOSE > 0", over="all").context["screen"]
        typed = ask(as_alice, "CLOSE > 0", over="symbols", symbols="GOOG").context["screen"]

        assert "GOOG" not in symbols(everything.met)
        assert list(typed.refused) == ["GOOG"]

    def test_reads_the_others_where_one_has_bad_prices(self, as_alice, watching, monkeypatch):
        PriceSeries.objects.filter(instrument__symbol="GOOG").update(current=None)

        screen = ask(as_alice, "CLOSE > 0", over="symbols", symbols="AAPL GOOG").context["screen"]

        assert (symbols(screen.met), list(screen.refused)) == (["AAPL"], ["GOOG"])

    def test_asks_a_visitor_to_sign_in(self, client):
        assert client.get(SCREEN)["Location"].startswith("/accounts/login/")

    def test_takes_no_post(self, as_alice):
        assert as_alice.post(SCREEN).status_code == HTTPStatus.METHOD_NOT_ALLOWED

    @pytest.mark.parametrize("page", ["/indicators/", "/markets/"])
    def test_is_found_from_the_lists(self, as_alice, page):
        assert b'href="/indicators/screen/"' in as_alice.get(page).content


class TestExamples:
    @pytest.mark.parametrize(("title", "rule"), EXAMPLES)
    def test_are_understood(self, title, rule):
        assert title
        assert parse(rule)

    def test_are_understood_in_the_documentation(self):
        page = (Path(__file__).parents[2] / "docs/how-to/screen-symbols.md").read_text()
        rules = [line.strip() for line in page.splitlines() if line.startswith("    ")]

        assert len(rules) == 5
        assert all(parse(rule) for rule in rules)
