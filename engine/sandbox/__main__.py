"""`python -m engine.sandbox`: the sandbox as a service that listens at a path, or a look at the one that does."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from engine.sandbox import launch
from engine.sandbox.parent import Sandbox, SandboxUnavailable


def main() -> NoReturn:
    """Listen, become a clean process with an empty environment, and serve until SIGTERM."""
    options = options_of(sys.argv[1:])
    if options.check:
        _check(options.socket)
    try:
        listener = launch.listener_at(options.socket, group=options.group)
    except launch.AlreadyServed:
        sys.exit(f"A sandbox service already listens at {options.socket}. Stop it first, or choose another --socket.")
    except OSError as problem:
        sys.exit(f"The sandbox cannot listen at {options.socket}: {problem.strerror or problem}.")
    except LookupError:
        sys.exit(f"There is no group “{options.group}” for the sandbox's socket.")
    os.set_inheritable(listener.fileno(), True)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    orders = launch.Orders(
        listener_fd=listener.fileno(),
        parent_pid=0,
        is_reduced=options.reduced_isolation,
        inspector=options.inspector,
        children=options.children,
    )
    # The environment must be empty from the start of a process: what is removed later can still be read.
    os.execve(sys.executable, launch.command(orders), dict(launch.ENVIRONMENT))  # noqa: S606  # no shell is wanted


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the arguments of the command line ask for."""
    parser = argparse.ArgumentParser(prog="python -m engine.sandbox", description=__doc__)
    parser.add_argument("--socket", type=Path, required=True, help="where to listen")
    parser.add_argument("--group", help="let this group connect, too; otherwise only the user who starts the service")
    parser.add_argument("--inspector", default="", metavar="MODULE", help="the module that inspects sources")
    parser.add_argument(
        "--children",
        type=_child_count,
        default=launch.DEFAULT_CHILDREN,
        help=f"jobs at a time, 1 to {launch.MOST_CHILDREN}; the others wait (%(default)s)",
    )
    parser.add_argument(
        "--reduced-isolation",
        action="store_true",
        help="serve without the layers this system lacks: only for code you would run yourself",
    )
    parser.add_argument("--check", action="store_true", help="say which layers the service that listens has in force")
    return parser.parse_args(arguments)


def _child_count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= launch.MOST_CHILDREN:
        raise argparse.ArgumentTypeError(f"must lie between 1 and {launch.MOST_CHILDREN}")
    return count


def _check(path: Path) -> NoReturn:
    try:
        layers = Sandbox(path, reduced_isolation=True, wait_seconds=1.0).layers
    except SandboxUnavailable as problem:
        sys.exit(str(problem))
    sys.stdout.write(f"{', '.join(layers)}\n")
    sys.exit(0)


if __name__ == "__main__":
    main()
