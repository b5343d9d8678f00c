"""What a parsed strategy may not do, and says so line by line."""

import ast
from collections.abc import Iterable, Iterator
from typing import Final

from engine.script.classes import runnable, strategies
from engine.script.isolation import Script
from engine.script.names import Names
from engine.script.words import said
from strategies.checking import policy
from strategies.checking.findings import Finding

MAX_LISTED: Final = 8


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


def check_calls(names: Names) -> Iterator[Finding]:
    """Yield the uses of built-ins that run text as code, open files or wait for somebody."""
    for node in names.nodes:
        if not isinstance(node, ast.Name) or node.id in names.bound:
            continue
        if node.id in policy.FORBIDDEN_CALLS:
            yield at(node, f"“{node.id}” cannot be used here.", policy.FORBIDDEN_CALLS[node.id])
        elif node.id in policy.DUNDER_NAMES:
            yield at(node, f"“{node.id}” cannot be used here.", policy.NO_WORKINGS)


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
            hint=f"There is {_listed(known, last=' and ')}.",
        )
    elif len(found) > 1 and not strategy_class:
        yield Finding(
            message=f"There are {len(found)} strategy classes: {_listed(found)}.",
            hint=f"The last one, {list(known)[-1]}, runs unless you choose another when you start a backtest.",
            is_error=False,
        )


def _listed(names: Iterable[str], *, last: str = ", ") -> str:
    """
    Return names as a list of modest length.

    >>> _listed("abc"), _listed("ab", last=" and "), _listed([str(n) for n in range(14)])
    ('a, b, c', 'a and b', '0, 1, 2, 3, 4, 5, 6, 7, 6 more')
    """
    shown = list(names)
    if len(shown) > MAX_LISTED:
        shown, last = [*shown[:MAX_LISTED], f"{len(shown) - MAX_LISTED} more"], ", "
    return last.join(shown)


def at(node: ast.expr | ast.stmt, message: str, hint: str) -> Finding:
    """Return an error at a place in the code."""
    return Finding(message=message, hint=hint, line=node.lineno, column=node.col_offset)
