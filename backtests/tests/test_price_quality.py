"""How oddities of prices are put into words."""

from backtests import price_quality
from marketdata.sources.findings import Kind
from marketdata.sources.quality import examine
from marketdata.sources.tests.made import changed, made


def odd(symbol="AAPL", kind="spike", *, count=1, first=("2008-07-01",)):
    return {
        "symbol": symbol,
        "kind": kind,
        "severity": "warning",
        "count": count,
        "first": list(first),
        "text": f"{count} of them",
        "to_do": "Look them up.",
    }


class TestDoubts:
    def test_say_what_was_found_when_and_what_to_do(self):
        [doubt] = price_quality.doubts([odd()])

        assert doubt.title == "AAPL: prices far off for one bar."
        assert doubt.text == "1 of them (1 Jul 2008). Look them up."

    def test_say_that_there_are_more_than_the_dates_shown(self):
        [doubt] = price_quality.doubts([odd(count=9, first=("2008-07-01", "2008-07-02 09:30"))])

        assert "(1 Jul 2008, 2 Jul 2008 09:30 and later)" in doubt.text

    def test_gather_the_symbols_of_a_kind(self):
        [doubt] = price_quality.doubts([odd(symbol) for symbol in ("A", "B", "C", "D", "E")])

        assert doubt.title.startswith("A, B, C and 2 more: ")
        assert doubt.text.startswith("A: 1 of them (1 Jul 2008); B: 1 of them")
        assert "D: " not in doubt.text

    def test_put_the_gravest_first(self):
        ranked = price_quality.doubts([odd(kind="gap"), odd("MSFT", kind="split_like"), odd("IBM", kind="gap")])

        assert [doubt.title for doubt in ranked] == ["MSFT: a split may be missing.", "AAPL, IBM: bars are missing."]

    def test_leave_out_what_the_page_says_elsewhere(self):
        assert list(price_quality.doubts([odd(kind="thin"), odd(kind="no_volume")])) == []

    def test_know_every_kind_that_does_not_refuse_a_run(self):
        errors = {"no_time", "repeated", "unordered", "no_price", "not_positive", "outside_range", "bad_volume"}

        assert {*price_quality.TITLES, *price_quality.SAID_ELSEWHERE, *errors} == {kind.value for kind in Kind}
        assert examine(changed(made(), volume={5: -1.0}))[0].kind in errors


class TestLine:
    def test_counts_kinds_and_points_to_the_warnings(self):
        assert price_quality.line([odd()]) == "1 thing to look at, see the warnings"
        assert price_quality.line([odd(), odd("MSFT"), odd(kind="gap")]) == "2 things to look at, see the warnings"

    def test_is_calm_about_what_is_said_elsewhere(self):
        assert price_quality.line([odd(kind="thin")]) == price_quality.line([])


class TestTerminalLines:
    def test_tell_the_same_as_the_page(self):
        assert list(price_quality.terminal_lines([odd()])) == [
            "Prices of AAPL: prices far off for one bar. 1 of them (1 Jul 2008). Look them up."
        ]

    def test_fit_the_width_of_a_terminal(self):
        lines = list(price_quality.terminal_lines([odd() | {"to_do": "Compare these bars with another source. " * 4}]))

        assert len(lines) > 1
        assert max(map(len, lines)) <= 100
