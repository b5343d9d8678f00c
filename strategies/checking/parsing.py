"""Turn text into a syntax tree without ever failing on bad text."""

import ast
import warnings
from collections.abc import Iterator
from typing import Final

from engine.script.isolation import Script, read_script
from engine.script.names import children
from strategies.checking.findings import Finding
from strategies.checking.intake import check_text
from strategies.checking.policy import MAX_EXCERPT, MAX_FINALLY_DEPTH

TOO_DEEP: Final = Finding(
    message="The code is nested too deeply to be read.",
    hint="Break long chains of operators and calls into steps with names.",
)


def parse(source: str) -> Script | tuple[Finding, ...]:
    """Return what of the text will be run, or why it cannot be read."""
    if findings := list(check_text(source)):
        return tuple(findings)
    try:
        return read_script(source)
    except SyntaxError as error:
        return (_syntax_finding(error, source),)
    except (RecursionError, MemoryError, ValueError):
        return (TOO_DEEP,)


def check_compiles(script: Script, source: str) -> Iterator[Finding]:
    """Yield what only shows when the code is compiled, such as a return outside a function."""
    if "finally" in source and (deepest := _deep_finally(script.tree)):
        yield Finding(
            message=f"“finally” stands inside “finally” more than {MAX_FINALLY_DEPTH} deep.",
            # Python compiles what stands under “finally” twice, so each level doubles the work.
            hint="Move the inner ones into functions of their own.",
            line=deepest.lineno,
        )
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(script.tree, "<strategy>", "exec", dont_inherit=True)
    except SyntaxError as error:
        yield _syntax_finding(error, source)
    except (RecursionError, MemoryError, ValueError):
        yield TOO_DEEP


def _deep_finally(tree: ast.Module) -> ast.stmt | None:
    """Return the first statement under too many levels of `finally`."""
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        inner = set(map(id, node.finalbody)) if isinstance(node, ast.Try | ast.TryStar) else set()
        for child in children(node):
            level = depth + (id(child) in inner)
            if level > MAX_FINALLY_DEPTH and isinstance(child, ast.stmt):
                return child
            waiting.append((child, level))
    return None


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
