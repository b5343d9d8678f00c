"""Cut a module into the pieces that are kept or left out as a whole."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from engine.script.available import is_available
from engine.script.classes import aliases_of_base, at_module_level, backtrader_classes, has_strategy, strategies
from engine.script.names import DEFINITIONS, Names, children, walk
from engine.script.policy import WORLD_CALLS, Part, gravest, part_of_module, part_of_path
from engine.script.scopes import Scope, scope_of

BLOCKS: Final = (ast.If, ast.Try, ast.With, ast.AsyncWith, ast.For, ast.While)
CANNOT_MOVE: Final = (ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.Nonlocal)


@dataclass(eq=False)
class Unit:
    """
    A statement, or one name of an import.

    `home` is what held it when that was not the module itself: the `if __name__` block or a function of the runner.
    `part` is what of a runner it belongs to, None while nothing says that it does.
    """

    node: ast.stmt
    home: str = ""
    part: Part | None = None
    is_root: bool = False

    @cached_property
    def scope(self) -> Scope:
        """Return the names it reads, binds and changes."""
        return scope_of([self.node])

    @cached_property
    def targets(self) -> set[str]:
        """Return the names it gives something to."""
        return self.scope.binds | self.scope.changes

    @property
    def is_definition(self) -> bool:
        """Return whether it only defines a function or a class."""
        return isinstance(self.node, DEFINITIONS)

    @property
    def is_plain_definition(self) -> bool:
        """Return whether it defines a function, or a class that is none of Backtrader's kind."""
        return self.is_definition and not self.is_root

    @property
    def can_serve(self) -> bool:
        """Return whether it can be kept because something that is kept needs it."""
        return self.can_move and (self.is_definition or not self.part)

    @property
    def module(self) -> str | None:
        """Return the module it imports, None if it is no import."""
        if isinstance(self.node, ast.Import):
            return self.node.names[0].name
        if isinstance(self.node, ast.ImportFrom):
            return f"{'.' * self.node.level}{self.node.module or ''}"
        return None

    @property
    def is_star(self) -> bool:
        """Return whether it imports whatever a module has."""
        return isinstance(self.node, ast.ImportFrom) and self.node.names[0].name == "*"

    @cached_property
    def can_move(self) -> bool:
        """Return whether it can stand at the level of the module."""
        return not self.home or not any(isinstance(node, CANNOT_MOVE) for node in _own_nodes(self.node))

    @property
    def lines(self) -> tuple[int, int]:
        """Return its first and last line, decorators included."""
        decorators = getattr(self.node, "decorator_list", [])
        return min(one.lineno for one in (self.node, *decorators)), self.node.end_lineno or self.node.lineno


@dataclass
class Cutter:
    """Cuts one module into units."""

    names: Names
    aliases: set[str] = field(init=False)
    strategies: list[str] = field(init=False)
    theirs: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.aliases = aliases_of_base(self.names)
        self.strategies = list(strategies(self.names))
        self.theirs = {*backtrader_classes(self.names), *self.strategies}

    def finds_runner(self) -> bool:
        """Return whether anything in the module may belong to a runner, or its strategies are to be searched for."""
        works = any(map(is_main_test, self.names.tree.body)) or self._gravest(iter(self.names.nodes)) is not None
        return works or not self.strategies

    def units(self) -> list[Unit]:
        """Return the units in the order of the text."""
        return [unit for node in self.names.tree.body for unit in self._cut(node, home="")]

    def _cut(self, node: ast.stmt, *, home: str) -> Iterator[Unit]:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from self._cut_import(node, home)
        elif is_main_test(node):
            yield Unit(_shell(node), home="main", part=Part.RUNNER)
            yield from self._cut_body([*node.body], home="main")  # type: ignore[attr-defined]
            yield from self._cut_body(node.orelse, home=home)  # type: ignore[attr-defined]
        elif is_for_type_checkers(node):
            yield Unit(node, home=home, part=self.part_within(node))
        elif self._is_settled_try(node):
            yield from self._cut_body([*node.body, *node.orelse, *node.finalbody], home=home)  # type: ignore[attr-defined]
        elif self._hides_strategy(node):
            name = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else home or "main"
            yield Unit(_shell(node), home=name, part=Part.RUNNER)
            yield from self._cut_body(node.body, home=name)  # type: ignore[attr-defined]
        else:
            yield Unit(node, home=home, is_root=self._is_root(node))

    def _cut_body(self, body: list[ast.stmt], *, home: str) -> Iterator[Unit]:
        for node in body:
            yield from self._cut(node, home=home)

    def _cut_import(self, node: ast.Import | ast.ImportFrom, home: str) -> Iterator[Unit]:
        for alias in node.names:
            single: ast.stmt
            if isinstance(node, ast.Import):
                single = ast.Import(names=[alias])
            else:
                single = ast.ImportFrom(module=node.module, names=[alias], level=node.level)
            yield Unit(ast.copy_location(single, node), home=home)

    def _is_root(self, node: ast.stmt) -> bool:
        """Return whether this defines a class of Backtrader's kind, or calls what makes a strategy."""
        if isinstance(node, ast.ClassDef):
            return node.name in self.theirs
        if isinstance(node, ast.Assign):
            made = {target.id for target in node.targets if isinstance(target, ast.Name)}
            return isinstance(node.value, ast.Call) and not made.isdisjoint(self.strategies)
        return isinstance(node, BLOCKS) and any(
            self._is_root(inner) for inner in at_module_level(node) if not isinstance(inner, BLOCKS)
        )

    def _is_settled_try(self, node: ast.stmt) -> bool:
        """Return whether this tries imports that will not fail here, and would leave the program if they did."""
        if not isinstance(node, ast.Try) or not any(map(self.part_within, node.handlers)):
            return False
        imports = [one for one in node.body if isinstance(one, ast.Import | ast.ImportFrom)]
        modules = [alias.name for one in imports if isinstance(one, ast.Import) for alias in one.names]
        modules += [one.module or "" for one in imports if isinstance(one, ast.ImportFrom)]
        return bool(imports) and imports[0] is node.body[0] and all(map(is_available, modules))

    def _hides_strategy(self, node: ast.stmt) -> bool:
        """Return whether a strategy must be taken out of this to be had: out of a runner, or the only one there is."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = has_strategy(node, self.names, self.aliases)
            return inside is not None and (self.part_within(node) is Part.RUNNER or not self.strategies)
        return isinstance(node, BLOCKS) and self._is_root(node) and self.part_of(Unit(node)) is not None

    def part_of(self, unit: Unit) -> Part | None:
        """Return which part of a runner works while this unit is loaded."""
        # An import alone does no work, and a failed one may be what the code expects.
        return self._gravest(
            node for node in _own_nodes(unit.node) if not isinstance(node, ast.Import | ast.ImportFrom)
        )

    def part_within(self, node: ast.AST) -> Part | None:
        """Return which part of a runner works in this code, sooner or later."""
        return self._gravest(walk(node))

    def _gravest(self, nodes: Iterator[ast.AST]) -> Part | None:
        return gravest(part for node in nodes if (part := self._part_of_node(node)))

    def _part_of_node(self, node: ast.AST) -> Part | None:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            return None
        if isinstance(node, ast.Name) and node.id in WORLD_CALLS and node.id not in self.names.bound:
            return Part.WORLD
        if isinstance(node, ast.Name | ast.Attribute):
            path = self.names.path(node)
            return part_of_path(path) if path else None
        if isinstance(node, ast.Import):
            return next(filter(None, (part_of_module(alias.name.split(".")[0]) for alias in node.names)), None)
        if isinstance(node, ast.ImportFrom):
            return part_of_module((node.module or "").split(".")[0])
        return None


def is_main_test(node: ast.stmt) -> bool:
    """
    Say whether this is `if __name__ == "__main__":` in one of its forms.

    >>> is_main_test(ast.parse("if '__main__' == __name__: pass").body[0])
    True
    """
    if not isinstance(node, ast.If):
        return False
    for compare in ast.walk(node.test):
        if isinstance(compare, ast.Compare) and len(compare.ops) == 1 and isinstance(compare.ops[0], ast.Eq):
            sides = [compare.left, *compare.comparators]
            has_name = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
            if has_name and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides):
                return True
    return False


def is_for_type_checkers(node: ast.stmt) -> bool:
    """
    Say whether this is `if TYPE_CHECKING:`, which no run enters.

    >>> is_for_type_checkers(ast.parse("if typing.TYPE_CHECKING: pass").body[0])
    True
    """
    test = node.test if isinstance(node, ast.If) else None
    return "TYPE_CHECKING" in (getattr(test, "id", ""), getattr(test, "attr", ""))


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of code that runs when this does, or may: of functions defined in it only the head."""
    waiting: list[ast.AST] = [node]
    while waiting:
        current = waiting.pop()
        yield current
        if isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*current.decorator_list, *current.args.defaults, *filter(None, current.args.kw_defaults)]
        else:
            waiting += children(current)


def _shell(node: ast.stmt) -> ast.stmt:
    """Return the first line of a block or function whose statements are units of their own."""
    shell: ast.stmt = ast.Pass()
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        shell = ast.parse(f"def {node.name}(): pass").body[0]
    shell = ast.copy_location(shell, node)
    shell.end_lineno = node.lineno
    return shell
