"""What an expression stands for, also when it was put together from pieces: paths into modules, and constant texts."""

import ast
from collections import Counter
from typing import Final

from engine.script.names import Names

# Deeper sums of texts are no person's way to write a name.
MAX_PIECES: Final = 50
MAX_ROUNDS: Final = 5


class Paths:
    """The dotted paths of a module's expressions, through aliases, `getattr`, `vars` and `__dict__`."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._aliases: dict[str, str] = {}
        assigned = _assigned_once(names)
        # An alias may stand for another one.
        for _ in range(MAX_ROUNDS):
            fresh = {name: path for name, value in assigned.items() if (path := self.of(value))}
            if fresh == self._aliases:
                break
            self._aliases = fresh

    def of(self, node: ast.expr) -> str | None:
        """Return the path of an expression that starts at an import, as `backtrader.feeds`."""
        parts: list[str] = []
        while not isinstance(node, ast.Name):
            step = _step(node)
            if step is None or len(parts) > MAX_PIECES:
                return None
            part, node = step
            parts.append(part)
        start = self._aliases.get(node.id) or self._names.path(node)
        return ".".join([start, *reversed(parts)]) if start else None


def _assigned_once(names: Names) -> dict[str, ast.expr]:
    """Return what was assigned to the names that have one meaning only, where it may be something from a module."""
    stored = Counter(
        node.id for node in names.nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    )
    return {
        target.id: node.value
        for node in names.nodes
        if isinstance(node, ast.Assign) and (isinstance(node.value, ast.Name) or _step(node.value))
        for target in node.targets
        if isinstance(target, ast.Name) and stored[target.id] == 1 and target.id not in names.imported
    }


def _step(node: ast.expr) -> tuple[str, ast.expr] | None:
    """Return the last part of a path and what it is a part of."""
    if isinstance(node, ast.Attribute):
        return node.attr, node.value
    if isinstance(node, ast.Call) and (asked := asked_by(node)):
        return asked
    if isinstance(node, ast.Subscript) and (key := text_of(node.slice)):
        whole = node.value
        if isinstance(whole, ast.Attribute) and whole.attr == "__dict__":
            return key, whole.value
        if isinstance(whole, ast.Call) and _is_named(whole.func, "vars") and whole.args:
            return key, whole.args[0]
    return None


def asked_by(call: ast.Call) -> tuple[str, ast.expr] | None:
    """Return the attribute a call of `getattr` or `__getattribute__` asks for by a constant name, and of what."""
    is_hook = isinstance(call.func, ast.Attribute) and call.func.attr == "__getattribute__"
    if not (is_hook or _is_named(call.func, "getattr")) or len(call.args) < 2:
        return None
    name = text_of(call.args[1])
    return (name, call.args[0]) if name else None


def _is_named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def text_of(node: ast.expr, pieces: int = MAX_PIECES) -> str | None:
    """
    Return the text that constants make: one, a sum, an f-string, a join or one read backwards; None for any other.

    >>> [text_of(ast.parse(code, mode="eval").body) for code in ("'o' + 's'", "'so'[::-1]", "''.join(['o', 's'])")]
    ['os', 'os', 'os']
    >>> [text_of(ast.parse(code, mode="eval").body) for code in ("name", "'o' + name", "1")]
    [None, None, None]
    """
    if pieces <= 0:
        return None
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.FormattedValue):
        return text_of(node.value, pieces - 1) if node.conversion == -1 and node.format_spec is None else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _joined([node.left, node.right], "", pieces)
    if isinstance(node, ast.JoinedStr):
        return _joined(node.values, "", pieces)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join" and node.args:
        between, parts = text_of(node.func.value, pieces - 1), node.args[0]
        if between is not None and isinstance(parts, ast.List | ast.Tuple):
            return _joined(parts.elts, between, pieces)
    if isinstance(node, ast.Subscript) and _is_backwards(node.slice):
        text = text_of(node.value, pieces - 1)
        return None if text is None else text[::-1]
    return None


def _joined(nodes: list[ast.expr], between: str, pieces: int) -> str | None:
    if len(nodes) > MAX_PIECES:
        return None
    texts = [text_of(node, pieces - 1) for node in nodes]
    return None if None in texts else between.join(text for text in texts if text is not None)


def _is_backwards(index: ast.expr) -> bool:
    if not isinstance(index, ast.Slice) or index.lower or index.upper or not isinstance(index.step, ast.UnaryOp):
        return False
    size = index.step.operand
    return isinstance(index.step.op, ast.USub) and isinstance(size, ast.Constant) and size.value == 1
