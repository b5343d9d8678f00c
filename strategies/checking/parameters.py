"""Read a strategy's parameters without running it."""

import ast
import io
import tokenize
from collections.abc import Iterator, Mapping
from typing import Final

from engine.script.classes import strategies
from engine.script.names import Names
from engine.spec import ParamValue
from strategies.checking.findings import Parameter

MAX_CLASSES: Final = 100


def read_parameters(source: str, names: Names) -> dict[str, tuple[Parameter, ...]]:
    """Return the parameters of each strategy in the order they are written, those it inherits first."""
    known = strategies(names)
    notes = _comments(source)
    # Those defined last are the ones that run.
    chosen = list(known.items())[-MAX_CLASSES:]
    found = {name: _parameters_of(node, known, notes) for name, node in chosen if node is not None}
    return {name: parameters for name, parameters in found.items() if parameters}


def _parameters_of(
    strategy: ast.ClassDef, known: Mapping[str, ast.ClassDef | None], notes: Mapping[int, str]
) -> tuple[Parameter, ...]:
    found: dict[str, Parameter] = {}
    for node in _lineage(strategy, known):
        for name, value in _entries(node):
            literal = _literal(value)
            if literal is not None:
                line = value.end_lineno or value.lineno
                found[name] = Parameter(name=name, value=literal, line=line, note=notes.get(line, ""))
    return tuple(found.values())


def _lineage(node: ast.ClassDef, known: Mapping[str, ast.ClassDef | None]) -> list[ast.ClassDef]:
    """Return a strategy after the strategies of this module it builds on."""
    line: dict[ast.ClassDef, None] = {}
    waiting = [node]
    while waiting and len(line) < MAX_CLASSES:
        current = waiting.pop()
        if current not in line:
            line[current] = None
            bases = [known.get(base.id) for base in current.bases if isinstance(base, ast.Name)]
            waiting += [base for base in bases if base]
    return list(reversed(line))


def _entries(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """Yield names and values of `params`, written as dict(...), {...} or a tuple of pairs."""
    for statement in node.body:
        value = _params_value(statement)
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict":
            yield from ((keyword.arg, keyword.value) for keyword in value.keywords if keyword.arg)
            yield from (pair for argument in value.args for pair in _pairs(argument))
        elif value is not None:
            yield from _pairs(value)


def _params_value(statement: ast.stmt) -> ast.expr | None:
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value:
        targets = [statement.target]
    else:
        return None
    is_params = any(isinstance(target, ast.Name) and target.id == "params" for target in targets)
    return statement.value if is_params else None


def _pairs(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(value, ast.Dict):
        items: list[tuple[ast.expr | None, ast.expr]] = list(zip(value.keys, value.values, strict=True))
    elif isinstance(value, ast.Tuple | ast.List):
        rows = [row.elts for row in value.elts if isinstance(row, ast.Tuple | ast.List) and len(row.elts) == 2]
        items = [(row[0], row[1]) for row in rows]
    else:
        return
    for key, entry in items:
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier():
            yield key.value, entry


def _literal(value: ast.expr) -> ParamValue | None:
    try:
        literal = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return literal if isinstance(literal, bool | int | float | str) else None


def _comments(source: str) -> dict[int, str]:
    """Return the comment at the end of each line that has one."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    try:
        return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
    except (tokenize.TokenError, IndentationError):
        return {}
