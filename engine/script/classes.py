"""Find the classes of a module that build on Backtrader's, its strategies above all."""

import ast
from collections.abc import Iterator
from typing import Final

from engine.script.names import Names
from engine.script.policy import is_runner_path

# Where Backtrader keeps the base classes of strategies.
BASES: Final = frozenset(
    f"backtrader{module}.{name}" for module in ("", ".strategy") for name in ("Strategy", "SignalStrategy")
)


def strategies(names: Names) -> dict[str, ast.ClassDef | None]:
    """
    Return the strategies of a module in the order they are defined, by the name they have in it.

    The class is None where a call makes one whose text is nowhere: `type("Mine", (bt.Strategy,), {})`.
    """
    known = aliases_of_base(names)
    factories = _factories(names, known)
    found: dict[str, ast.ClassDef | None] = {}
    for node in at_module_level(names.tree):
        if isinstance(node, ast.ClassDef):
            if _builds_on(node, names, known) or any(
                name.id in found for base in node.bases for name in _names_in(base)
            ):
                # A class written again under the same name takes the place of the first, and is the later one.
                found.pop(node.name, None)
                found[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            is_made, text = _made_by(node.value, names, factories)
            found |= {target.id: text for target in node.targets if is_made and isinstance(target, ast.Name)}
    return found


def runnable(names: Names) -> dict[str, ast.ClassDef | None]:
    """Return the strategies of a module without those that another one builds on."""
    found = strategies(names)
    parents = {name.id for node in found.values() if node for base in node.bases for name in _names_in(base)}
    return {name: node for name, node in found.items() if name not in parents}


def backtrader_classes(names: Names) -> set[str]:
    """Return every class that extends one of Backtrader's, in any scope, save feeds and other parts of a runner."""
    found = aliases_of_base(names)
    classes = [node for node in names.nodes if isinstance(node, ast.ClassDef)]
    for node in sorted(classes, key=lambda one: one.lineno):
        paths = [path for base in node.bases for part in _parts(base) if (path := names.path(part))]
        is_theirs = any(path.startswith("backtrader.") for path in paths)
        builds_on_found = any(part.id in found for base in node.bases for part in _names_in(base))
        if (is_theirs or builds_on_found) and not any(map(is_runner_path, paths)):
            found.add(node.name)
    return found


def at_module_level(tree: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements that run when a module is loaded, those inside `if` and `try` too, in their order."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            yield from at_module_level(node)


def has_strategy(function: ast.AST, names: Names, known: set[str]) -> ast.ClassDef | None:
    """Return the last strategy class that is written inside a function, or None; `known` are names of bases."""
    inside = [node for node in ast.walk(function) if isinstance(node, ast.ClassDef) and _builds_on(node, names, known)]
    return inside[-1] if inside else None


def _factories(names: Names, known: set[str]) -> dict[str, ast.ClassDef]:
    """Return the functions that hold a strategy class, which they may return."""
    functions = [node for node in names.tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    held = {node.name: has_strategy(node, names, known) for node in functions if _returns_value(node)}
    return {name: kind for name, kind in held.items() if kind}


def _returns_value(function: ast.AST) -> bool:
    return any(isinstance(node, ast.Return) and node.value for node in ast.walk(function))


def _made_by(call: ast.Call, names: Names, factories: dict[str, ast.ClassDef]) -> tuple[bool, ast.ClassDef | None]:
    """Return whether a call makes a strategy class, and the text of that class if it has one."""
    if not isinstance(call.func, ast.Name):
        return False, None
    if call.func.id in factories:
        return True, factories[call.func.id]
    is_type = call.func.id == "type" and len(call.args) == 3
    return is_type and any(names.path(part) in BASES for part in _parts(call.args[1])), None


def aliases_of_base(names: Names) -> set[str]:
    """Return the module's own names for Backtrader's base classes, as in `Base = bt.Strategy`."""
    aliases: set[str] = set()
    for node in names.tree.body:
        if isinstance(node, ast.Assign) and names.path(node.value) in BASES:
            aliases |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return aliases


def _builds_on(node: ast.ClassDef, names: Names, known: set[str]) -> bool:
    parts = [part for base in node.bases for part in _parts(base)]
    return any(names.path(part) in BASES or (isinstance(part, ast.Name) and part.id in known) for part in parts)


def _parts(base: ast.expr) -> Iterator[ast.expr]:
    # A base may be made on the spot, as in class Mine(with_log(bt.Strategy)).
    return (node for node in ast.walk(base) if isinstance(node, ast.Name | ast.Attribute))


def _names_in(base: ast.expr) -> Iterator[ast.Name]:
    return (node for node in ast.walk(base) if isinstance(node, ast.Name))
