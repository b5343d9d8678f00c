"""Run every static check, then report all failures together; `--fix` formats and mends what can be mended."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TYPED = (
    "engine",
    "statis",
    "accounts",
    "marketdata",
    "indicators",
    "strategies",
    "backtests",
    "bench",
    "manage.py",
    "statis_indicators.py",
)
WITH_PAGES = ("marketdata", "indicators", "strategies")
# What a check needs to load Django without touching anybody's data.
ENV = {"DJANGO_SETTINGS_MODULE": "statis.settings_test", "NO_COLOR": "1"}


@dataclass(frozen=True, kw_only=True)
class Check:
    """A name and the Python module or script, with arguments, that exits 0 when all is well."""

    name: str
    argv: tuple[str, ...]
    mends: bool = False


def tool(name: str, module: str, *arguments: str) -> Check:
    """Return a check by an installed tool."""
    return Check(name=name, argv=("-m", module, *arguments))


CHECKS = (
    tool("format", "ruff", "format", "--check", "--quiet", "--diff", "."),
    tool("lint", "ruff", "check", "--quiet", "--output-format", "concise", "."),
    tool("types", "mypy", *TYPED),
    Check(name="imports", argv=("-c", "from importlinter.cli import lint_imports_command as main; main()")),
    tool("templates", "djlint", "templates", *(f"{app}/templates" for app in WITH_PAGES), "--lint", "--quiet"),
    Check(name="migrations", argv=("manage.py", "makemigrations", "--check", "--dry-run", "--verbosity", "1")),
    Check(name="django", argv=("manage.py", "check")),
    Check(name="locks", argv=("tools/lock.py", "--check")),
    Check(name="docs", argv=("tools/docs.py", "--check")),
    Check(name="sizes", argv=("tools/sizes.py",)),
)
FIXES = (
    tool("lint", "ruff", "check", "--fix", "--quiet", "."),
    tool("format", "ruff", "format", "--quiet", "."),
)


def run(check: Check) -> tuple[Check, bool, str, float]:
    """Run one check and return whether all was well, what it said, and how long it took."""
    began_at = time.monotonic()
    done = subprocess.run(
        [sys.executable, *check.argv],
        cwd=ROOT,
        env={**os.environ, **ENV},
        capture_output=True,
        text=True,
        check=False,
    )
    return check, done.returncode == 0, (done.stdout + done.stderr).strip(), time.monotonic() - began_at


def main() -> None:
    """Run the checks two at a time; exits 1 if any failed."""
    chosen = FIXES if "--fix" in sys.argv[1:] else CHECKS
    with ThreadPoolExecutor(max_workers=1 if chosen is FIXES else 2) as pool:
        done = list(pool.map(run, chosen))
    failed = [(check, said) for check, is_well, said, _ in done if not is_well]
    for check, said in failed:
        print(f"\n--- {check.name} ---\n{said}")
    print()
    for check, is_well, _, seconds in done:
        print(f"{'ok  ' if is_well else 'FAIL'}  {check.name:<12}{seconds:5.1f} s")
    if failed:
        sys.exit(f"\n{len(failed)} of {len(done)} checks failed: {', '.join(check.name for check, _ in failed)}")
    print(f"\nAll {len(done)} checks passed.")


if __name__ == "__main__":
    main()
