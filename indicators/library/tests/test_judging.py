"""A rule is judged on the last bar of each symbol, and nothing is made up where values are missing."""

import numpy as np
import pytest

from indicators.library import registry
from indicators.library.judging import FAILS, HOLDS, UNKNOWN, judge
from indicators.library.rules import lines, parse


def symbol(closes):
    close = np.array(closes, dtype=float)
    return {"open": close, "high": close, "low": close, "close": close, "volume": np.arange(1.0, len(close) + 1)}


def verdict(text, closes):
    return judge(parse(text), [symbol(closes)]).verdicts.item()


class TestJudge:
    def test_compares_the_last_values_of_the_library(self):
        columns = registry.ordinary_prices(300)
        rsi = registry.evaluate(registry.find("RSI"), columns).outputs["rsi"][-1]

        rules = [parse(f"RSI(14) < {level:.6f}") for level in (rsi - 0.001, rsi + 0.001)]

        assert [judge(rule, [columns]).verdicts.item() for rule in rules] == [FAILS, HOLDS]

    def test_judges_many_symbols_each_by_its_own_bars(self):
        found = judge(parse("CLOSE > SMA(2)"), [symbol([1, 2, 3]), symbol([3, 2, 1]), symbol([1])])

        assert found.verdicts.tolist() == [HOLDS, FAILS, UNKNOWN]
        assert found.lacks == ("", "", "SMA(2) has no value on the last bar. It needs 2 bars; there is 1.")

    @pytest.mark.parametrize(
        ("closes", "above", "below"),
        [
            ([1, 3], HOLDS, FAILS),
            ([2, 3], HOLDS, FAILS),
            ([3, 3], FAILS, FAILS),
            ([1, 2], FAILS, FAILS),
            ([3, 2], FAILS, FAILS),
            ([3, 1], FAILS, HOLDS),
            ([3, 1, 3, 3], FAILS, FAILS),
        ],
    )
    def test_takes_a_crossing_on_the_last_bar_only_and_a_touch_for_none(self, closes, above, below):
        assert (verdict("CLOSE crosses above 2", closes), verdict("CLOSE crosses below 2", closes)) == (above, below)

    def test_needs_the_bar_before_for_a_crossing(self):
        found = judge(parse("CLOSE crosses above SMA(2)"), [symbol([1, 2])])

        assert found.verdicts.tolist() == [UNKNOWN]
        assert found.lacks == ("A crossing needs a value on the bar before, too, and SMA(2) has none.",)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("SMA(9) > 0 and CLOSE < 0", FAILS),
            ("SMA(9) > 0 and CLOSE > 0", UNKNOWN),
            ("SMA(9) > 0 or CLOSE > 0", HOLDS),
            ("SMA(9) > 0 or CLOSE < 0", UNKNOWN),
        ],
    )
    def test_tells_what_does_not_hang_on_a_missing_value(self, text, expected):
        assert verdict(text, [1, 2, 3]) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("CLOSE > 49% above OPEN", FAILS),
            ("CLOSE > 1% below OPEN", HOLDS),
            ("CLOSE = 100% of OPEN", HOLDS),
            ("VOLUME > SMA(VOLUME, 2)", HOLDS),
            ("VOLUME >= 4 and VOLUME <= 4 and VOLUME != 3", HOLDS),
            ("CLOSE > OPEN or CLOSE < OPEN", FAILS),
        ],
    )
    def test_scales_and_reads_other_columns(self, text, expected):
        assert verdict(text, [5, 6, 7, 8]) == expected

    def test_hands_out_the_values_it_compared(self):
        rule = parse("SMA(VOLUME, 2) > 0")

        [values] = judge(rule, [symbol([5, 6, 7])]).values.values()

        assert values[:, 0].tolist() == [1.5, 2.5]

    def test_computes_the_lines_of_an_indicator_once(self, monkeypatch):
        asked = []
        evaluate = registry.evaluate
        monkeypatch.setattr(
            registry, "evaluate", lambda entry, *rest: asked.append(entry.name) or evaluate(entry, *rest)
        )

        found = judge(parse("MACD > MACD.macdsignal or MACD.macdhist > 0"), [registry.ordinary_prices(99)])

        assert asked == ["MACD"]
        assert list(found.values) == lines(parse("MACD > MACD.macdsignal or MACD.macdhist > 0"))

    def test_judges_no_symbols(self):
        assert judge(parse("RSI < 30"), []).verdicts.tolist() == []
