"""Find what reads bars that have not happened yet, for certain or perhaps."""

import ast
import re
from collections.abc import Iterator
from typing import Final, TypeGuard

from engine.lookahead.findings import Suspect
from engine.script.names import Names
from strategies.checking.findings import Finding

PRICE_LINES: Final = frozenset({"open", "high", "low", "close", "volume", "openinterest", "datetime"})
DATA: Final = re.compile(r"data\d*")
MAX_NODES: Final = 40
MAX_SHOWN: Final = 80
INDICATOR_HOMES: Final = ("backtrader.ind", "backtrader.talib", "statis_indicators")


def check_lookahead(names: Names) -> Iterator[Finding]:
    """Yield the reads of future bars that can be seen in the text."""
    yield from (_warning(node) for node, _ in _certain(names))


def suspects(names: Names) -> Iterator[Suspect]:
    """Yield the places that may read the future, for when a run shows that something does."""
    for node, text in (*_certain(names), *_doubtful(names)):
        yield Suspect(line=node.lineno, code=_short(node), text=text)


def _certain(names: Names) -> Iterator[tuple[ast.expr, str]]:
    lines = _own_lines(names)
    for node in names.nodes:
        if isinstance(node, ast.Subscript) and _is_ahead(node.slice) and _is_line(node.value, lines):
            yield node, "A positive index reads a later bar."
        elif isinstance(node, ast.Call) and _is_price(node.func) and any(map(_is_ahead, node.args)):
            # A line called with a number is that line shifted: (1) shifts it into the future.
            yield node, "A line called with a positive number is shifted into the future."


def _doubtful(names: Names) -> Iterator[tuple[ast.expr, str]]:
    for node in names.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "array" and names.path(node) is None:
            yield node, "A line's array holds every bar of the run, later ones as well."
        elif isinstance(node, ast.Attribute) and node.attr == "bars" and _is_data(node.value):
            yield node, "A feed's bars are all those of the run, later ones as well."
        elif isinstance(node, ast.Call) and (cause := _cause(node, names)):
            yield node, cause


def _cause(call: ast.Call, names: Names) -> str | None:
    """Return what a call of a method may do with later bars."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    periods = given.get("periods") or given.get("shift") or (call.args[0] if call.args else None)
    if name == "buflen":
        return "buflen() counts all bars of the run, later ones as well."
    if name == "get" and "ago" in given and _is_ahead(given["ago"]):
        return "A positive ago reads later bars."
    if name in ("shift", "diff", "pct_change") and periods is not None and _is_negative(periods):
        return f"A negative {name} takes values from later rows."
    if name == "roll" and len(call.args) > 1 and _is_negative(call.args[1]) and names.path(call.func) == "numpy.roll":
        return "A negative roll takes values from later places."
    is_filling = name == "fillna" and _is_text(given.get("method"), "bfill", "backfill")
    if name in ("bfill", "backfill") or is_filling:
        return "Filling backwards takes values from later rows."
    center = given.get("center")
    if name == "rolling" and isinstance(center, ast.Constant) and center.value is True:
        return "A centred window takes in later rows."
    return None


def _is_negative(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _is_text(node: ast.expr | None, *texts: str) -> bool:
    return isinstance(node, ast.Constant) and node.value in texts


def _short(node: ast.expr) -> str:
    # ast.unparse takes a call a level: only what is small can be shown anyway.
    size = sum(1 for _ in zip(ast.walk(node), range(MAX_NODES), strict=False))
    code = ast.unparse(node) if size < MAX_NODES else ""
    return code if len(code) < MAX_SHOWN else ""


def _warning(node: ast.expr) -> Finding:
    code = _short(node)
    return Finding(
        message=f"{code} reads a bar that has not happened yet." if code else "This reads a future bar.",
        hint="[0] is the current bar and [-1] the one before it. Results that know the future mean nothing.",
        line=node.lineno,
        column=node.col_offset,
        is_error=False,
    )


def _is_ahead(index: ast.expr) -> bool:
    if isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.UAdd):
        index = index.operand
    return isinstance(index, ast.Constant) and type(index.value) is int and index.value > 0


def _own_lines(names: Names) -> frozenset[str]:
    """Return the attributes of self that hold a price line or an indicator, as in `self.sma = bt.ind.SMA()`."""
    found = set()
    for node in names.nodes:
        if isinstance(node, ast.Assign) and _makes_line(node.value, names):
            found |= {target.attr for target in node.targets if _is_of_self(target)}
    return frozenset(found)


def _makes_line(value: ast.expr, names: Names) -> bool:
    if isinstance(value, ast.Call):
        return (names.path(value.func) or "").startswith(INDICATOR_HOMES)
    return _is_price(value)


def _is_line(node: ast.expr, own_lines: frozenset[str]) -> bool:
    if _is_price(node) or _is_data(node):
        return True
    if isinstance(node, ast.Attribute) and not _is_of_self(node):
        # An indicator's own line, as in self.bands.top or self.bands.lines.top.
        node = node.value
        if isinstance(node, ast.Attribute) and node.attr in ("lines", "l"):
            node = node.value
    return _is_of_self(node) and node.attr in own_lines


def _is_price(node: ast.expr) -> bool:
    """Say whether this is a price line of a feed: self.data.close, self.datas[0].close, self.data0.lines.close."""
    if not isinstance(node, ast.Attribute) or node.attr not in PRICE_LINES:
        return False
    owner = node.value
    if isinstance(owner, ast.Attribute) and owner.attr in ("lines", "l"):
        owner = owner.value
    return _is_data(owner) or (isinstance(owner, ast.Subscript) and _is_list_of_data(owner.value))


def _is_data(node: ast.expr) -> bool:
    return _is_of_self(node) and DATA.fullmatch(node.attr) is not None


def _is_list_of_data(node: ast.expr) -> bool:
    return _is_of_self(node) and node.attr == "datas"


def _is_of_self(node: ast.expr) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
