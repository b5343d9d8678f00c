"""The verdict in words follows fixed rules and always states both numbers."""

import pytest

from backtests import verdicts
from engine.spec import Spec


def metrics(total_return, max_drawdown, sharpe_ratio):
    return {"total_return": total_return, "max_drawdown": max_drawdown, "sharpe_ratio": sharpe_ratio}


def verdict(own, held, *, symbols=("SPY",), has_traded=True, **spec):
    return verdicts.verdict(
        metrics(*own), metrics(*held), Spec(source="", symbols=symbols, **spec), has_traded=has_traded
    )


class TestVerdict:
    def test_states_both_numbers_of_every_comparison(self):
        words = verdict((0.605, 0.154, 0.73), (1.193, 0.356, 0.76))

        assert words.headline == "Less return than holding SPY, with less than half of its worst loss."
        for figure in ("+60.5%", "+119.3%", "−15.4%", "−35.6%", "0.73", "0.76"):
            assert figure in words.text

    @pytest.mark.parametrize(
        ("own", "held", "expected"),
        [
            (
                (0.30, 0.30, 1.0),
                (0.10, 0.10, 0.5),
                "More return than holding SPY, with more than twice its worst loss.",
            ),
            ((0.10, 0.15, 1.0), (0.10, 0.10, 0.5), "About the same return as holding SPY, with a larger worst loss."),
            ((-0.2, 0.25, -1.0), (0.1, 0.3, 0.5), "Less return than holding SPY, with a smaller worst loss."),
            ((0.1, 0.0, None), (0.2, 0.1, 0.5), "Less return than holding SPY, without any loss on the way."),
        ],
    )
    def test_compares_return_and_worst_loss(self, own, held, expected):
        assert verdict(own, held).headline == expected

    def test_does_not_compare_a_sharpe_ratio_that_is_undefined(self):
        assert "cannot be stated" in verdict((0.1, 0.1, None), (0.2, 0.1, 0.5)).text

    def test_says_when_nothing_was_traded(self):
        words = verdict((0.0, 0.0, None), (0.5, 0.2, 0.6), has_traded=False)

        assert words.headline == "The strategy never traded."
        assert "+50.0%" in words.text

    def test_names_several_symbols_by_number(self):
        assert "holding the same 2 symbols" in verdict((0.1, 0.1, 1), (0.2, 0.1, 1), symbols=("A", "B")).headline

    @pytest.mark.parametrize(
        ("benchmark", "words"),
        [("cash", "than keeping the cash"), ("QQQ", "than holding QQQ"), ("hold", "holding SPY")],
    )
    def test_names_what_the_run_is_compared_with(self, benchmark, words):
        assert words in verdict((0.1, 0.1, 1), (0.2, 0.1, 1), benchmark=benchmark).headline

    def test_is_silent_about_too_short_a_run(self):
        assert verdict((None, None, None), (0.1, 0.1, 1)).headline == "This run is too short to compare."
