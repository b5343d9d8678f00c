import json

import numpy as np
import pytest

from engine.bars import Bars
from indicators import presenting
from indicators.charts import indicator_chart
from indicators.computing import values_over
from indicators.library import registry
from marketdata.sources import simulated


@pytest.fixture(scope="module")
def bars() -> Bars:
    coin = next(iter(simulated.datasets())).bars
    return coin.between(coin.dates[-600].item(), None)


def chart(name: str, bars: Bars, shown: int = 100):
    entry = registry.find(name)
    values = values_over(bars, entry=entry, parameters={})
    return indicator_chart(shown=[(entry, values)], bars=bars.between(bars.dates[-shown].item(), None))


class TestIndicatorChart:
    def test_can_be_drawn_of_every_entry(self, bars):
        for entry in registry.ENTRIES.values():
            found = chart(entry.name, bars)

            # What the browser would not read as JSON.
            json.dumps(found.data, allow_nan=False)
            assert {len(line["v"]) for line in found.data["lines"]} <= {len(found.data["bars"])}, entry.name
            assert found.data["lines"] or entry.outputs[0].plot == "marker", entry.name

    def test_draws_columns_where_the_entry_says_so(self, bars):
        kinds = {line["name"]: line["kind"] for line in chart("MACD", bars).data["lines"]}

        assert kinds == {"MACD": "line", "Signal": "line", "Histogram": "histogram"}

    def test_points_arrows_up_for_rising_patterns(self, bars):
        values = values_over(bars, entry=registry.find("CDLENGULFING"), parameters={}).outputs["cdlengulfing"][-100:]

        sides = [mark["side"] for mark in chart("CDLENGULFING", bars).data["markers"]]

        assert sides == ["long" if value > 0 else "short" for value in values[values != 0]]
        assert set(sides) == {"long", "short"}

    def test_marks_fractal_highs_above_their_bars_and_lows_below(self, bars):
        outputs = values_over(bars, entry=registry.find("FRACTALS"), parameters={}).outputs

        marks = chart("FRACTALS", bars).data["markers"]

        highs = bars.dates[-100:][np.isfinite(outputs["up"][-100:])].astype(str).tolist()
        assert highs
        assert [mark["t"] for mark in marks if mark["side"] == "short"] == highs
        assert [mark["t"] for mark in marks] == sorted(mark["t"] for mark in marks)

    def test_leaves_gaps_where_there_is_no_value(self, bars):
        first = bars.between(None, bars.dates[49].item())

        [line] = chart("RSI", first, shown=50).data["lines"]

        assert line["v"][:14] == [None] * 14
        assert None not in line["v"][14:]


class TestLatest:
    def test_can_be_listed_of_every_entry(self, bars):
        for entry in registry.ENTRIES.values():
            rows = presenting.latest(entry, values_over(bars, entry=entry, parameters={}), bars)

            assert len(rows) == 10, entry.name
            assert rows[0][0] == str(bars.dates[-1]), entry.name


class TestPatternRows:
    def test_compare_a_pattern_with_any_bar(self, bars):
        entry = registry.find("CDLDOJI")
        values = values_over(bars, entry=entry, parameters={})

        rows = presenting.pattern_rows(entry, values, bars)

        marks = values.outputs["cdldoji"]
        assert [(row.label, row.count) for row in rows] == [
            ("Rising form", str(np.count_nonzero(marks > 0))),
            ("Any bar", str(np.isfinite(marks).sum())),
        ]

    def test_are_none_for_what_is_no_pattern(self, bars):
        entry = registry.find("RSI")

        assert presenting.pattern_rows(entry, values_over(bars, entry=entry, parameters={}), bars) == []
