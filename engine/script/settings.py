"""Find what the runner of a script set, so that its author can set the same for the run."""

import ast
from collections.abc import Iterable
from typing import Final

from engine.events import LeftOut

MAX_VALUE: Final = 60
MAX_SETTINGS: Final = 20
CHOOSE: Final = "Set it for the run."
# What a call on Cerebro or its broker sets, and what becomes of it here.
SETTERS: Final = {
    "setcash": ("starting cash", CHOOSE),
    "set_cash": ("starting cash", CHOOSE),
    "setcommission": ("commission", CHOOSE),
    "addcommissioninfo": ("commission", CHOOSE),
    "addsizer": ("sizing", "Set the order size for the run: it holds for orders without a size of their own."),
    "set_slippage_perc": ("slippage", CHOOSE),
    "set_slippage_fixed": ("slippage", CHOOSE),
    "set_coc": ("fills at the close", "Orders fill at the next open: that of the same bar was not there to be had."),
    "set_coo": ("fills at the open", "Orders fill at the next open."),
    "set_shortcash": ("cash from short sales", "Short sales add their proceeds to cash."),
    "set_filler": ("volume limit", "Set it for the run."),
    "addstrategy": ("strategy", "The last class in the code runs, with its own params, unless you choose otherwise."),
    "optstrategy": ("strategy", "One run has one value for each parameter: start a run for each you want to compare."),
}


def settings(nodes: Iterable[ast.AST]) -> list[LeftOut]:
    """Return the settings made in this code, each once, in the order of the lines."""
    found: dict[str, LeftOut] = {}
    for node in nodes:
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in SETTERS:
                label, why = SETTERS[call.func.attr]
                what = f"{label} {_told(call)}".strip()
                found.setdefault(what, LeftOut(what=what, lines=[(call.lineno, call.lineno)], why=why))
    return sorted(found.values(), key=lambda item: item.lines[0])[:MAX_SETTINGS]


def _told(call: ast.Call) -> str:
    """
    Return the arguments of a call as a person would write them.

    >>> _told(ast.parse("x.setcash(100000.0)").body[0].value), _told(ast.parse("x.setcommission(a.b)").body[0].value)
    ('100,000', 'a.b')
    >>> _told(ast.parse("x.addstrategy(Mine, period=20)").body[0].value)
    'Mine(period=20)'
    """
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    words = [*map(_value, call.args), *map(_keyword, call.keywords)]
    if name.startswith(("add", "opt")) and words:
        words = [f"{words[0].rpartition('.')[2] if '(' not in words[0] else words[0]}({', '.join(words[1:])})"]
    return ", ".join(words)[:MAX_VALUE]


def _keyword(keyword: ast.keyword) -> str:
    value = _value(keyword.value)
    if keyword.arg == "commission":
        return _percent(keyword.value) or value
    return f"{keyword.arg}={value}" if keyword.arg else f"**{value}"


def _value(node: ast.expr) -> str:
    number = node.value if isinstance(node, ast.Constant) else None
    if isinstance(number, int | float) and not isinstance(number, bool) and abs(number) >= 1000:
        return f"{number:,.2f}".removesuffix(".00")
    if isinstance(node, ast.Constant | ast.Name | ast.Attribute | ast.Call | ast.List | ast.Tuple | ast.BinOp):
        return _short(node)
    return "…"


def _percent(node: ast.expr) -> str:
    rate = node.value if isinstance(node, ast.Constant) else None
    return f"{rate * 100:g}%" if isinstance(rate, float) and 0 <= rate < 0.1 else ""


def _short(node: ast.expr) -> str:
    # ast.unparse takes a call a level: only what is small can be shown anyway.
    size = sum(1 for _ in zip(ast.walk(node), range(MAX_VALUE), strict=False))
    return ast.unparse(node) if size < MAX_VALUE else "…"
