"""Checks on the bare text, before anything parses it."""

import re
from collections.abc import Iterator
from typing import Final

from engine.spec import MAX_SOURCE_BYTES
from strategies.checking.findings import Finding
from strategies.checking.policy import MAX_BRACKET_DEPTH

BAD_CHARACTERS: Final = (
    ("\x00", "The code contains a NUL character.", "Delete the invisible character, or type the line again."),
    ("\ufeff", "The code contains a byte order mark.", "Save the file as UTF-8 without a byte order mark."),
)
SURROGATE: Final = re.compile("[\ud800-\udfff]")
# Strings and comments are skipped whole; one that is never closed runs to its end, so this is linear in the text.
TOKEN: Final = re.compile(
    r"""'''(?:\\.|[^\\])*?(?:'''|\Z)|\"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z)"""
    r"""|'(?:\\.|[^\\'\n])*'?|"(?:\\.|[^\\"\n])*"?|\#[^\n]*|[()\[\]{}]""",
    re.DOTALL,
)


def check_text(source: str) -> Iterator[Finding]:
    """Yield what makes this text unfit to be parsed at all."""
    size = len(source.encode("utf-8", "surrogatepass"))
    if size > MAX_SOURCE_BYTES:
        yield Finding(
            message=f"The code is {size:,} bytes long; the limit is {MAX_SOURCE_BYTES:,}.",
            hint="Remove data and unused code: prices come from the run.",
        )
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
