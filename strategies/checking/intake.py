"""Checks on the bare text, before anything parses it."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Final

from engine.spec import MAX_SOURCE_BYTES
from strategies.checking.findings import Finding
from strategies.checking.policy import MAX_BRACKET_DEPTH

BAD_CHARACTERS: Final = (
    ("\x00", "The code contains a NUL character.", "Delete the invisible character, or type the line again."),
    ("\ufeff", "The code contains a byte order mark.", "Save the file as UTF-8 without a byte order mark."),
)
# Bytes enough to tell that a file is too long, with the mark that some editors put before the text.
ENOUGH_BYTES: Final = MAX_SOURCE_BYTES + 4
TOO_LONG: Final = Finding(
    message=f"The code is too long: the limit is {MAX_SOURCE_BYTES:,} bytes.",
    hint="Remove data and unused code: prices come from the run.",
)
SURROGATE: Final = re.compile("[\ud800-\udfff]")
# Strings and comments are skipped whole; one that is never closed runs to its end, so this is linear in the text.
TOKEN: Final = re.compile(
    r"""'''(?:\\.|[^\\])*?(?:'''|\Z)|\"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z)"""
    r"""|'(?:\\.|[^\\'\n])*'?|"(?:\\.|[^\\"\n])*"?|\#[^\n]*|[()\[\]{}]""",
    re.DOTALL,
)


def text_of_file(data: bytes) -> str | Finding:
    """
    Return the text of a file, or why it has none; the mark that some editors put before it is no part of the text.

    >>> text_of_file(b"x = 1"), text_of_file(b"x = '\\xe9'").message
    ('x = 1', 'Byte 6 of the file is not UTF-8 text.')
    """
    if len(data.removeprefix(BOM_UTF8)) > MAX_SOURCE_BYTES:
        return TOO_LONG
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        # The decoder counts from 0, behind the mark.
        place = problem.start + 1 + len(data) - len(data.removeprefix(BOM_UTF8))
        return Finding(
            message=f"Byte {place:,} of the file is not UTF-8 text.",
            hint="Save it as UTF-8 and try again.",
            line=data.count(b"\n", 0, place) + 1,
        )


def check_text(source: str) -> Iterator[Finding]:
    """Yield what makes this text unfit to be parsed at all."""
    if len(source) > MAX_SOURCE_BYTES or len(source.encode("utf-8", "surrogatepass")) > MAX_SOURCE_BYTES:
        yield TOO_LONG
        return
    for character, message, hint in BAD_CHARACTERS:
        if character in source:
            yield Finding(message=message, hint=hint, line=_line_of(source, source.index(character)))
    if broken := SURROGATE.search(source):
        yield Finding(
            message="The code contains half a character, which no encoding can hold.",
            hint="Delete the broken character, or type the line again.",
            line=_line_of(source, broken.start()),
        )
    yield from _check_depth(source)


def _check_depth(source: str) -> Iterator[Finding]:
    depth = 0
    for token in TOKEN.finditer(source):
        text = token.group()
        depth += (text in "([{") - (text in ")]}")
        if depth > MAX_BRACKET_DEPTH:
            yield Finding(
                message=f"Brackets are nested more than {MAX_BRACKET_DEPTH} deep.",
                hint="Break the expression into steps with names.",
                line=_line_of(source, token.start()),
            )
            return


def _line_of(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1
