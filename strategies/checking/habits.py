"""Remarks on what runs, and not as it reads: a method's name used for a value, a rule for a bar that is never seen."""

import ast
from collections.abc import Iterator
from typing import Final, TypeGuard

from engine.script.classes import strategies
from engine.script.names import Names
from strategies.checking.findings import Finding

# Backtrader calls these itself, whether the code does or not.
CALLED_ANYWAY: Final = frozenset(
    {"start", "prenext", "nextstart", "next", "stop", "notify_order", "notify_trade", "notify_cashvalue"}
)
CALLED_BY_THE_CODE: Final = frozenset({"buy", "sell", "close", "cancel", "log"})
# What cannot be called, but for what a call may return: a number or an order, as a rule.
_VALUES: Final = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Subscript, ast.List, ast.Dict, ast.Tuple)


def check_shadowed(names: Names) -> Iterator[Finding]:
    """Yield where a strategy gives a value to the name of one of its methods."""
    called = {node.func.attr for node in names.nodes if isinstance(node, ast.Call) and _is_own(node.func)}
    taken = CALLED_ANYWAY | (CALLED_BY_THE_CODE & called)
    seen: set[str] = set()
    for node in _inside_strategies(names):
        if not isinstance(node, ast.Assign) or not _is_value(node.value):
            continue
        for target in node.targets:
            if _is_own(target) and target.attr in taken and target.attr not in seen:
                seen.add(target.attr)
                yield Finding(
                    message=f"“self.{target.attr}” is a method of every strategy, and gets a value here.",
                    hint=f"Choose another name, such as self.{target.attr}_value: a call of the method fails.",
                    line=node.lineno,
                    column=node.col_offset,
                    is_error=False,
                )


def check_counted_bars(names: Names) -> Iterator[Finding]:
    """Yield rules for one certain bar by len(self), which the bars before the start may have passed."""
    for node in _inside_strategies(names):
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            sides = (node.left, node.comparators[0])
            if any(map(_is_length, sides)) and any(map(_is_number, sides)):
                yield Finding(
                    message="len(self) counts the bars before the start too.",
                    hint="A run that loads bars for indicators begins with a higher number, so that this may never "
                    "be true. Count in an attribute of your own, or choose no warm-up bars.",
                    line=node.lineno,
                    column=node.col_offset,
                    is_error=False,
                )


def _inside_strategies(names: Names) -> Iterator[ast.AST]:
    known = strategies(names)
    for node in names.nodes:
        if isinstance(node, ast.ClassDef) and node.name in known:
            yield from ast.walk(node)


def _is_own(node: ast.expr) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _is_value(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return _is_own(node.func) and node.func.attr in ("buy", "sell", "close")
    return isinstance(node, _VALUES)


def _is_length(node: ast.expr) -> bool:
    """Return whether this is len(self)."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    return node.func.id == "len" and [getattr(one, "id", "") for one in node.args] == ["self"]


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value > 0
