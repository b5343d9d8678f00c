"""What a parsed strategy may not do, and says so line by line."""

import ast
import difflib
from collections.abc import Iterator
from dataclasses import replace

from engine.script.classes import runnable, strategies
from engine.script.isolation import Script
from engine.script.names import Names
from engine.script.words import said
from strategies.checking import policy
from strategies.checking.findings import Finding


def check_left_out(script: Script) -> Iterator[Finding]:
    """Yield one remark on the parts of a script that will not be run."""
    if script.left_out:
        yield Finding(
            message=f"A run leaves out: {said(script.left_out)}.",
            hint="Prices, dates, cash, costs and order size are chosen when you start a backtest. "
            "The code stays as it is.",
            line=min((first for item in script.left_out for first, _ in item.lines), default=None),
            is_error=False,
        )


def check_missing(script: Script, names: Names) -> Iterator[Finding]:
    """Yield the uses of names that only the part that is left out makes."""
    seen: set[str] = set()
    for node in names.nodes:
        if isinstance(node, ast.Name) and node.id in script.missing and node.id not in seen:
            seen.add(node.id)
            yield Finding(
                message=f"“{node.id}” is made in line {script.missing[node.id]}, which is left out.",
                hint="Write its value here, or make it a parameter in params. The run stops where it is used.",
                line=node.lineno,
                column=node.col_offset,
                is_error=False,
            )


def check_imports(names: Names) -> Iterator[Finding]:
    """Yield the imports that are not on the allow-list."""
    tried = _tried_imports(names)
    for node in names.nodes:
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [f"{'.' * node.level}{node.module or ''}"]
        else:
            continue
        for module in modules:
            root = module.split(".")[0]
            if root in policy.ALLOWED_IMPORTS:
                continue
            if node in tried and policy.IMPORT_HINTS.get(root) != policy.NO_WORLD:
                hint = "The code expects that: what stands under “except” runs instead."
                yield replace(_at(node, f"“{module}” is not there in a run.", hint), is_error=False)
            else:
                yield _at(node, f"“{module}” cannot be imported here.", _import_hint(root))


def _tried_imports(names: Names) -> set[ast.AST]:
    """Return the imports whose failure the code itself takes care of."""
    found: set[ast.AST] = set()
    for node in names.nodes:
        if isinstance(node, ast.Try) and any(map(_catches_import_error, node.handlers)):
            found |= {one for one in node.body if isinstance(one, ast.Import | ast.ImportFrom)}
    return found


def _catches_import_error(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    caught = {kind.id for kind in kinds if isinstance(kind, ast.Name)}
    return handler.type is None or bool(caught & {"ImportError", "ModuleNotFoundError", "Exception"})


def _import_hint(root: str) -> str:
    if root in policy.IMPORT_HINTS:
        return policy.IMPORT_HINTS[root]
    if not root:
        return "A strategy is one file: put the code you need into it."
    if nearest := difflib.get_close_matches(root, policy.ALLOWED_IMPORTS, n=1, cutoff=0.75):
        return f"Did you mean {nearest[0]}?"
    return f"These can be: {', '.join(sorted(policy.ALLOWED_IMPORTS - {'__future__'}))}."


def check_reaches(names: Names) -> Iterator[Finding]:
    """Yield the places that take a module out of another one, such as `bt.os`."""
    for node in names.nodes:
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            for alias in node.names:
                yield from _reach(node, f"{node.module}.{alias.name}")
        elif isinstance(node, ast.Attribute):
            yield from _reach(node, names.path(node))
        elif isinstance(node, ast.Call) and (named := _getattr_name(node)):
            path = names.path(node.args[0])
            yield from _reach(node, path and f"{path}.{named}")


def _reach(node: ast.expr | ast.stmt, path: str | None) -> Iterator[Finding]:
    if path is None or path in policy.HONEST_REACHES:
        return
    root, *_, last = path.split(".")
    if last in policy.REACHED_MODULES and last != path and root in policy.ALLOWED_IMPORTS:
        yield _at(node, f"“{last}” cannot be used through {root}.", policy.IMPORT_HINTS.get(last, ""))


def check_calls(names: Names) -> Iterator[Finding]:
    """Yield the uses of built-ins that run text as code, open files or wait for somebody."""
    for node in names.nodes:
        if not isinstance(node, ast.Name) or node.id in names.bound:
            continue
        if node.id in policy.FORBIDDEN_CALLS:
            yield _at(node, f"“{node.id}” cannot be used here.", policy.FORBIDDEN_CALLS[node.id])
        elif node.id in policy.DUNDER_NAMES:
            yield _at(node, f"“{node.id}” cannot be used here.", "A strategy needs no way into Python's own workings.")


def check_walks(names: Names) -> Iterator[Finding]:
    """Yield the steps from an object into Python's own workings, such as `__subclasses__`."""
    for node in names.nodes:
        named = node.attr if isinstance(node, ast.Attribute) else None
        if isinstance(node, ast.Call):
            named = _getattr_name(node)
        if named in policy.DUNDER_WALKS and isinstance(node, ast.expr):
            yield _at(node, f"“{named}” cannot be used here.", "A strategy needs no way into Python's own workings.")


def check_classes(names: Names, strategy_class: str | None) -> Iterator[Finding]:
    """Yield what is wrong with the number of strategies: none, or several and no choice."""
    found = list(runnable(names))
    known = strategies(names)
    if not found:
        yield Finding(
            message="There is no strategy class in this code.",
            hint="Write a class that builds on bt.Strategy and has a next method.",
        )
    elif strategy_class and strategy_class not in known:
        yield Finding(
            message=f"There is no strategy class “{strategy_class}” in this code.",
            hint=f"There is {' and '.join(known)}.",
        )
    elif len(found) > 1 and not strategy_class:
        yield Finding(
            message=f"There are {len(found)} strategy classes: {', '.join(found)}.",
            hint=f"The last one, {list(known)[-1]}, runs unless you choose another when you start a backtest.",
            is_error=False,
        )


def _getattr_name(node: ast.Call) -> str | None:
    """Return the attribute that a call of getattr with a constant name asks for."""
    if isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) >= 2:
        wanted = node.args[1]
        if isinstance(wanted, ast.Constant) and isinstance(wanted.value, str):
            return wanted.value
    return None


def _at(node: ast.expr | ast.stmt, message: str, hint: str) -> Finding:
    return Finding(message=message, hint=hint, line=node.lineno, column=node.col_offset)
