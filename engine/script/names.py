"""What the names in a module stand for."""

import ast
import builtins
from collections.abc import Iterator
from functools import cached_property
from typing import Final

BUILTINS: Final = frozenset(dir(builtins))
DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# What else gives a name a meaning, and keeps it in `name`.
NAMING: Final = (*DEFINITIONS, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)


# No module is deeper; a longer chain would be walked anew from every link.
MAX_PARTS: Final = 20
# Parts of the tree without names in them.
LEAVES: Final = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)


def children(node: ast.AST) -> list[ast.AST]:
    """Return the nodes directly below a node, as `ast.iter_child_nodes` without the ones that hold nothing, sooner."""
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [part for part in value if isinstance(part, ast.AST) and not isinstance(part, LEAVES)]
        elif isinstance(value, ast.AST) and not isinstance(value, LEAVES):
            found.append(value)
    return found


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it, those of one level before those of the next."""
    waiting = [node]
    while waiting:
        yield from waiting
        waiting = [below for one in waiting for below in children(one)]


class Names:
    """The imports and bindings of one parsed module."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.nodes = list(walk(tree))

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
        found |= {node.name for node in self.nodes if isinstance(node, NAMING) and node.name}
        found |= {node.rest for node in self.nodes if isinstance(node, ast.MatchMapping) and node.rest}
        return frozenset(found | self.imported.keys())

    @cached_property
    def _has_star(self) -> bool:
        # All that Backtrader offers, by its bare name.
        starred = (node for node in self.nodes if isinstance(node, ast.ImportFrom) and node.names[0].name == "*")
        return any((node.module or "").split(".")[0] == "backtrader" for node in starred)

    def path(self, node: ast.expr) -> str | None:
        """Return the dotted path of an expression that starts at an import, as `backtrader.indicators.SMA`."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute) and len(parts) <= MAX_PARTS:
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or len(parts) > MAX_PARTS:
            return None
        start = self._start(node.id)
        return ".".join([start, *reversed(parts)]) if start else None

    def _start(self, name: str) -> str | None:
        if name in self.imported:
            return self.imported[name]
        is_starred = self._has_star and name not in self.bound and name not in BUILTINS
        return f"backtrader.{name}" if is_starred else None
