"""Rules are read as they are written, and what is not understood is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.library import registry
from indicators.library.rules import (
    MOST_COMPARISONS,
    MOST_LETTERS,
    Every,
    Line,
    RuleError,
    Scaled,
    Some,
    comparisons,
    lines,
    parse,
)

# No rule may ask for what is not settled.
USABLE = [entry for entry in registry.ENTRIES.values() if not entry.repaints]
WORDS = st.sampled_from(
    [
        "RSI",
        "(",
        ")",
        "14",
        "<",
        "crosses",
        "above",
        "and",
        "or",
        "CLOSE",
        "5",
        "%",
        "of",
        ".",
        "-",
        ",",
        "=",
        "é",
        "\0",
    ]
)


def read(text):
    """Return the lines of a rule, or why it was refused."""
    try:
        return lines(parse(text))
    except RuleError as refusal:
        return str(refusal)


class TestParse:
    def test_reads_and_before_or(self):
        rule = parse("RSI < 30 or RSI > 70 and CLOSE > OPEN")

        assert isinstance(rule, Some)
        assert [type(part) for part in rule.rules[1:]] == [Every]

    def test_reads_brackets_first(self):
        assert isinstance(parse("(RSI < 30 or RSI > 70) and CLOSE > OPEN"), Every)

    @pytest.mark.parametrize(
        ("written", "label"),
        [
            ("rsi", "RSI(14)"),
            ("RSI(9)", "RSI(9)"),
            ("RSI(timeperiod=9)", "RSI(9)"),
            ("macd(5, 9)", "MACD(5, 9, 9).macd"),
            ("MACD.macdhist", "MACD(12, 26, 9).macdhist"),
            ("BBANDS(20, nbdevup=2.5, matype=ema).upperband", "BBANDS(20, 2.5, 2, EMA).upperband"),
            ("SMA(volume, 20)", "SMA(VOLUME, 20)"),
            ("SMA(CLOSE, 20)", "SMA(20)"),
            ("OBV()", "OBV"),
            ("price", "CLOSE"),
        ],
    )
    def test_reads_an_indicator_with_settings_line_and_column(self, written, label):
        assert [line.label for line in lines(parse(f"{written} > 0"))] == [label]

    def test_reads_every_indicator_as_it_is_labelled(self):
        usual = [Line(entry, tuple(entry.settings().items()), entry.outputs[-1]) for entry in USABLE]

        assert [lines(parse(f"{line.label} > 0")) for line in usual] == [[line] for line in usual]

    @pytest.mark.parametrize(
        ("written", "sign"),
        [
            ("is below", "<"),
            ("above", ">"),
            ("≤", "<="),
            ("==", "="),
            ("<>", "!="),
            ("Crosses Below", "crosses below"),
        ],
    )
    def test_reads_signs_in_words_and_in_any_spelling(self, written, sign):
        assert [one.sign for one in comparisons(parse(f"RSI {written} 30"))] == [sign]

    @pytest.mark.parametrize(("written", "factor"), [("5% above", 1.05), ("5 % below", 0.95), ("150% of", 1.5)])
    def test_reads_a_percentage_of_something(self, written, factor):
        [one] = comparisons(parse(f"CLOSE > {written} SMA(200)"))

        assert isinstance(one.right, Scaled)
        assert one.right.factor == pytest.approx(factor)

    def test_reads_numbers_below_zero(self):
        [one] = comparisons(parse("WILLR < −80.5"))

        assert one.right.value == -80.5

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "There is no rule."),
            ("RSII(14) < 30", "There is no indicator “RSII”. Did you mean RSI"),
            ("CLOES > 3", "There is no price or indicator “CLOES”. Did you mean CLOSE?"),
            ("RSI(14) <", "After “RSI(14) <” there must be a number, a price or an indicator, but the rule ends."),
            ("RSI(14) < and", "there must be a number, a price or an indicator, not “and”."),
            ("RSI 14", "After “RSI” there must be a comparison"),
            ("RSI < 30 CLOSE > 3", "After “RSI < 30” there must be “and”, “or” or the end, not “CLOSE”."),
            ("RSI crosses 30", "must be “above” or “below”"),
            ("(RSI < 30", "must be “)”, “and” or “or”, but the rule ends."),
            ("RSI(14 < 30", "After “RSI(14” there must be “,” or “)”, not “<”."),
            ("RSI < 30; DROP", "“;” has no meaning in a rule."),
            ("RSI(1) < 30", "timeperiod is 1. Choose a whole number from 2"),
            ("RSI(14, 3) < 30", "RSI has too many settings. It takes timeperiod."),
            ("RSI(length=14) < 30", "RSI has no parameter “length”. It takes timeperiod."),
            ("OBV(3) > 0", "OBV has too many settings. It takes none."),
            ("SMA(2001) < 30", "timeperiod is 2,001. Rules take up to 2,000."),
            ("ATR(CLOSE, 14) > 2", "ATR reads HIGH, LOW, CLOSE"),
            ("BBANDS > 3", "BBANDS has 3 lines. Say which one is meant: BBANDS.upperband"),
            ("MACD.signal > 3", "the name of a line (MACD.macd, MACD.macdsignal, MACD.macdhist), not “signal”"),
            ("ZIGZAG > 3", "ZIGZAG repaints"),
            ("CLOSE > 5%", "must be “of”, “above” or “below” and a price or an indicator"),
            ("3 < 4", "A comparison of two numbers tells nothing."),
            ("CLOSE < 9999999999999999999999", "is too large"),
            ("(" * 9 + "RSI < 3" + ")" * 9, "more than 8 brackets"),
            (" and ".join(["C<3".replace("C", "RSI")] * (MOST_COMPARISONS + 1)), "11 comparisons. Use 10 or fewer."),
            ("RSI < 3" + " " * MOST_LETTERS, "Write it with 300 or fewer."),
        ],
    )
    def test_says_what_was_not_understood(self, text, told):
        with pytest.raises(RuleError) as refusal:
            parse(text)

        assert told in str(refusal.value)

    @given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join)))
    def test_reads_or_refuses_anything(self, text):
        outcome = read(text)

        assert outcome
        assert not isinstance(outcome, str) or outcome.endswith((".", "?"))
