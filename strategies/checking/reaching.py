"""Find what a strategy reaches for beyond prices and numbers: modules, harmful parts of modules, Python's workings."""

import ast
import difflib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from engine.script.names import Names
from strategies.checking import policy
from strategies.checking.findings import Finding
from strategies.checking.paths import Paths, asked_by, text_of
from strategies.checking.rules import at

# A name for a path, in a call that may as well be given a text in memory.
PATH_NAME: Final = re.compile(r"(?i)path|file|fname|url|folder|directory")
# What a format or a query reaches for: {0.__globals__}, @frame.__class__.
STEP_IN_TEXT: Final = re.compile(r"\.\s*(\w+)")


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
                yield replace(at(node, f"“{module}” is not there in a run.", hint), is_error=False)
            else:
                yield at(node, f"“{module}” cannot be imported here.", _import_hint(root))


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
    """Yield the places that take a module out of another one, as `bt.os`, or a part that strategies do without."""
    paths = Paths(names)
    for node in names.nodes:
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
            found = [paths.of(node) or ""]
        else:
            continue
        for path in found:
            yield from _reach(node, path)


def _reach(node: ast.expr | ast.stmt, path: str) -> Iterator[Finding]:
    if path in policy.WAITING:
        yield replace(at(node, f"“{path}” only makes the run longer.", policy.NO_WAITING), is_error=False)
    # What stands deeper is told of where it begins, unless an import names it at once.
    if isinstance(node, ast.expr) and not _is_out_of_reach(path):
        return
    root, *parts = path.split(".")
    wholes = [".".join([root, *parts[:count]]) for count in range(1, len(parts) + 1)]
    reached = next((whole for whole in wholes if _is_out_of_reach(whole)), None)
    if root not in policy.ALLOWED_IMPORTS or reached is None or (reached != path and isinstance(node, ast.expr)):
        return
    last = reached.rpartition(".")[2]
    if reached in policy.HARMFUL_PARTS:
        yield at(node, f"“{reached}” cannot be used here.", policy.HARMFUL_PARTS[reached])
    else:
        yield at(node, f"“{last}” cannot be used through {root}.", policy.IMPORT_HINTS.get(last, policy.NO_WORLD))


def _is_out_of_reach(path: str) -> bool:
    is_module = path.rpartition(".")[2] in policy.REACHED_MODULES and path not in policy.HONEST_REACHES
    return is_module or path in policy.HARMFUL_PARTS


def check_files(names: Names) -> Iterator[Finding]:
    """Yield the calls that read or write a file by its path; a text in memory is fine."""
    paths = Paths(names)
    for node in names.nodes:
        if not isinstance(node, ast.Call):
            continue
        path = paths.of(node.func)
        method = node.func.attr if isinstance(node.func, ast.Attribute) and path is None else None
        is_writer = method in policy.FILE_WRITERS and method not in names.bound
        if (path in policy.FILE_READERS or is_writer) and _is_path(_first_argument(node)):
            yield at(node, f"“{path or method}” cannot be used with a file here.", policy.NO_FILES)


def _first_argument(call: ast.Call) -> ast.expr | None:
    named = [one.value for one in call.keywords if one.arg and PATH_NAME.search(one.arg)]
    return next(iter([*call.args, *named]), None)


def _is_path(node: ast.expr | None) -> bool:
    """Say whether this can only be the path of a file: a text on one line, or a name that says so."""
    if isinstance(node, ast.Attribute):
        return bool(PATH_NAME.search(node.attr))
    if isinstance(node, ast.Name):
        return bool(PATH_NAME.search(node.id))
    if isinstance(node, ast.JoinedStr):
        return True
    text = (text_of(node) if node else None) or ""
    return bool(text) and "\n" not in text and not text.lstrip().startswith(("{", "[", "<"))


def check_walks(names: Names) -> Iterator[Finding]:
    """Yield the steps from an object into Python's own workings, such as `__subclasses__`."""
    for node in names.nodes:
        for step in _steps(node):
            if step in policy.DUNDER_WALKS and isinstance(node, ast.expr):
                yield at(node, f"“{step}” cannot be used here.", policy.NO_WORKINGS)
                break


def _steps(node: ast.AST) -> Iterator[str]:
    """Yield the attributes that this asks for: by a dot, by `getattr`, by a key, or in the text of a format."""
    if isinstance(node, ast.Attribute):
        if not _is_super(node.value):
            yield node.attr
    elif isinstance(node, ast.Subscript):
        yield text_of(node.slice) or ""
    elif isinstance(node, ast.Call):
        if asked := asked_by(node):
            yield asked[0]
        yield from _steps_in_texts(node)


def _steps_in_texts(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts: list[str | None] = []
    if name == "attrgetter":
        texts = [f".{text_of(argument) or ''}" for argument in call.args]
    elif name in ("query", "eval"):
        texts = [text_of(argument) for argument in call.args]
    elif name in ("format", "format_map") and isinstance(call.func, ast.Attribute):
        texts = [text_of(call.func.value)]
    for text in texts:
        yield from STEP_IN_TEXT.findall(text or "")


def _is_super(node: ast.expr) -> bool:
    # What a class inherits, it may also ask for: super().__reduce__().
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
