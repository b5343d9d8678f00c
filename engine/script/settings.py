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
                told = _told(call, call.func.attr)
                if told or call.func.attr != "addstrategy":
                    what = f"{label} {told}".strip()
                    found.setdefault(what, LeftOut(what=what, lines=[(call.lineno, call.lineno)], why=why))
    return sorted(found.values(), key=lambda item: item.lines[0])[:MAX_SETTINGS]


def _told(call: ast.Call, name: str) -> str:
    """
    Return the arguments of a call as a person would write them, as far as they are written out.

    >>> _told(ast.parse("x.setcash(100000.0)").body[0].value, "setcash")
    '100,000'
    >>> _told(ast.parse("x.addstrategy(Mine, period=20)").body[0].value, "addstrategy")
    'Mine(period=20)'
    >>> _told(ast.parse("x.setcash(args.cash)").body[0].value, "setcash")
    ''
    """
    if name in ("set_coc", "set_coo"):
        return ""
    takes_class = name in ("addsizer", "addstrategy", "optstrategy")
    values = [*call.args[takes_class:], *(keyword.value for keyword in call.keywords)]
    if takes_class and call.args and (values or name == "addsizer"):
        kind = _short(call.args[0]) if isinstance(call.args[0], ast.Name | ast.Attribute) else "…"
        return _cut(f"{kind.rpartition('.')[2]}({', '.join(_arguments(call, first=1))})")
    return _cut(", ".join(_arguments(call))) if any(map(_is_written_out, values)) else ""


def _cut(text: str) -> str:
    return text if len(text) <= MAX_VALUE else f"{text[: MAX_VALUE - 1]}…"


def _arguments(call: ast.Call, first: int = 0) -> list[str]:
    return [*map(_value, call.args[first:]), *map(_keyword, call.keywords)]


def _is_written_out(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


def _keyword(keyword: ast.keyword) -> str:
    value = _value(keyword.value)
    if keyword.arg in ("commission", "cash"):
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
    return f"{rate * 100:g}%" if isinstance(rate, float) and rate < 0.1 else ""


def _short(node: ast.expr) -> str:
    # ast.unparse takes a call a level: only what is small can be shown anyway.
    size = sum(1 for _ in zip(ast.walk(node), range(MAX_VALUE), strict=False))
    return ast.unparse(node) if size < MAX_VALUE else "…"
