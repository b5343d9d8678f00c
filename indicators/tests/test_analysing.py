import json
import math
import re

import numpy as np
import pytest

from indicators import analysing
from indicators.analysing import analysis_of
from indicators.library import registry
from indicators.library.registry import ordinary_prices
from indicators.questions import MOST_BARS, MOST_INDICATORS, BadQuestion, question_of
from marketdata import services

CLOSES = {"close": [1, 2, 3]}


def answer(bars: dict, *indicators: object) -> list[dict]:
    found = analysis_of(question_of({"bars": bars, "indicators": list(indicators)}))
    # As a program gets it: NaN and infinity would not be JSON.
    return json.loads(json.dumps(found, default=vars, allow_nan=False))["indicators"]


def ordinary(bars: int) -> dict[str, list]:
    columns = ordinary_prices(bars)
    return {name: columns[name].tolist() for name in ("open", "high", "low", "close", "volume")} | {
        "dates": columns["dates"].astype(str).tolist()
    }


class TestAnalysisOf:
    def test_gives_the_values_of_the_library_with_nulls_for_warm_up(self):
        [macd] = answer(ordinary(60), {"name": "macd", "params": {"fastperiod": "5", "slowperiod": 10}})

        settings = {"fastperiod": 5, "slowperiod": 10}
        expected = registry.evaluate(registry.find("MACD"), ordinary_prices(60), settings).outputs["macdsignal"]
        assert macd["params"] == {"fastperiod": 5, "slowperiod": 10, "signalperiod": 9}
        np.testing.assert_array_equal(np.array(macd["outputs"]["macdsignal"], dtype=float), expected)
        assert macd["outputs"]["macdsignal"][0] is None

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda one: [7.0] * len(one), id="constant"),
            pytest.param(lambda one: [-value for value in one], id="negative"),
            pytest.param(lambda one: [0] * len(one), id="zero"),
            pytest.param(lambda one: [None, *one[1:100], None, *one[101:]], id="holes"),
            pytest.param(lambda one: [math.nan, math.inf, *one[2:]], id="not finite"),
            pytest.param(lambda one: [value * 1e12 for value in one], id="huge"),
            pytest.param(lambda one: [value * 1e-12 for value in one], id="tiny"),
        ],
    )
    def test_answers_odd_prices_with_as_many_values_as_bars(self, change):
        bars = ordinary(120)
        odd = {name: change(bars[name]) for name in ("open", "high", "low", "close")}
        if bars["close"][-1] == -odd["close"][-1]:
            odd["high"], odd["low"] = odd["low"], odd["high"]
        names = list(registry.ENTRIES)
        for at in range(0, len(names), MOST_INDICATORS):
            for line in answer(bars | odd, *names[at : at + MOST_INDICATORS]):
                assert {len(values) for values in line["outputs"].values()} == {120}, line["name"]

    def test_copes_without_any_volume(self):
        [obv, mfi] = answer(ordinary(40) | {"volume": [0] * 40}, "OBV", "MFI")

        assert obv["outputs"]["obv"] == [0.0] * 40
        assert len(mfi["outputs"]["mfi"]) == 40

    def test_says_how_many_bars_are_needed(self):
        [line] = answer(CLOSES, "SMA")

        assert (line["needed"], line["outputs"]) == (30, {"sma": [None] * 3})
        assert line["note"] == "SMA needs 30 bars for its first value; there are 3."

    def test_computes_stored_prices_from_their_first(self, db):
        services.load_sample_data()
        body = {"symbol": "aapl", "start": "2013-02-28", "indicators": ["EMA", {"name": "CORREL", "second": "AAPL"}]}

        found = analysis_of(question_of(body))

        assert (found.symbol, found.bars, found.dates) == ("AAPL", 2, ["2013-02-28", "2013-03-01"])
        bars = services.get_bars(symbol="AAPL")
        expected = registry.evaluate(registry.find("EMA"), {"close": bars.close}).outputs["ema"]
        assert found.indicators[0].outputs["ema"] == expected[-2:].tolist()
        assert found.indicators[1].outputs["correl"] == pytest.approx([1, 1])

    def test_refuses_more_than_can_be_answered_at_once(self, monkeypatch):
        monkeypatch.setattr(analysing, "MOST_VALUES", 8)
        with pytest.raises(BadQuestion, match="would hold 9 values; 8 are the most"):
            answer(CLOSES, "MACD")

        monkeypatch.setattr(analysing, "MOST_STEPS", 3 * 40)
        with pytest.raises(BadQuestion, match="a shorter period of SMA"):
            answer(CLOSES, "SMA", "RSI")


class TestQuestionOf:
    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (None, "The question is no object"),
            ({"symbol": "AAPL", "columns": {}}, "a field “columns”. It takes symbol, interval"),
            ({"indicators": ["SMA"]}, "Send either symbol"),
            ({"symbol": "A", "bars": CLOSES, "indicators": ["SMA"]}, "Send either symbol"),
            ({"bars": CLOSES}, "indicators is no list"),
            ({"bars": CLOSES, "indicators": []}, "indicators is no list"),
            ({"bars": CLOSES, "indicators": ["SMA"] * 26}, "holds 26; 25 are the most"),
            ({"bars": CLOSES, "indicators": ["SMAA"]}, "Indicator 1: There is no indicator “SMAA”. Did you mean SMA"),
            ({"bars": CLOSES, "indicators": [7]}, "Indicator 1 is no object"),
            ({"bars": CLOSES, "indicators": [{"name": 7}]}, "Indicator 1: name is no text"),
            ({"bars": CLOSES, "indicators": [{"name": "SMA", "params": []}]}, "params is no object"),
            (
                {"bars": CLOSES, "indicators": [{"name": "SMA", "params": {"timeperiod": 0}}]},
                "timeperiod is 0. Choose",
            ),
            ({"bars": CLOSES, "indicators": [{"name": "SMA", "params": {"length": 3}}]}, "It takes timeperiod."),
            ({"bars": CLOSES, "indicators": [{"name": "SMA", "second": "MSFT"}]}, "Those that compare two are"),
            ({"bars": CLOSES, "indicators": [{"name": "BETA", "second": "MSFT"}]}, "your own bars do not go with"),
            ({"bars": CLOSES, "indicators": ["ATR"]}, "ATR reads high, low, close. Add high, low to bars."),
            ({"bars": CLOSES, "start": "2012-01-01", "indicators": ["SMA"]}, "start choose among stored prices"),
            ({"symbol": " ", "indicators": ["SMA"]}, "symbol is empty"),
            ({"symbol": "A\0", "indicators": ["SMA"]}, "symbol is no text"),
            ({"symbol": "A", "interval": "7m", "indicators": ["SMA"]}, "interval is “7m”. Choose from 1m"),
            ({"symbol": "A", "start": "1.1.2012", "indicators": ["SMA"]}, "start is not a date"),
            ({"symbol": "A", "start": "2012-02-01", "end": "2012-01-01", "indicators": ["SMA"]}, "is after the end"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, body, reason):
        with pytest.raises(BadQuestion, match=re.escape(reason)):
            question_of(body)

    @pytest.mark.parametrize(
        ("bars", "reason"),
        [
            ([1, 2], "bars is no object"),
            ({}, "bars holds no prices"),
            ({"close": []}, "bars holds no prices"),
            ({"price": [1]}, "a field “price”. It takes dates, open"),
            ({"close": 7}, "close is no list"),
            ({"close": [1, "2"]}, "close of bar 2 is no number"),
            ({"close": [1, True]}, "close of bar 2 is no number"),
            ({"close": [1e150]}, "close of bar 1 is beyond 1e+15"),
            ({"close": [10**400]}, "close of bar 1 is beyond 1e+15, too large"),
            ({"close": [1, 2], "high": [1]}, "differ in length: close 2, high 1"),
            ({"close": [1] * (MOST_BARS + 1)}, "bars holds 250,001 bars; 250,000 are the most"),
            ({"close": [1, 1], "high": [1, 1], "low": [1, 2]}, "The low of bar 2 is above its high"),
            ({"close": [1], "volume": [-1]}, "The volume of bar 1 is below zero"),
            ({"close": [1], "dates": ["today"]}, "The date of bar 1 is none"),
            ({"close": [1], "dates": [20120101]}, "The date of bar 1 is none"),
            ({"close": [1], "dates": ["2012-02-30"]}, "a day or a time that does not exist"),
            ({"close": [1, 2], "dates": ["2012-01-02", "2012-01-02"]}, "Bar 2 is not later than the one before it"),
        ],
    )
    def test_refuses_columns_that_are_no_prices(self, bars, reason):
        with pytest.raises(BadQuestion, match=re.escape(reason)):
            question_of({"bars": bars, "indicators": ["SMA"]})
