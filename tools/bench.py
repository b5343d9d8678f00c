"""Measure the engine: `bench.py` beside its peers (`--quick`: 2,500 bars only), or by name a script of bench/."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def module_of(arguments: list[str]) -> list[str]:
    """Return what Python is to run: the whole benchmark, or the one script that is named."""
    if arguments and not arguments[0].startswith("-"):
        return [f"bench.{arguments[0]}", *arguments[1:]]
    return ["bench", *arguments]


def main() -> None:
    """Run the benchmark and end as it ends."""
    done = subprocess.run([sys.executable, "-m", *module_of(sys.argv[1:])], cwd=ROOT, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
