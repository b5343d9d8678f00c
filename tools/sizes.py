"""The size budget: no function, file or template longer than one can hold in one's head."""

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = {".git", ".venv", "node_modules", "migrations", "vendor", "staticfiles", "var", "__pycache__"}
FUNCTION_LINES, FILE_LINES, TEMPLATE_LINES, MEDIAN_LINES = 60, 400, 150, 10


class Function(NamedTuple):
    """A function and how many lines it takes."""

    lines: int
    name: str
    place: str


def files(suffix: str) -> list[Path]:
    """Return our own files with this suffix."""
    found = (path.relative_to(ROOT) for path in ROOT.rglob(f"*{suffix}"))
    return sorted(path for path in found if not OUTSIDE.intersection(path.parts))


def is_test(path: Path) -> bool:
    """Return whether a file is a test or serves tests."""
    return "tests" in path.parts or path.name == "conftest.py"


def line_count(path: Path) -> int:
    """Return how many lines a file has."""
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[Function]:
    """Yield every function of a Python file."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function((node.end_lineno or node.lineno) - node.lineno + 1, node.name, f"{path}:{node.lineno}")


def over_budget(source: list[Path], found: list[Function]) -> list[str]:
    """Return a line for everything that is too long."""
    faults = [
        f"{f.place}: {f.name} has {f.lines} lines, more than {FUNCTION_LINES}"
        for f in found
        if f.lines > FUNCTION_LINES
    ]
    for paths, most in ((source, FILE_LINES), (files(".html"), TEMPLATE_LINES)):
        counted = ((path, line_count(path)) for path in paths)
        faults += [f"{path}: {lines} lines, more than {most}" for path, lines in counted if lines > most]
    if found and statistics.median(f.lines for f in found) > MEDIAN_LINES:
        faults.append(f"the median function is longer than {MEDIAN_LINES} lines")
    return faults


def main() -> None:
    """Print the sizes and everything over budget; exits 1 if anything is."""
    python = files(".py")
    source = [path for path in python if not is_test(path)]
    found = [function for path in source for function in functions(path)]
    tests = sum(line_count(path) for path in python if is_test(path))
    lines = sum(line_count(path) for path in source)
    median = statistics.median(f.lines for f in found) if found else 0
    print(f"{len(source)} source files, {lines} lines, {len(found)} functions (median {median:.0f} lines)")
    print(f"{tests} lines of tests: {tests / max(lines, 1):.2f} for each line of source")
    faults = over_budget(source, found)
    for fault in faults:
        print(fault)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
