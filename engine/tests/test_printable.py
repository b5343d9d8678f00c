"""Text of strangers shows what it is, and honest text stays as it is."""

import unicodedata

import pytest

from engine.printable import REPLACED, indented, printable

CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"]
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = "\xad\u034f\u115f\u1160\u180e\u200b\u2060\u2061\u2064\u3164\ufeff\uffa0\ufff9\U000e0001\U000e0041"
# Number signs and the like, which are drawn whatever their category is called.
NUMBER_SIGNS = (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13440))
DRAWN = {chr(code) for code in NUMBER_SIGNS}
NO_CHARACTERS = "\ud800\udbff\udc00\udfff\ufffe\uffff"


class TestPrintable:
    @pytest.mark.parametrize("bad", [*CONTROLS, *BIDI, *INVISIBLE, *NO_CHARACTERS, "\u2028", "\u2029"], ids=ascii)
    def test_shows_what_would_hide_or_turn_the_line(self, bad):
        assert printable(f"a{bad}b") == f"a{REPLACED}b"

    def test_leaves_no_format_or_control_character_of_unicode_but_joiners(self):
        categories = ("Cc", "Cf", "Cs", "Zl", "Zp")
        every = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in categories]

        left = {char for char in every if printable(f"a{char}b") != f"a{REPLACED}b"}

        assert left - DRAWN == set("\t\n\u200c\u200d")

    @pytest.mark.parametrize(
        "honest",
        [
            "plain",
            "two\nlines\tand a tab",
            "Größe 3 °C, 1 000 €, naïve",
            "日本語 中文 한국어",
            "می\u200cخواهم",
            "क्\u200dष",
            "❤\ufe0f\u200d🔥 👩\u200d👩\u200d👧 ✔\ufe0e",
            "tiê\u0301\u0323ng Viê\u0323t",
            "葛\U000e0100城",
        ],
    )
    def test_leaves_honest_text_alone(self, honest):
        assert printable(honest) == honest

    @pytest.mark.parametrize(
        "smuggled",
        ["a\ufe01\ufe02\ufe03b", "a\U000e0110\U000e0120b", "a\u200d\u200db", "\ufe0fb", "a \u200db", "\x00\ufe0fb"],
        ids=ascii,
    )
    def test_takes_no_run_of_invisible_modifiers(self, smuggled):
        shown = printable(smuggled)

        assert REPLACED in shown
        assert not set(shown) & set("\ufe01\ufe02\ufe03\ufe0f\u200d\U000e0110\U000e0120")

    def test_keeps_four_marks_of_a_pile(self):
        assert printable("a" + "\u0301" * 400 + "b") == "a" + "\u0301" * 4 + "b"

    def test_of_one_line_is_one_line(self):
        shown = printable("\n".join("a\rb\x0bc\x0cd\x1ce\x1df\x1eg\x85h\u2028i\u2029j"), one_line=True)

        assert len(shown.splitlines()) == 1

    def test_does_not_grow(self):
        text = "".join(chr(code) for code in range(0x3000))

        assert len(printable(text)) <= len(text)


class TestIndented:
    def test_sets_every_further_line_off(self):
        assert indented("a\x1b[2K\rb\nok\n") == "a�[2K�b\n    ok\n    "
