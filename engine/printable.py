r"""Text of strangers, made fit to show: nothing in it hides, moves the cursor, turns the line or piles up."""

import re
from typing import Final

REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
# Control characters but tab and line feed; then whatever Unicode draws as nothing, or uses to turn or end a line:
# bidirectional marks, zero widths, fillers, annotations, tags, halves of pairs, characters that are none.
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
# Joiners and variation selectors belong to honest words and emoji, one of each behind what they change.
_MODIFIERS: Final = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_HONEST_MODIFIER: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]?[\u200c\u200d]?")
# Marks above and below a letter; no script needs more than a few, and many cover the lines around them.
_PILE: Final = re.compile(
    "([\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    "[\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def printable(text: str, *, one_line: bool = False) -> str:
    r"""
    Return the text with a replacement character wherever it would not show what it is; line breaks stay if they may.

    >>> printable("a\x1b[31mred\x00")
    'a�[31mred�'
    >>> printable("two\nlines\r"), printable("two\nlines", one_line=True)
    ('two\nlines�', 'two�lines')
    """
    if text.isascii() and text.isprintable():
        return text
    shown = _HIDDEN.sub(REPLACED, text.replace("\n", REPLACED) if one_line else text)
    return _PILE.sub(r"\1", _MODIFIERS.sub(_modifier, shown))


def _modifier(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1 : found.start()]
    is_honest = before.strip() and before != REPLACED and _HONEST_MODIFIER.fullmatch(found[0])
    return found[0] if is_honest else REPLACED


def indented(text: str, *, by: str = "    ") -> str:
    r"""
    Return the text made printable, its further lines set off so that none can pass for a line of ours.

    >>> indented("ValueError: no\nRun 8 succeeded")
    'ValueError: no\n    Run 8 succeeded'
    """
    return printable(text).replace("\n", f"\n{by}")
