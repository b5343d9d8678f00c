"""Run every benchmark in bench/, one after the other; names as arguments choose some."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Run the benchmarks; exits 1 if one failed or none was found."""
    wanted = sys.argv[1:]
    scripts = [path for path in sorted((ROOT / "bench").glob("*.py")) if not path.name.startswith("_")]
    scripts = [path for path in scripts if not wanted or path.stem in wanted]
    if not scripts:
        sys.exit("There is no such benchmark in bench/.")
    failed = []
    for path in scripts:
        print(f"--- {path.stem} ---", flush=True)
        done = subprocess.run([sys.executable, "-m", f"bench.{path.stem}"], cwd=ROOT, check=False)
        failed += [path.stem] if done.returncode else []
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
