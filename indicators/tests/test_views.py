"""The catalogue page and an indicator's own page."""

import json
import re
from http import HTTPStatus

import numpy as np
import pytest
import talib
from django.core import checks

from indicators import computing
from indicators.apps import talib_check
from indicators.library import registry
from marketdata import services
from marketdata.models import Instrument, WatchlistEntry
from statis.templatetags import fmt

HTMX = {"HX-Request": "true"}
LIST = "/indicators/"
RSI = "/indicators/rsi/"
MOST_QUERIES = 14


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def prices(db):
    services.load_sample_data()


def chart_data(response) -> dict:
    found = re.search(r'<script id="indicator-data" type="application/json">(.*?)</script>', response.content.decode())
    return json.loads(found[1])


class TestIndex:
    def test_lists_every_indicator_by_category_the_best_known_first(self, as_alice):
        groups = as_alice.get(LIST).context["groups"]

        assert sum(len(group.entries) for group in groups) == len(registry.ENTRIES)
        assert groups[0].label == "Trend"
        assert [entry.name for entry in groups[0].entries[:3]] == ["SMA", "EMA", "WMA"]
        assert [entry.name for entry in groups[1].entries[:3]] == ["RSI", "MACD", "STOCH"]

    @pytest.mark.parametrize(("words", "first"), [("golden cross", "SMA"), ("rsi", "RSI"), ("bollinger", "BBANDS")])
    def test_finds_by_name_and_by_other_names(self, as_alice, words, first):
        groups = as_alice.get(LIST, {"q": words}).context["groups"]

        assert first in [entry.name for group in groups for entry in group.entries]

    def test_keeps_to_a_category(self, as_alice):
        [group] = as_alice.get(LIST, {"category": "pattern"}).context["groups"]

        assert {entry.category for entry in group.entries} == {"pattern"}

    def test_says_when_nothing_fits(self, as_alice):
        assert b"No indicator fits your search" in as_alice.get(LIST, {"q": "zzzzqqq"}).content

    @pytest.mark.parametrize("query", [{"category": "no such"}, {"q": "\0"}, {"q": "%' --"}, {"q": "<b>"}])
    def test_shrugs_at_bad_queries(self, as_alice, query):
        response = as_alice.get(LIST, query)

        assert response.status_code == HTTPStatus.OK
        assert b"<b>" not in response.content

    def test_answers_htmx_with_the_list_alone(self, as_alice):
        response = as_alice.get(LIST, {"q": "average"}, headers=HTMX)

        assert b"<html" not in response.content
        assert b'id="catalogue"' in response.content

    def test_asks_a_visitor_to_sign_in(self, client):
        assert client.get(LIST)["Location"].startswith("/accounts/login/")

    def test_takes_no_post(self, as_alice):
        assert as_alice.post(LIST).status_code == HTTPStatus.METHOD_NOT_ALLOWED


class TestDetail:
    def test_draws_the_values_of_the_library(self, as_alice, prices):
        response = as_alice.get(RSI, {"symbol": "AAPL", "timeperiod": "5"})

        [line] = chart_data(response)["lines"]
        expected = talib.RSI(services.get_bars(symbol="AAPL").close, 5)[-252:]
        np.testing.assert_allclose(line["v"], expected, atol=1e-3)
        assert (line["pane"], line["levels"], line["kind"]) == (2, [30.0, 70.0], "line")

    def test_draws_bands_over_the_prices(self, as_alice, prices):
        lines = chart_data(as_alice.get("/indicators/bbands/", {"symbol": "AAPL"}))["lines"]

        assert [(line["name"], line["pane"]) for line in lines] == [
            ("Upper band", 0),
            ("Middle band", 0),
            ("Lower band", 0),
        ]

    def test_marks_candle_patterns_and_tells_what_followed(self, as_alice, prices):
        response = as_alice.get("/indicators/cdlengulfing/", {"symbol": "AAPL", "range": "504"})

        data = chart_data(response)
        bars = services.get_bars(symbol="AAPL")
        marks = talib.CDLENGULFING(bars.open, bars.high, bars.low, bars.close)
        assert len(data["markers"]) == np.count_nonzero(marks[-504:])
        assert data["lines"] == []
        rows = {row.label: row.count for row in response.context["patterns"]}
        assert rows["Rising form"] == str(np.count_nonzero(marks > 0))
        assert rows["Any bar"].startswith("3,2")

    def test_lists_the_occurrences_of_a_pattern_fifty_a_page_the_latest_first(self, as_alice, prices):
        address = "/indicators/cdlengulfing/"
        first = as_alice.get(address, {"symbol": "AAPL"}).context
        last = as_alice.get(address, {"symbol": "AAPL", "page": "999"}).context

        bars = services.get_bars(symbol="AAPL")
        [at] = np.nonzero(talib.CDLENGULFING(bars.open, bars.high, bars.low, bars.close))
        assert first["occurrences"].paginator.count == len(at)
        assert [row.at for row in first["occurrence_rows"]] == bars.dates[at[::-1][:50]].astype(str).tolist()
        oldest = last["occurrence_rows"][-1]
        move = bars.close[at[0] + 5] / bars.close[at[0]] - 1
        assert (oldest.at, oldest.moves[1].text) == (str(bars.dates[at[0]]), fmt.percent(move, 2))

    def test_lists_no_occurrences_of_what_is_no_pattern(self, as_alice, prices):
        assert b"Occurrences" not in as_alice.get(RSI, {"symbol": "AAPL"}).content

    def test_lists_the_latest_values_without_a_script(self, as_alice, prices):
        rows = as_alice.get(RSI, {"symbol": "AAPL"}).context["latest"]

        assert rows[0][0] == "2013-03-01"
        assert (
            '<time datetime="2013-03-01">1 Mar 2013</time>' in as_alice.get(RSI, {"symbol": "AAPL"}).content.decode()
        )
        assert rows[0][2] == [("RSI", f"{talib.RSI(services.get_bars(symbol='AAPL').close, 14)[-1]:.2f}")]

    def test_says_what_it_means_where_it_comes_from_and_when_it_begins(self, as_alice, prices):
        text = as_alice.get(RSI).content.decode()

        assert "Wilder, New Concepts in Technical Trading Systems, 1978" in text
        assert "behind 14 bars" in text

    def test_shows_the_lines_of_a_strategy_with_the_settings_chosen(self, as_alice, prices):
        text = as_alice.get(RSI, {"timeperiod": "21"}).content.decode()

        assert "from statis_indicators import RSI" in text
        assert "self.rsi = RSI(self.data, timeperiod=21)" in text

    def test_begins_with_what_the_user_watches(self, as_alice, alice, prices):
        WatchlistEntry.objects.create(user=alice, instrument=Instrument.objects.get(symbol="MSFT"))

        assert as_alice.get(RSI).context["symbol"] == "MSFT"

    @pytest.mark.parametrize("value", ["1", "0", "-5", "two", "14.5", "1e9", "nan", "9" * 400])
    def test_marks_a_bad_setting_and_keeps_what_was_typed(self, as_alice, prices, value):
        response = as_alice.get(RSI, {"symbol": "AAPL", "timeperiod": value})

        [setting] = response.context["settings"]
        assert setting.value == value
        assert "Choose a whole number from 2 to 100,000" in setting.error
        assert "chart" not in response.context
        assert b'aria-invalid="true"' in response.content

    def test_tells_settings_that_do_not_fit_together(self, as_alice, prices):
        response = as_alice.get("/indicators/mavp/", {"symbol": "AAPL", "minperiod": "40"})

        assert "more than maxperiod" in response.context["problem"]

    def test_tells_how_many_bars_are_needed(self, as_alice, prices):
        response = as_alice.get(RSI, {"symbol": "AAPL", "timeperiod": "90000"})

        assert "RSI needs 90,001 bars for its first value; there are 3,270 of AAPL" in response.context["problem"]

    def test_refuses_what_would_take_too_long(self, as_alice, prices, monkeypatch):
        monkeypatch.setattr(computing, "MOST_STEPS", 3270 * 100)

        assert "chart" in as_alice.get("/indicators/cci/", {"symbol": "AAPL", "timeperiod": "100"}).context
        response = as_alice.get("/indicators/cci/", {"symbol": "AAPL", "timeperiod": "101"})

        assert response.context["problem"].endswith("Choose a period of 100 or less.")

    def test_computes_over_the_interval_chosen(self, as_alice, prices):
        response = as_alice.get(RSI, {"symbol": "AAPL", "interval": "1wk"})

        expected = talib.RSI(services.get_bars(symbol="AAPL", interval="1wk").close, 14)[-252:]
        np.testing.assert_allclose(chart_data(response)["lines"][0]["v"], expected, atol=1e-3)
        offered = [(one.interval, one.is_current) for one in response.context["intervals"]]
        assert offered == [("1d", False), ("1wk", True), ("1mo", False)]
        assert b'<option value="1wk" selected>' in response.content

    def test_compares_a_second_symbol_on_the_bars_that_both_have(self, as_alice, prices):
        response = as_alice.get("/indicators/correl/", {"symbol": "AAPL", "second": "msft", "timeperiod": "20"})

        one, other = (services.get_bars(symbol=symbol) for symbol in ("AAPL", "MSFT"))
        _, at, theirs = np.intersect1d(one.times, other.times, return_indices=True)
        expected = talib.CORREL(one.close[at], other.close[theirs], 20)[-252:]
        np.testing.assert_allclose(chart_data(response)["lines"][0]["v"], expected, atol=1e-3)
        assert "The second series is the close of MSFT, on the bars that both have" in response.content.decode()

    @pytest.mark.parametrize("second", ["\0", "<script>", "%", "A" * 500])
    def test_shrugs_at_a_bad_second_symbol(self, as_alice, prices, second):
        response = as_alice.get("/indicators/beta/", {"symbol": "AAPL", "second": second})

        assert "There are no stored prices of" in response.context["problem"]
        assert b"<script>" not in response.content.replace(b'<script>"', b"")

    def test_names_the_nearest_of_an_unknown_second_symbol(self, as_alice, prices):
        response = as_alice.get("/indicators/beta/", {"symbol": "AAPL", "second": "MSFTT"})

        assert "Did you mean MSFT?" in response.context["problem"]

    def test_names_the_nearest_of_an_unknown_symbol(self, as_alice, prices):
        assert "Did you mean AAPL?" in as_alice.get(RSI, {"symbol": "APPL"}).context["problem"]

    def test_says_when_no_prices_are_stored(self, as_alice):
        assert as_alice.get(RSI).context["problem"] == "No prices are stored yet."

    def test_shows_nobody_the_prices_of_another(self, as_alice, bob, prices):
        Instrument.objects.filter(symbol="AAPL").update(owner=bob)

        response = as_alice.get(RSI, {"symbol": "AAPL"})

        assert "There are no stored prices of “AAPL”" in response.context["problem"]
        assert "AAPL" not in response.context["symbols"]

    @pytest.mark.parametrize("path", ["/indicators/RSI/", "/indicators/relative strength index/"])
    def test_leads_other_names_to_the_one_address(self, as_alice, path):
        assert as_alice.get(path)["Location"] == RSI
        assert as_alice.get(path, {"symbol": "IBM", "timeperiod": "7"})["Location"] == f"{RSI}?symbol=IBM&timeperiod=7"

    def test_names_the_nearest_of_an_unknown_indicator(self, as_alice):
        response = as_alice.get("/indicators/macdd/")

        assert response.status_code == HTTPStatus.NOT_FOUND
        assert b'href="/indicators/macd/"' in response.content

    @pytest.mark.parametrize(
        "query", [{"range": "1e9"}, {"range": "-1"}, {"symbol": "\0"}, {"symbol": "<script>"}, {"page": "x"}]
    )
    def test_shrugs_at_bad_queries(self, as_alice, prices, query):
        response = as_alice.get(RSI, query)

        assert response.status_code == HTTPStatus.OK
        assert b"<script>" not in response.content.replace(b'<script>"', b"")

    def test_answers_htmx_with_the_workbench_alone(self, as_alice, prices):
        response = as_alice.get(RSI, {"symbol": "AAPL"}, headers=HTMX)

        assert b"<html" not in response.content
        assert b'id="workbench"' in response.content

    def test_asks_a_visitor_to_sign_in(self, client, db):
        assert client.get(RSI)["Location"].startswith("/accounts/login/")

    def test_takes_no_post(self, as_alice):
        assert as_alice.post(RSI).status_code == HTTPStatus.METHOD_NOT_ALLOWED

    def test_asks_the_database_few_questions(self, as_alice, prices, django_assert_max_num_queries):
        with django_assert_max_num_queries(MOST_QUERIES):
            as_alice.get(RSI, {"symbol": "AAPL"})


class TestWithoutTalib:
    @pytest.mark.parametrize("path", [LIST, RSI, "/indicators/cdldoji-no/"])
    def test_is_said_on_every_page(self, as_alice, prices, monkeypatch, path):
        assert b"TA-Lib is missing." not in as_alice.get(path).content

        monkeypatch.setattr(registry, "without_talib", True)

        assert b"TA-Lib is missing." in as_alice.get(path).content

    def test_is_said_when_the_site_starts(self, monkeypatch):
        assert talib_check in checks.registry.registry.get_checks()
        assert talib_check() == []

        monkeypatch.setattr(registry, "without_talib", True)

        [warning] = talib_check()
        assert warning.id == "indicators.W001"


class TestIdea:
    def test_opens_a_run_form_with_a_strategy_that_holds_its_settings(self, as_alice, alice, prices):
        page = as_alice.get(RSI, {"symbol": "AAPL", "timeperiod": "9"})

        sent = {"name": "RSI idea", "source": page.context["idea"], "symbol": "AAPL", "then": "backtest"}
        response = as_alice.post("/strategies/new/", sent)

        [strategy] = alice.strategies.all()
        assert "RSI(self.data, timeperiod=9)" in strategy.latest_version.source
        assert response["Location"] == f"/runs/new/?strategy={strategy.pk}&symbol=AAPL"
        assert as_alice.get(response["Location"]).status_code == HTTPStatus.OK

    def test_is_offered_where_there_is_one(self, as_alice, prices):
        assert b"Backtest this idea" in as_alice.get(RSI).content
        assert b"Backtest this idea" not in as_alice.get("/indicators/adx/").content


class TestBeside:
    def test_draws_others_with_their_usual_settings(self, as_alice, prices):
        lines = chart_data(as_alice.get(RSI, {"symbol": "AAPL", "with": ["sma", "macd", ""]}))["lines"]

        panes = {line["name"]: line["pane"] for line in lines}
        assert panes == {"RSI": 2, "SMA": 0, "MACD": 3, "MACD Signal": 3, "MACD Histogram": 3}

    def test_says_when_one_is_unknown_and_draws_the_rest(self, as_alice, prices):
        response = as_alice.get(RSI, {"symbol": "AAPL", "with": ["EMA", "MACDD"]})

        assert [one.name for one in response.context["others"]] == ["EMA"]
        assert "Did you mean MACD" in response.context["complaint"]

    def test_holds_four_and_says_so(self, as_alice, prices):
        response = as_alice.get(RSI, {"symbol": "AAPL", "with": ["SMA", "EMA", "WMA", "TEMA", "rsi"]})

        assert [one.name for one in response.context["others"]] == ["SMA", "EMA", "WMA"]
        assert response.context["complaint"].startswith("A chart holds 4 indicators")
