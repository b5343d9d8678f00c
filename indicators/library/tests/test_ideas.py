import pytest

from indicators.library import registry
from indicators.library.ideas import idea


def of(name: str, **settings) -> str:
    entry = registry.find(name)
    return idea(entry, entry.settings(settings))


class TestIdea:
    def test_is_code_for_every_entry_that_has_one(self):
        ideas = {entry.name: idea(entry, entry.settings()) for entry in registry.ENTRIES.values()}

        for name, code in ideas.items():
            compile(code, name, "exec")
        assert sum(bool(code) for code in ideas.values()) > 150

    def test_uses_the_settings_given(self):
        assert "RSI(self.data, timeperiod=21)" in of("RSI", timeperiod=21)
        assert "matype='EMA'" in of("BBANDS", matype="ema")

    @pytest.mark.parametrize(
        ("name", "rule"),
        [
            ("RSI", "Buys below 30 and sells above 70."),
            ("SMA", "Holds while the close is above sma."),
            ("BBANDS", "Buys below lowerband and sells at middleband."),
            ("MACD", "Holds while macd is above macdsignal."),
            ("AROON", "Holds while aroonup is above aroondown."),
            ("MOM", "Holds while it is above 0."),
            ("OBV", "Holds while it is above its own average."),
            ("CDLENGULFING", "Follows the pattern for five bars, long or short."),
        ],
    )
    def test_is_the_usual_reading(self, name, rule):
        assert rule in of(name)

    @pytest.mark.parametrize("name", ["ADX", "LN", "ATR", "ZIGZAG"])
    def test_is_none_where_an_indicator_does_not_say_which_way(self, name):
        assert of(name) == ""
