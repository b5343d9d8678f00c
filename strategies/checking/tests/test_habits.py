"""Remarks on what runs, and not as it reads."""

import pytest

from strategies.checking.tests.reading import check

HEADER = "import backtrader as bt\n\n\nclass S(bt.Strategy):\n    def next(self):\n        "


def remarks(body: str) -> list[tuple[int, str]]:
    return [(one.line, one.message) for one in check(HEADER + body) if not one.is_error]


class TestShadowedMethod:
    @pytest.mark.parametrize("value", ["self.data.close[0]", "None", "self.data.close[0] * 0.9", "self.sell(size=1)"])
    @pytest.mark.parametrize("name", ["stop", "next", "start", "notify_order"])
    def test_is_told_with_its_line(self, name, value):
        told = remarks(f"self.{name} = {value}")

        assert told == [(6, f"“self.{name}” is a method of every strategy, and gets a value here.")]

    def test_of_the_codes_own_is_told_only_if_it_is_called(self):
        assert remarks("self.log = []") == []
        assert len(remarks("self.log = []\n        self.log(1)")) == 1

    @pytest.mark.parametrize("body", ["self.stop = self.finish", "self.stop = lambda: None", "self.stop_price = 1.0"])
    def test_is_not_seen_in_a_method_that_is_replaced(self, body):
        assert remarks(body) == []


class TestCountedBars:
    @pytest.mark.parametrize("rule", ["len(self) == 1", "1 == len(self)"])
    def test_are_told_with_their_line(self, rule):
        assert remarks(f"if {rule}: self.buy()") == [(6, "len(self) counts the bars before the start too.")]

    @pytest.mark.parametrize("rule", ["len(self) > 20", "len(self) % 5 == 1", "len(self.data) == 1", "len([1]) == 1"])
    def test_are_not_seen_in_other_rules(self, rule):
        assert remarks(f"if {rule}: self.buy()") == []
