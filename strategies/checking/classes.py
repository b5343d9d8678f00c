"""Find the strategies in a module."""

import ast
from collections.abc import Iterator
from typing import Final

from strategies.checking.names import Names
from strategies.checking.parsing import parsed

# Where Backtrader keeps its base classes; a star import brings the bare names.
BASES: Final = frozenset(
    f"backtrader{module}.{name}" for module in ("", ".strategy") for name in ("Strategy", "SignalStrategy")
)
STARRED: Final = frozenset({"Strategy", "SignalStrategy"})


def strategy_classes(source: str) -> list[str]:
    """Return the names of the strategies that can be run, in the order they are written; none if it does not parse."""
    tree = parsed(source)
    return [node.name for node in runnable(Names(tree))] if tree else []


def runnable(names: Names) -> list[ast.ClassDef]:
    """Return the strategies of a module, without those that another one builds on."""
    found = strategies(names)
    parents = {base.id for node in found.values() for base in node.bases if isinstance(base, ast.Name)}
    return [node for name, node in found.items() if name not in parents]


def strategies(names: Names) -> dict[str, ast.ClassDef]:
    """Return every class of a module that is a Backtrader strategy, directly or through another one."""
    classes = [node for node in _at_module_level(names.tree) if isinstance(node, ast.ClassDef)]
    known = _aliases_of_base(names)
    found: dict[str, ast.ClassDef] = {}
    for node in sorted(classes, key=lambda one: one.lineno):
        if any(_is_base(base, names, known | found.keys()) for base in node.bases):
            found[node.name] = node
    return found


def _at_module_level(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements that run when the module is loaded, also those inside `if`, `try` and `with`."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.stmt):
                yield node
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
                waiting.append(node)


def _aliases_of_base(names: Names) -> set[str]:
    """Return the local names of Backtrader's own base classes: from a star import, or `Base = bt.Strategy`."""
    starred = any(
        isinstance(node, ast.ImportFrom) and node.module == "backtrader" and node.names[0].name == "*"
        for node in names.nodes
    )
    aliases = set(STARRED) if starred else set()
    for node in names.tree.body:
        if isinstance(node, ast.Assign) and names.path(node.value) in BASES:
            aliases |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return aliases


def _is_base(base: ast.expr, names: Names, known: set[str]) -> bool:
    return names.path(base) in BASES or (isinstance(base, ast.Name) and base.id in known)
