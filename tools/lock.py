"""Compile requirements*.in into the locked files; `--check` only says which no longer belong to their sources."""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Each locked file with all it is made from: the first is compiled, the others are its constraints.
LOCKS = {
    "requirements.txt": ("requirements.in",),
    "requirements-dev.txt": ("requirements-dev.in", "requirements.in"),
    "requirements-node.txt": ("requirements-node.in",),
}
# What `make bench` compares us with, each in an environment of its own.
LOCKS |= {
    f"bench/environments/{path.stem}.txt": (f"bench/environments/{path.name}",)
    for path in sorted((ROOT / "bench" / "environments").glob("*.in"))
}
HEADER = "# Written by `make lock` from {sources}; sources sha256 {digest}\n"


def header(name: str) -> str:
    """
    Return the first line a lock must have: it carries the hash of what it was made from.

    A hash is compared, rather than the lock compiled anew, so that the check gives the same answer without a
    network and on the day after a dependency's release.
    """
    sources = LOCKS[name]
    digest = hashlib.sha256(b"\0".join((ROOT / source).read_bytes() for source in sources)).hexdigest()
    return HEADER.format(sources=" and ".join(sources), digest=digest[:32])


def stale() -> list[str]:
    """Return the locks that are missing or older than their sources."""
    found = []
    for name in LOCKS:
        path = ROOT / name
        if not path.exists() or not path.read_text(encoding="utf-8").startswith(header(name)):
            found.append(name)
    return found


def compile_lock(name: str) -> None:
    """Compile one lock; pins that still fit are kept."""
    argv = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    argv += ["--generate-hashes", "--only-binary", ":all:", "--no-header", "--no-emit-index-url", "--no-config"]
    subprocess.run([*argv, LOCKS[name][0], "--output-file", name], cwd=ROOT, check=True)
    path = ROOT / name
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(header(name) + "".join(line for line in lines if not line.startswith("# Written by")))


def main() -> None:
    """Compile, or with --check report; exits 1 when a lock is out of date."""
    if "--check" in sys.argv[1:]:
        found = stale()
        for name in found:
            print(f"{name} is out of date: run make lock")
        sys.exit(bool(found))
    for name in LOCKS:
        compile_lock(name)
        print(f"{name} written")


if __name__ == "__main__":
    main()
