"""Find what a strategy asks of the catalogue of indicators that it does not have, or that no run can give."""

import ast
from collections.abc import Iterator
from typing import Any, Final

from engine.script.names import Names
from indicators.library import registry
from indicators.library.entry import BadParameter, Entry
from strategies.checking.findings import Finding
from strategies.checking.rules import at

MODULE: Final = "statis_indicators"
# By which a strategy asks for an indicator that repaints.
AS_KNOWN: Final = "as_known"


def check_indicators(names: Names) -> Iterator[Finding]:
    """Yield the indicators that the catalogue does not have, and settings that the ones it has cannot take."""
    for node in names.nodes:
        if isinstance(node, ast.ImportFrom) and node.module == MODULE:
            for alias in node.names:
                if alias.name != "*":
                    yield from _doubts(node, alias.name)
        elif isinstance(node, ast.Attribute) and (name := _asked(node, names)) and names.path(node.value) == MODULE:
            yield from _doubts(node, name)
        elif isinstance(node, ast.Call) and (name := _asked(node.func, names)):
            yield from _bad_settings(node, name)


def _asked(node: ast.expr, names: Names) -> str:
    """Return the name asked for in an expression that reaches into the catalogue, nothing if it does not."""
    module, _, name = (names.path(node) or "").rpartition(".")
    return name if module == MODULE and not name.startswith("_") else ""


def _found(name: str) -> Entry | None:
    try:
        return registry.find(name)
    except registry.UnknownIndicator:
        return None


def _doubts(node: ast.expr | ast.stmt, name: str) -> Iterator[Finding]:
    try:
        registry.find(name)
    except registry.UnknownIndicator as unknown:
        hint = (
            f"Did you mean {' or '.join(unknown.nearest)}?" if unknown.nearest else "Look it up in the list of them."
        )
        yield at(node, f"There is no indicator “{name}” in the catalogue.", hint)


def _bad_settings(call: ast.Call, name: str) -> Iterator[Finding]:
    entry = _found(name)
    if entry is None:
        return
    is_asked = any(one.arg in (AS_KNOWN, None) for one in call.keywords)
    if entry.repaints and not is_asked:
        hint = f"{AS_KNOWN}=True gives each bar the value it had on that day; or choose another."
        yield at(call, f"“{name}” changes values it has already given: no strategy can have known them.", hint)
    given = {one.arg: _value(one.value, entry, one.arg) for one in call.keywords if one.arg and _is_setting(one.arg)}
    try:
        entry.settings(given)
    except BadParameter as bad:
        message, _, hint = str(bad).partition(". ")
        yield at(call, f"{message}.", hint)


def _is_setting(name: str) -> bool:
    # What Backtrader itself takes says how a line is drawn.
    return name not in ("subplot", AS_KNOWN) and not name.startswith("plot")


def _value(node: ast.expr, entry: Entry, name: str) -> Any:
    """Return the value that is written down, or one that is surely right where it is only known in the run."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
        sign = "-" if isinstance(node.op, ast.USub) else ""
        return f"{sign}{node.operand.value!r}"
    return next((parameter.default for parameter in entry.parameters if parameter.name == name), None)
