import pytest

from strategies.checking.inspection import inspected
from strategies.checking.tests.reading import check, read_params
from strategies.generation.catalogue import BLANK, TEMPLATES


class TestTemplates:
    @pytest.mark.parametrize("slug", TEMPLATES)
    def test_pass_the_check(self, slug):
        assert check(TEMPLATES[slug].source) == []
        assert len(inspected(TEMPLATES[slug].source).classes) == 1

    @pytest.mark.parametrize(
        ("slug", "expected"),
        [
            ("sma_crossover", {"fast": 20, "slow": 50}),
            ("rsi_reversion", {"period": 14, "oversold": 30, "recovered": 55, "max_bars": 30}),
            ("macd", {"fast": 12, "slow": 26, "signal": 9}),
            ("bollinger", {"period": 20, "width": 2.0}),
            ("donchian_breakout", {"entry": 55, "exit": 20}),
            ("buy_and_hold", {}),
        ],
    )
    def test_have_the_parameters_their_page_shows(self, slug, expected):
        assert read_params(TEMPLATES[slug].source) == expected


class TestBlank:
    def test_passes_the_check(self):
        assert check(BLANK) == []
