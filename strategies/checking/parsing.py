"""Turn text into a syntax tree without ever failing on bad text."""

from functools import lru_cache

from engine.script.isolation import Script, read_script
from strategies.checking.findings import Finding
from strategies.checking.intake import check_text
from strategies.checking.policy import MAX_EXCERPT


def parsed(source: str) -> Script | None:
    """Return what of the text will be run, or None if it cannot be read."""
    script = parse(source)
    return script if isinstance(script, Script) else None


@lru_cache(maxsize=8)
def parse(source: str) -> Script | tuple[Finding, ...]:
    """Return what of the text will be run, or why it cannot be read."""
    if findings := list(check_text(source)):
        return tuple(findings)
    try:
        return read_script(source)
    except SyntaxError as error:
        return (_syntax_finding(error, source),)
    except (RecursionError, MemoryError, ValueError):
        return (
            Finding(
                message="The code is nested too deeply to be read.",
                hint="Break long chains of operators and calls into steps with names.",
            ),
        )


def _syntax_finding(error: SyntaxError, source: str) -> Finding:
    line = error.lineno or 1
    column = max((error.offset or 1) - 1, 0)
    lines = source.splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return Finding(
        message=f"This is not valid Python: {error.msg.rstrip('.?')}.",
        hint=_syntax_hint(error),
        line=line,
        column=column,
        excerpt=caret(text, column) if text.strip() else "",
    )


def _syntax_hint(error: SyntaxError) -> str:
    if isinstance(error, TabError):
        return "Indent with spaces only, four for each level."
    if isinstance(error, IndentationError):
        return "Check how far this line is indented: four spaces for each level."
    if "Missing parentheses in call to 'print'" in error.msg:
        return "This is Python 2. Write print(...) with brackets."
    return "Look at the marked place and just before it."


def caret(text: str, column: int) -> str:
    """
    Return a line with a caret under one of its characters.

    >>> print(caret("    def next(self)", 18))
    def next(self)
                  ^
    """
    shown = text.replace("\t", " ").rstrip()
    column = min(column, len(shown))
    # A very long line is shown around the place that matters.
    start = max(len(shown) - len(shown.lstrip()), column - MAX_EXCERPT // 2)
    start = min(start, column)
    return f"{shown[start : start + MAX_EXCERPT]}\n{' ' * (column - start)}^"
