"""What the names in a module stand for."""

import ast
import builtins
from functools import cached_property
from typing import Final

BUILTINS: Final = frozenset(dir(builtins))
DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Names:
    """The imports and bindings of one parsed module."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.nodes = list(ast.walk(tree))

    @cached_property
    def imported(self) -> dict[str, str]:
        """Return what each imported name stands for: {"bt": "backtrader", "SMA": "backtrader.indicators.SMA"}."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    root = alias.name.split(".")[0]
                    found |= {alias.asname: alias.name} if alias.asname else {root: root}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        return found

    @cached_property
    def bound(self) -> frozenset[str]:
        """Return every name the module gives a meaning of its own, in any scope."""
        found = {node.id for node in self.nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
        found |= {node.arg for node in self.nodes if isinstance(node, ast.arg)}
        found |= {node.name for node in self.nodes if isinstance(node, DEFINITIONS)}
        return frozenset(found | self.imported.keys())

    @cached_property
    def _has_star(self) -> bool:
        # All that Backtrader offers, by its bare name.
        starred = (node for node in self.nodes if isinstance(node, ast.ImportFrom) and node.names[0].name == "*")
        return any((node.module or "").split(".")[0] == "backtrader" for node in starred)

    def path(self, node: ast.expr) -> str | None:
        """Return the dotted path of an expression that starts at an import, as `backtrader.indicators.SMA`."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        start = self._start(node.id)
        return ".".join([start, *reversed(parts)]) if start else None

    def _start(self, name: str) -> str | None:
        if name in self.imported:
            return self.imported[name]
        is_starred = self._has_star and name not in self.bound and name not in BUILTINS
        return f"backtrader.{name}" if is_starred else None
