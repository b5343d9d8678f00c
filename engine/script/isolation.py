"""Take the strategy out of a pasted script: what it needs is kept, what only ran it is left out."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.events import LeftOut
from engine.script import telling
from engine.script.classes import strategies
from engine.script.names import BUILTINS, Names
from engine.script.parsing import parse
from engine.script.policy import Part, gravest, part_of_module
from engine.script.units import Cutter, Unit, is_for_type_checkers

# Functions that use what other functions make, and so on: no script a person wrote is as deep.
MAX_ROUNDS: Final = 20


@dataclass(frozen=True, kw_only=True)
class Script:
    """
    A script as it will be run.

    `tree` holds what is kept, every statement on its own line; `missing` maps the names that the strategy uses but
    only the runner makes to the line that makes them.
    """

    tree: ast.Module
    left_out: tuple[LeftOut, ...] = ()
    strategies: tuple[str, ...] = ()
    missing: Mapping[str, int] = field(default_factory=dict)


def read_script(source: str, name: str = "<strategy>") -> Script:
    """
    Return what of a source text is to be run, and what is not.

    A text without a strategy, or too deep to be looked through, is kept as it is.

    :raises SyntaxError: if the text is not Python.
    :raises ValueError: if it holds characters no code may hold.
    :raises RecursionError: if it is nested too deeply.
    :raises MemoryError: if it is nested too deeply.
    """
    tree, commands = parse(source, name)
    try:
        return isolate(tree, commands=commands)
    except RecursionError:
        return Script(tree=tree)


def isolate(tree: ast.Module, *, commands: Sequence[int] = ()) -> Script:
    """
    Return what of a parsed script is to be run, and what is not.

    >>> script = isolate(ast.parse("import os, backtrader as bt\\nclass A(bt.Strategy): pass\\nbt.Cerebro().run()"))
    >>> ast.unparse(script.tree).splitlines()[0], [str(one.what) for one in script.left_out]
    ('import backtrader as bt', ['the runner', 'imports os'])
    """
    names = Names(tree)
    cutter = Cutter(names)
    if not commands and not cutter.finds_runner():
        # Most strategies come without a runner, and nothing of them is left out.
        return Script(tree=tree, strategies=tuple(cutter.strategies))
    units = cutter.units()
    if not any(unit.is_root for unit in units) or not _has_strategy(units, cutter):
        return Script(tree=tree, strategies=tuple(strategies(names)))
    sieve = Sieve(cutter, units)
    kept = sieve.kept()
    body = [unit.node for unit in units if unit in kept]
    script = ast.Module(body=body, type_ignores=[])
    out = [unit for unit in units if unit not in kept]
    if not out and not commands:
        return Script(tree=script, strategies=tuple(cutter.strategies), missing=sieve.missing(kept))
    return Script(
        tree=script,
        left_out=telling.left_out(
            out,
            kept=[unit for unit in units if unit in kept],
            commands=list(commands),
            used=sieve.needed - names.imported.keys(),
        ),
        strategies=tuple(strategies(Names(script))),
        missing=sieve.missing(kept),
    )


def _has_strategy(units: list[Unit], cutter: Cutter) -> bool:
    return bool(cutter.strategies) or any(unit.is_root and unit.home for unit in units)


class Sieve:
    """Decides which units of a script its strategies need."""

    def __init__(self, cutter: Cutter, units: list[Unit]) -> None:
        self.units = units
        self._cutter = cutter
        self.needed: set[str] = set()
        self._givers = _indexed(units, lambda unit: unit.targets)
        self._users = _indexed([unit for unit in units if unit.is_plain_definition], lambda unit: unit.scope.needs)
        self._runners = _runners(cutter, units)
        self._mark()

    def kept(self) -> set[Unit]:
        """Return the units to run: the strategies, all they use, and what has nothing to do with a runner."""
        kept = self._with_what_they_need({unit for unit in self.units if self._is_anchor(unit)})
        out = {unit for unit in self.units if unit not in kept and self._is_out(unit)}
        # What only serves something left out goes with it, and so on.
        fresh = out
        while fresh:
            read = {name for unit in fresh for name in unit.scope.needs | unit.scope.changes}
            fresh = self._giving(read) - kept - out
            out |= fresh
        for unit in out:
            unit.part = Part.RUNNER if unit.home else unit.part or self._part_of_definition(unit) or Part.SUPPORT
        return {unit for unit in self.units if unit not in out}

    def missing(self, kept: set[Unit]) -> dict[str, int]:
        """Return the names that what is kept uses and only what is left out makes, with the line that makes each."""
        made = {name for unit in kept for name in unit.scope.binds}
        lost: dict[str, int] = {}
        for unit in self.units:
            if unit not in kept and unit.module is None and not is_for_type_checkers(unit.node):
                for name in (unit.scope.binds & self.needed) - made:
                    lost.setdefault(name, unit.lines[0])
        return lost

    def _mark(self) -> None:
        """Mark the units that do a runner's work while they are loaded, or use what such a unit made."""
        for unit in self.units:
            if unit.module is None and not unit.is_root:
                unit.part = unit.part or self._cutter.part_of(unit)
        self._add_callers(self._runners)
        for _ in range(MAX_ROUNDS):
            before = len(self._runners)
            # A function that uses what the runner makes is of no use without it.
            self._add_callers(self._spread(frozenset(self._cutter.names.imported)))
            if len(self._runners) == before:
                break

    def _add_callers(self, used: Mapping[str, Part]) -> None:
        """Add the functions and plain classes that use one of these names, and those that use them."""
        waiting = sorted(used.items())
        while waiting:
            name, part = waiting.pop()
            for unit in self._users.get(name, ()):
                fresh = unit.scope.binds - self._runners.keys()
                self._runners |= dict.fromkeys(fresh, part)
                waiting += [(one, part) for one in sorted(fresh)]

    def _spread(self, imported: frozenset[str]) -> dict[str, Part]:
        """Mark what uses the work of a runner, in the order of the text; return all names that ever hold any."""
        tainted: dict[str, Part] = {}
        ever: dict[str, Part] = {}
        for unit in self.units:
            if unit.module is None and not unit.is_root and not unit.is_definition:
                inherited = [tainted[name] for name in unit.scope.reads if name in tainted]
                unit.part = gravest([*inherited, *([unit.part] if unit.part else [])])
            for name in unit.targets - imported:
                if unit.part and not unit.is_definition:
                    tainted[name] = unit.part
                elif name in unit.scope.binds:
                    tainted.pop(name, None)
            tainted |= {name: self._runners[name] for name in unit.scope.binds if name in self._runners}
            ever |= tainted
        return ever

    def _is_anchor(self, unit: Unit) -> bool:
        """Return whether this unit is kept for its own sake."""
        if unit.is_root or unit.module == "__future__":
            return True
        if unit.home or unit.part or unit.module or unit.targets:
            return False
        return not (_is_print(unit.node) and self._has_runner_outside_main)

    @property
    def _has_runner_outside_main(self) -> bool:
        return any(unit.part and not unit.home and not unit.is_definition for unit in self.units)

    def _is_out(self, unit: Unit) -> bool:
        """Return whether a unit that nothing kept needs is a part of the runner."""
        if unit.home or unit.part or (unit.module is None and not unit.targets):
            return True
        if unit.module is not None:
            return part_of_module(unit.module.split(".")[0]) not in (None, Part.ARGUMENTS)
        if not unit.is_definition:
            return self._cutter.part_within(unit.node) is not None
        return self._part_of_definition(unit) is not None

    def _part_of_definition(self, unit: Unit) -> Part | None:
        if not unit.is_definition:
            return None
        return next((self._runners[name] for name in unit.scope.binds if name in self._runners), None)

    def _with_what_they_need(self, sure: set[Unit]) -> set[Unit]:
        # What is done to a strategy after it is defined belongs to it.
        wanted = {name for unit in sure if unit.is_root for name in unit.scope.binds}
        kept: set[Unit] = set()
        fresh = set(sure)
        while fresh:
            kept |= fresh
            needs = {name for unit in fresh for name in unit.scope.needs}
            wanted, self.needed = wanted | needs, self.needed | needs
            fresh = {unit for unit in self._giving(wanted) - kept if unit.can_serve}
            wanted = set()
        return self._with_stars(kept)

    def _with_stars(self, kept: set[Unit]) -> set[Unit]:
        """Add the star imports, unless every name is accounted for without those that cannot work."""
        stars = {unit for unit in self.units if unit.is_star and unit not in kept}
        good = {unit for unit in stars if part_of_module((unit.module or "").split(".")[0]) is None}
        made = {name for unit in self.units for name in unit.scope.binds} | BUILTINS | {"__name__"}
        return kept | (good if good or self.needed <= made else stars)

    def _giving(self, names: set[str]) -> set[Unit]:
        """Return the units that give something to one of these names."""
        return {unit for name in names for unit in self._givers.get(name, ())}


def _indexed(units: list[Unit], names_of: Callable[[Unit], set[str]]) -> dict[str, list[Unit]]:
    index: dict[str, list[Unit]] = {}
    for unit in units:
        for name in names_of(unit):
            index.setdefault(name, []).append(unit)
    return index


def _runners(cutter: Cutter, units: list[Unit]) -> dict[str, Part]:
    """Return the functions and plain classes that do a runner's work when they are called."""
    found: dict[str, Part] = {}
    for unit in units:
        if unit.is_plain_definition and (part := unit.part or cutter.part_within(unit.node)):
            found |= dict.fromkeys(unit.scope.binds, part)
    return found


def _is_print(node: ast.stmt) -> bool:
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print"
