"""How orders were sized, in words."""

import pytest

from backtests import sizing
from engine.spec import Sizing, Spec


def spec(text="percent:95", **settings):
    return Spec(source="", symbols=("AAPL",), sizing=Sizing.parse(text), **settings)


class TestRuleWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("cash:10000", "$10,000.00 per order"),
            ("equity:12.5", "12.5% of the account's value per order"),
            ("all-in", "All that the cash reserve leaves"),
            (
                "kelly:25",
                "50% of Kelly's share, at most 25% of the account's value; 12.5% until 20 trades are closed",
            ),
            ("volatility:15", "Positions of 15% yearly volatility, as measured over the 20 bars before"),
        ],
    )
    def test_name_every_kind(self, text, words):
        assert sizing.rule_words(Sizing.parse(text)) == words


class TestSizingWords:
    def test_say_nothing_of_counts_that_were_not_kept(self):
        assert sizing.sizing_words(spec=spec(), facts={}) == "95% of cash per position"

    def test_name_the_strategys_own_sizer_and_what_came_to_nothing(self):
        sizes = {"by_rule": 0, "by_strategy": 3, "nothing": 1, "sizer": "Turtle"}

        words = sizing.sizing_words(spec=spec(), facts={"sizes": sizes, "fractional_fills": 1})

        assert words == (
            "95% of cash per position; not used where the strategy's own sizer, Turtle, applies, 3 orders sized by "
            "the strategy; 1 order not sent, as it came to no units; 1 fill is not in whole lots"
        )


class TestReserveWords:
    def test_say_when_there_is_none(self):
        assert sizing.reserve_words(spec=spec(cash_reserve=0.0), facts={}).startswith("None")

    def test_count_what_was_scaled(self):
        words = sizing.reserve_words(spec=spec(), facts={"sizes": {"scaled": 1}})

        assert words == "5% of the account's value; 1 order was made smaller to keep it"
