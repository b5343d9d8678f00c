"""What a statement of a module reads, binds and changes, by Python's own rules of scope."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.script.names import children

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass
class Scope:
    """
    The names of one scope.

    `reads` are needed while its code runs, `later` when a function defined in it is called; `changes` are objects
    changed in place while it runs, `changes_later` by its functions. Names of inner scopes are not among them.
    """

    reads: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    changes_later: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)

    @property
    def needs(self) -> set[str]:
        """Return all it reads, now or later."""
        return self.reads | self.later


def scope_of(nodes: Iterable[ast.AST]) -> Scope:
    """Return the names of the code in these nodes, taken as one scope."""
    scope, waiting = Scope(), list(nodes)
    # By hand, not by recursion: a sum of a thousand terms is a thousand levels deep.
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function):
            waiting += _outer_parts(node)
            _enter_function(scope, node)
        elif isinstance(node, ast.ClassDef):
            waiting += [*node.decorator_list, *node.bases, *node.keywords]
            _enter_class(scope, node)
        elif isinstance(node, Comprehension):
            waiting.append(node.generators[0].iter)
            _enter_comprehension(scope, node)
        else:
            _note(scope, node)
            waiting += children(node)
    return scope


def _outer_parts(node: Function) -> list[ast.AST]:
    """Return the parts of a function that are evaluated where it is defined."""
    annotations = [one.annotation for one in _arguments(node)]
    parts = [*node.args.defaults, *node.args.kw_defaults, *annotations]
    if not isinstance(node, ast.Lambda):
        parts += [*node.decorator_list, node.returns]
    return [part for part in parts if part is not None]


def _arguments(node: Function) -> list[ast.arg]:
    own = node.args
    every = (*own.posonlyargs, *own.args, *own.kwonlyargs, own.vararg, own.kwarg)
    return [one for one in every if one]


def _enter_function(scope: Scope, node: Function) -> None:
    inner = scope_of([node.body] if isinstance(node, ast.Lambda) else node.body)
    own = ({one.arg for one in _arguments(node)} | inner.binds) - inner.shared
    scope.later |= inner.needs - own
    scope.changes_later |= (inner.changes | inner.changes_later | inner.binds & inner.shared) - own
    if not isinstance(node, ast.Lambda):
        scope.binds.add(node.name)


def _enter_class(scope: Scope, node: ast.ClassDef) -> None:
    inner = scope_of(node.body)
    # A class body may read a name of the module before it gives the name a meaning of its own.
    scope.reads |= inner.reads
    scope.later |= inner.later
    scope.changes |= inner.changes - inner.binds
    scope.changes_later |= inner.changes_later
    scope.binds.add(node.name)


def _enter_comprehension(scope: Scope, node: Comprehension) -> None:
    own = {name.id for part in node.generators for name in ast.walk(part.target) if isinstance(name, ast.Name)}
    first, *others = node.generators
    values = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    inner = scope_of([*values, *first.ifs, first.target, *others])
    scope.reads |= inner.reads - own
    scope.later |= inner.later - own
    scope.binds |= inner.binds - own


def _note(scope: Scope, node: ast.AST) -> None:
    if isinstance(node, ast.Name):
        (scope.reads if isinstance(node.ctx, ast.Load) else scope.binds).add(node.id)
    elif isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        scope.changes |= _root(node)
    elif isinstance(node, ast.AugAssign):
        scope.changes |= _root(node.target)
        scope.reads |= _root(node.target)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        scope.changes |= _changed_by(node.value)
    elif isinstance(node, ast.Import | ast.ImportFrom):
        scope.binds |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
    elif isinstance(node, ast.Global):
        scope.shared |= set(node.names)
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        scope.binds.add(node.name)
    elif isinstance(node, ast.MatchMapping) and node.rest:
        scope.binds.add(node.rest)


def _changed_by(call: ast.Call) -> set[str]:
    """Return the object a statement like `rows.append(1)` or `setattr(Mine, ...)` may change."""
    if isinstance(call.func, ast.Name):
        return _root(call.args[0]) if call.func.id in ("setattr", "delattr") and call.args else set()
    return _root(call.func)


def _root(node: ast.expr) -> set[str]:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return {node.id} if isinstance(node, ast.Name) else set()
